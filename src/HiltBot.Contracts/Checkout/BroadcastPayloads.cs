namespace HiltBot.Contracts.Checkout;

/// <summary>Names the transaction that a wallet sent (contract 4.3): a hint to look, never a proof.</summary>
public sealed record BroadcastRequest(string PaymentId, string TxSignature, string? PayerWallet, string? WalletSource);

public sealed record BroadcastResponse
{
    public required Guid PaymentId { get; init; }

    public required string Status { get; init; }

    public required string TxSignature { get; init; }
}
