using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Renewals;

/// <summary>
/// A payer's permission to collect the renewals of one membership: a subscription of the payer's wallet to a plan. Begins
/// PENDING beside the payment that opens it. <see cref="DueAt"/> is business time.
/// </summary>
public sealed class RenewalAuthorization : IOwnedByMerchant, IVersioned, IOwed
{
    public required AuthorizationId Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required ProductId ProductId { get; init; }

    public required PlanId PlanId { get; init; }

    public required PaymentId InitialPaymentId { get; init; }

    public MembershipId? MembershipId { get; set; }

    public required string PayerWallet { get; init; }

    public required string PayerTokenAccount { get; init; }

    public required string AuthorityAccount { get; init; }

    public required string SubscriptionAccount { get; init; }

    public required long AmountMinorUnits { get; init; }

    public required int PeriodHours { get; init; }

    public required AuthorizationStatus Status { get; set; }

    public string? SetupSignature { get; set; }

    /// <summary>The end of what is paid, when it was looked at last; business time.</summary>
    public DateTimeOffset? PaidThroughAt { get; set; }

    public DateTimeOffset? LastCollectionAt { get; set; }

    /// <summary>What stands in the way of the next collection; null: nothing that is known.</summary>
    public CollectionTrouble? Trouble { get; set; }

    /// <summary>The end of a period before which the payer was warned already.</summary>
    public DateTimeOffset? WarnedForAt { get; set; }

    public string? CancelReason { get; set; }

    public bool CancelsAtPeriodEnd { get; set; }

    public string? CancellationSignature { get; set; }

    public DateTimeOffset? CancelledAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? DueAt { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset? ClaimedUntil { get; set; }

    public ClaimId? ClaimId { get; set; }

    public DateTimeOffset? PutOffSince { get; set; }

    public long Version { get; set; }

    /// <summary>When the next period is collected; null: nothing is, before somebody does something.</summary>
    public DateTimeOffset? NextCollectionDueAt => Status == AuthorizationStatus.Active ? PaidThroughAt : null;

    public TimeSpan Period => TimeSpan.FromHours(PeriodHours);

    public bool IsOver =>
        Status is AuthorizationStatus.Cancelled or AuthorizationStatus.Revoked or AuthorizationStatus.Expired;
}
