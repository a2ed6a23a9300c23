using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Notices;

public enum NoticeAudience
{
    /// <summary>The buyer, on whichever of their accounts takes it first.</summary>
    Buyer,

    /// <summary>The alert channel of one community.</summary>
    AlertChannel,

    /// <summary>Everybody who reads a channel; which one stands in the facts.</summary>
    Channel,

    /// <summary>The merchant's owners, privately: what has no alert channel to go to.</summary>
    Owners,
}

public enum NoticeKind
{
    /// <summary>The Join button that stays in a channel.</summary>
    JoinPanel,
    AccessOpened,
    AccessWaitsForJoin,
    AccessFailed,
    PaymentShort,
    PaymentOver,
    PaymentUnmatched,

    /// <summary>
    /// Paid in full for an offer that stopped taking members while the payment page was open.
    /// </summary>
    PaymentUnserved,

    /// <summary>The buyer says where money goes that is sent back.</summary>
    RefundAddressAsked,

    /// <summary>Money was sent back; the ledger says so.</summary>
    RefundSent,
    Renewed,
    Reminder,

    /// <summary>Something stands in the way of the next collection.</summary>
    CollectionAtRisk,

    /// <summary>A renewal could not be collected.</summary>
    CollectionFailed,

    /// <summary>Nothing more is collected before the payer approves again.</summary>
    ReapprovalRequired,
    GraceStarted,
    Ended,
    Revoked,
    Gifted,
    FoundOpen,

    /// <summary>Somebody came in without a membership, and not by us.</summary>
    CameInUnpaid,
    MemberJoined,
    MemberRenewed,
    MemberLapsed,
    RightsLost,
    RightsBack,
    CommunityLost,
    BrakeTripped,
    WalletChanged,
    SupportAsked,
    SupportAnswered,
}

public enum NoticeState
{
    Pending,
    Accepted,
    Undeliverable,
}

/// <summary>
/// A message that is owed. (merchant, key) is unique, so owing it twice is owing it once. <see cref="DueAt"/>
/// is real time. The id goes along with the message, so that a platform or a reader can see a repetition.
/// </summary>
public sealed class Notice : IOwnedByMerchant, IVersioned, IOwed
{
    public required NoticeId Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required string Key { get; init; }

    public required NoticeAudience Audience { get; init; }

    public required NoticeKind Kind { get; init; }

    public BuyerId? BuyerId { get; init; }

    public CommunityId? CommunityId { get; init; }

    public MembershipId? MembershipId { get; init; }

    /// <summary>The period end that this notice names; counts as warning before removal (rule 11).</summary>
    public DateTimeOffset? PeriodEndAt { get; init; }

    /// <summary>What happened, as flat JSON; the wording is made when it is sent.</summary>
    public required string FactsJson { get; init; }

    public required NoticeState State { get; set; }

    /// <summary>Business time.</summary>
    public DateTimeOffset? AcceptedAt { get; set; }

    /// <summary>Platform and account or channel that took it.</summary>
    public string? AcceptedBy { get; set; }

    public string? LastError { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DueAt { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset? ClaimedUntil { get; set; }

    public ClaimId? ClaimId { get; set; }

    public DateTimeOffset? PutOffSince { get; set; }

    public long Version { get; set; }
}
