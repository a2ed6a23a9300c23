using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Checkout;

/// <summary>The safe subset of a payment, for whoever holds its id (contract 4.3). No payer.</summary>
public sealed record PublicPaymentResponse
{
    public required Guid Id { get; init; }

    /// <summary>Extension that the contract recommends.</summary>
    public required Guid ProductId { get; init; }

    [OneOf(Vocabulary.PaymentStatus)]
    public required string Status { get; init; }

    public required long AmountMinorUnits { get; init; }

    public required string? TokenMint { get; init; }

    public required string? TxSignature { get; init; }

    public required DateTimeOffset? ConfirmedAt { get; init; }

    public required DateTimeOffset? FailedAt { get; init; }

    public required string? FailureReason { get; init; }

    public required DateTimeOffset? DeliverySentAt { get; init; }

    /// <summary>While the session is open: when its links into the wallet on a phone end; null without such links.</summary>
    public required DateTimeOffset? DeepLinkExpiresAt { get; init; }

    [OneOf(Vocabulary.DeliveryStatus)]
    public required string? DeliveryStatus { get; init; }

    public required string? DeliveryError { get; init; }

    public required DateTimeOffset? DeliveryAttemptedAt { get; init; }

    public required Guid? MembershipId { get; init; }
}
