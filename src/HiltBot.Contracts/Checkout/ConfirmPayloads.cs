using System.ComponentModel.DataAnnotations;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Checkout;

/// <summary>
/// Asks for the outcome of a transaction (contract 4.3). The session is found by payment id, else by product
/// and payer. A product that enforces identity hears it here at the latest.
/// </summary>
public sealed record ConfirmRequest
{
    [StringLength(128)]
    public required string TxSignature { get; init; }

    [StringLength(64)]
    public required string PayerWallet { get; init; }

    public string? PaymentId { get; init; }

    public string? Slug { get; init; }

    public string? ProductId { get; init; }

    [StringLength(64)]
    public string? WalletSource { get; init; }

    /// <summary>A completed identity handshake (contract 4.4).</summary>
    public string? IdentitySessionId { get; init; }

    public string? CustomerReferenceType { get; init; }

    /// <summary>Whom the payment is for, where neither a handoff nor a handshake said it.</summary>
    [StringLength(160)]
    public string? CustomerReferenceValue { get; init; }

    [StringLength(160)]
    public string? CustomerReferenceDisplay { get; init; }

    /// <summary>From the set-up of an automatic renewal (contract 10.1), like the keys below.</summary>
    [Opaque]
    public string? AutomaticRenewSetupKey { get; init; }

    [Opaque]
    public string? AutomaticRenewMessageSignatureB64 { get; init; }

    public string? AutomaticRenewNativeSetupSignature { get; init; }

    public string? AutomaticRenewNativeSubscriptionAuthorityPda { get; init; }

    public string? AutomaticRenewNativeSubscriptionPda { get; init; }

    public string? AutomaticRenewNativePlanPda { get; init; }

    public string? AutomaticRenewNativePayerTokenAccount { get; init; }
}

/// <summary>What is known of a payment now, and what it delivers once it is confirmed.</summary>
public sealed record ConfirmResponse
{
    [OneOf(Vocabulary.PaymentStatus)]
    public required string Status { get; init; }

    public required Guid PaymentId { get; init; }

    public required long AmountMinorUnits { get; init; }

    [OneOf(Vocabulary.DeliveryType)]
    public required string? DeliveryType { get; init; }

    /// <summary>Revealed only once CONFIRMED.</summary>
    public required string? DeliveryValue { get; init; }

    [OneOf(Vocabulary.DeliveryStatus)]
    public required string? DeliveryStatus { get; init; }

    public required Guid? MembershipId { get; init; }

    [OneOf(Vocabulary.MembershipStatus)]
    public required string? MembershipStatus { get; init; }

    public required DateTimeOffset? MembershipPeriodEndAt { get; init; }

    public required string? AutomaticRenewSetupStatus { get; init; }

    public required string? AutomaticRenewSetupError { get; init; }
}
