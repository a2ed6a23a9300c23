using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Memberships;

[LowerCaseOnTheWire]
public enum PeriodStatus
{
    Active,
    Expired,
    Revoked,
    Gifted,
}

/// <summary>
/// One paid or gifted stretch. One payment, one period; (membership, start) is unique (rule 3).
/// </summary>
public sealed class MembershipPeriod : IOwnedByMerchant
{
    public required PeriodId Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required MembershipId MembershipId { get; init; }

    /// <summary>Null for gifts.</summary>
    public PaymentId? PaymentId { get; init; }

    public string? TxSignature { get; init; }

    public required long AmountMinorUnits { get; init; }

    public required string TokenMint { get; init; }

    public required PeriodStatus Status { get; set; }

    public required DateTimeOffset PeriodStartAt { get; init; }

    public required DateTimeOffset? PeriodEndAt { get; set; }

    public required DateTimeOffset ActivatedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}
