using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Memberships;

/// <summary>Contract section 3.3.</summary>
public enum MembershipStatus
{
    Active,
    GracePeriod,
    Expired,
}

/// <summary>
/// Contract section 3.2. The worst of the membership's seats: FAILED, MANUAL_REVIEW, PENDING, SENT.
/// </summary>
public enum DeliveryStatus
{
    NotRequired,
    Revoked,
    Sent,
    Pending,
    ManualReview,
    Failed,
}

/// <summary>Why a membership ended; decides whether closing its seats waits for a notice (rule 11).</summary>
public enum EndCause
{
    /// <summary>Nobody paid for another period.</summary>
    Lapsed,

    /// <summary>Staff ended it by name: the buyer is told at the same time, nothing waits.</summary>
    Revoked,

    /// <summary>The dates were edited by hand: closings count for the brake (rule 13).</summary>
    DatesEdited,
}

/// <summary>
/// One buyer's standing at one product. (product, identity) is unique unless several are allowed.
/// </summary>
public sealed class Membership : IOwnedByMerchant, IVersioned, IOwed
{
    public required MembershipId Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required ProductId ProductId { get; init; }

    public required BuyerId BuyerId { get; set; }

    public required IdentityType IdentityType { get; set; }

    public required string IdentityValue { get; set; }

    public string? IdentityDisplay { get; set; }

    /// <summary>
    /// Empty where one membership per identity is allowed; the membership's own id where several are.
    /// </summary>
    public required string Sibling { get; init; }

    public required Platform Platform { get; set; }

    public string? PayerWallet { get; set; }

    public required MembershipStatus Status { get; set; }

    public required DateTimeOffset CurrentPeriodStartAt { get; set; }

    /// <summary>
    /// Start of the newest period: in the future when it was renewed early. Null: the one above.
    /// </summary>
    public DateTimeOffset? LastPeriodStartAt { get; set; }

    /// <summary>Null: for ever.</summary>
    public DateTimeOffset? CurrentPeriodEndAt { get; set; }

    public DateTimeOffset? GraceEndsAt { get; set; }

    /// <summary>
    /// A renewal is collected by itself: until then the membership stays ACTIVE after its end while the collection is
    /// due or on its way. Null, or not before the end.
    /// </summary>
    public DateTimeOffset? CollectsUntil { get; set; }

    /// <summary>Terms of the running period, frozen when it was paid.</summary>
    public required int GracePeriodDays { get; set; }

    public required string ReminderOffsetsDays { get; set; }

    /// <summary>
    /// Day of month of the first period: 31 Jan, 28 Feb, 31 Mar (design section 4, Billing).
    /// </summary>
    public int? AnchorDay { get; set; }

    public int RenewalCount { get; set; }

    public PaymentId? LatestPaymentId { get; set; }

    public string? LatestTxSignature { get; set; }

    public DateTimeOffset? LastReminderSentAt { get; set; }

    /// <summary>The buyer said /cancel: no more reminders for this period's end.</summary>
    public DateTimeOffset? CancelledAt { get; set; }

    public DateTimeOffset? PausedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public EndCause? EndCause { get; set; }

    /// <summary>The period end that the two answers below belong to.</summary>
    public DateTimeOffset? NoticeForEndAt { get; set; }

    /// <summary>
    /// Business time at which a channel first accepted a notice that names this period's end (rule 11).
    /// </summary>
    public DateTimeOffset? NoticeAcceptedAt { get; set; }

    /// <summary>Business time at which every channel had answered that it cannot deliver.</summary>
    public DateTimeOffset? NoticeUndeliverableAt { get; set; }

    public DeliveryStatus DeliveryStatus { get; set; } = DeliveryStatus.Pending;

    public string? DeliveryLastError { get; set; }

    public string MetadataJson { get; set; } = "{}";

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>
    /// Business time of the next reminder, transition or allowed removal; null when nothing lies ahead.
    /// </summary>
    public DateTimeOffset? DueAt { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset? ClaimedUntil { get; set; }

    public ClaimId? ClaimId { get; set; }

    public DateTimeOffset? PutOffSince { get; set; }

    public long Version { get; set; }

    /// <summary>Whether it opens its targets now: paid or in grace, and not paused.</summary>
    public bool GivesAccess =>
        Status is MembershipStatus.Active or MembershipStatus.GracePeriod && PausedAt is null;
}
