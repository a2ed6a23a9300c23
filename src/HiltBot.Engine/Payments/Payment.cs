using HiltBot.Engine.Memberships;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Payments;

/// <summary>Contract section 3.1. CONFIRMED and FAILED are final.</summary>
public enum PaymentStatus
{
    PendingSignature,
    PendingConfirmation,
    Confirmed,
    Failed,
}

public enum PaymentOrigin
{
    /// <summary>A buyer opened a checkout.</summary>
    Checkout,

    /// <summary>Late or unmatched money that was settled into a payment of its own.</summary>
    Settled,

    /// <summary>A renewal that was collected by itself.</summary>
    Collected,
}

/// <summary>Where it comes from whom a payment is for.</summary>
public enum IdentityOrigin
{
    /// <summary>A handoff link fixed it.</summary>
    Link,

    /// <summary>The paying side said so.</summary>
    Named,

    /// <summary>The wallet signed it (contract 4.4).</summary>
    Signed,

    /// <summary>Nobody was named: it is for the wallet that pays.</summary>
    Payer,
}

/// <summary>
/// One session of one buyer and what became of it: what is paid, to whom, for whom, until when. Terms are
/// frozen when it is opened, so that what the buyer sees is what is verified later (road, step 3).
/// </summary>
public sealed class Payment : IOwnedByMerchant, IVersioned, IOwed
{
    public required PaymentId Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required ProductId ProductId { get; init; }

    public required PaymentOrigin Origin { get; init; }

    public required PaymentStatus Status { get; set; }

    public string? FailureReason { get; set; }

    /// <summary>Stands in the memo as <c>HILT:{nonce}</c> (contract 4.5).</summary>
    public required string Nonce { get; init; }

    /// <summary>32 random bytes in base58, put into the transfer as a readonly key.</summary>
    public required string Reference { get; init; }

    public required long AmountMinorUnits { get; init; }

    public required long MerchantAmountMinorUnits { get; init; }

    public required long FeeMinorUnits { get; init; }

    public required string TokenMint { get; init; }

    public required string AssetSymbol { get; init; }

    public required int AssetDecimals { get; init; }

    public required string MerchantWallet { get; init; }

    public required string ReceivingAccount { get; init; }

    public required string FeeWallet { get; init; }

    public IdentityType? IdentityType { get; set; }

    public string? IdentityValue { get; set; }

    public string? IdentityDisplay { get; set; }

    /// <summary>Who said whom it is for; null while nobody did.</summary>
    public IdentityOrigin? IdentityFrom { get; set; }

    /// <summary>
    /// Platform on which the buyer asked for the link; null when the page was opened without one.
    /// </summary>
    public Platform? AskedOn { get; init; }

    public BuyerId? BuyerId { get; set; }

    public MembershipId? MembershipId { get; set; }

    public string? ReturnUrl { get; init; }

    /// <summary>SHA-256 (hex) of the terms that the page showed, and when they were agreed to.</summary>
    public string? TermsHash { get; init; }

    public DateTimeOffset? TermsAcceptedAt { get; init; }

    public BillingUnit? BillingUnit { get; init; }

    public int BillingCount { get; init; }

    public string BillingTimeZone { get; init; } = "UTC";

    public TimeOnly? BillingEndTime { get; init; }

    /// <summary>The very stretch that it pays for; null: by the calendar of <see cref="Billing"/>.</summary>
    public DateTimeOffset? PeriodStartAt { get; init; }

    public DateTimeOffset? PeriodEndAt { get; init; }

    public int GracePeriodDays { get; init; }

    public string ReminderOffsetsDays { get; init; } = string.Empty;

    /// <summary>
    /// The wallet that the page connected; a hint only, except where the identity is the wallet itself.
    /// </summary>
    public string? PayerWallet { get; set; }

    /// <summary>A signature that somebody named; a hint to look, never a proof (rule 2).</summary>
    public string? NamedSignature { get; set; }

    /// <summary>
    /// Past this finalized block height the named transaction can never land; noted when it was first asked
    /// for and the ledger did not know it.
    /// </summary>
    public long? NamedValidHeight { get; set; }

    /// <summary>The last signature that was named and brought nothing.</summary>
    public string? LostSignature { get; set; }

    /// <summary>The finalized transaction that completed the price.</summary>
    public string? TxSignature { get; set; }

    /// <summary>Sum of the transfers allocated to this payment.</summary>
    public long ReceivedMinorUnits { get; set; }

    /// <summary>Operator's fee that did not come with the money; owed by the merchant.</summary>
    public long FeeOwedMinorUnits { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? ConfirmedAt { get; set; }

    public DateTimeOffset? FailedAt { get; set; }

    /// <summary>Looks by reference that were made: at most three (design section 4, Settlement).</summary>
    public int LookUps { get; set; }

    /// <summary>Business time: when the session may have to end, or when its last look-up is due.</summary>
    public DateTimeOffset? DueAt { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset? ClaimedUntil { get; set; }

    public ClaimId? ClaimId { get; set; }

    public DateTimeOffset? PutOffSince { get; set; }

    public long Version { get; set; }

    public Asset Asset => new(TokenMint, AssetSymbol, AssetDecimals);

    public Money Price => new(AmountMinorUnits, Asset);

    public Billing? Billing => BillingUnit is { } unit ? new(unit, BillingCount, BillingTimeZone, BillingEndTime) : null;

    public bool IsOpen => Status is PaymentStatus.PendingSignature or PaymentStatus.PendingConfirmation;
}
