using System.ComponentModel.DataAnnotations;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Checkout;

/// <summary>Opens a checkout session (contract 4.3).</summary>
public sealed record ConnectRequest
{
    public string? PayerWallet { get; init; }

    /// <summary>Buyer-chosen amount of a tip jar; a payment link's own price may be repeated.</summary>
    [Whole(1)]
    public long? AmountMinorUnits { get; init; }

    public string? IdentitySessionId { get; init; }

    public string? CustomerReferenceType { get; init; }

    [StringLength(160)]
    public string? CustomerReferenceValue { get; init; }

    [StringLength(160)]
    public string? CustomerReferenceDisplay { get; init; }

    [Opaque]
    [StringLength(4096)]
    public string? HandoffToken { get; init; }
}
