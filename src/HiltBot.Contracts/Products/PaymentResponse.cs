using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Products;

/// <summary>A payment as the merchant sees it (contract 4.1).</summary>
public sealed record PaymentResponse
{
    public required Guid Id { get; init; }

    public required Guid ProductId { get; init; }

    public required string? PayerWallet { get; init; }

    public required long AmountMinorUnits { get; init; }

    public required string? TokenMint { get; init; }

    [OneOf(Vocabulary.PaymentStatus)]
    public required string Status { get; init; }

    public required DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Minor units of the asset, despite the name.</summary>
    public required long? MerchantAmountLamports { get; init; }

    public required long? FeeLamports { get; init; }

    public required string? TxSignature { get; init; }

    public required Guid? MembershipId { get; init; }

    public required string? CustomerReferenceType { get; init; }

    public required string? CustomerReferenceValue { get; init; }

    public required string? CustomerReferenceDisplay { get; init; }

    /// <summary>Null until it is confirmed.</summary>
    [OneOf(Vocabulary.DeliveryStatus)]
    public required string? DeliveryStatus { get; init; }

    public required string? DeliveryError { get; init; }

    public required DateTimeOffset? ConfirmedAt { get; init; }

    public required DateTimeOffset? FailedAt { get; init; }

    public required string? FailureReason { get; init; }

    public required DateTimeOffset? DeliverySentAt { get; init; }

    /// <summary>While the session is open: when its links into the wallet on a phone end; null without such links.</summary>
    public required DateTimeOffset? DeepLinkExpiresAt { get; init; }

    public required DateTimeOffset? DeliveryAttemptedAt { get; init; }
}
