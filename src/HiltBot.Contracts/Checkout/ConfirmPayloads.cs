namespace HiltBot.Contracts.Checkout;

/// <summary>
/// Asks for the outcome of a transaction (contract 4.3). The session is found by payment id, else by product
/// and payer. Keys of automatic renewals and of the identity handshake are read by the rooms that own them.
/// </summary>
public sealed record ConfirmRequest
{
    public required string TxSignature { get; init; }

    public required string PayerWallet { get; init; }

    public string? PaymentId { get; init; }

    public string? Slug { get; init; }

    public string? ProductId { get; init; }

    public string? WalletSource { get; init; }
}

/// <summary>What is known of a payment now, and what it delivers once it is confirmed.</summary>
public sealed record ConfirmResponse
{
    public required string Status { get; init; }

    public required Guid PaymentId { get; init; }

    public required long AmountMinorUnits { get; init; }

    public required string? DeliveryType { get; init; }

    /// <summary>Revealed only once CONFIRMED.</summary>
    public required string? DeliveryValue { get; init; }

    public required string? DeliveryStatus { get; init; }

    public required Guid? MembershipId { get; init; }

    public required string? MembershipStatus { get; init; }

    public required DateTimeOffset? MembershipPeriodEndAt { get; init; }

    public required string? AutomaticRenewSetupStatus { get; init; }

    public required string? AutomaticRenewSetupError { get; init; }
}
