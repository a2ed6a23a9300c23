namespace HiltBot.Contracts.Checkout;

/// <summary>Opens a checkout session (contract 4.3).</summary>
public sealed record ConnectRequest
{
    public string? PayerWallet { get; init; }

    /// <summary>Buyer-chosen amount of a tip jar; a payment link's own price may be repeated.</summary>
    public long? AmountMinorUnits { get; init; }

    public string? IdentitySessionId { get; init; }

    public string? CustomerReferenceType { get; init; }

    public string? CustomerReferenceValue { get; init; }

    public string? CustomerReferenceDisplay { get; init; }

    public string? HandoffToken { get; init; }
}
