using System.ComponentModel.DataAnnotations;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Checkout;

/// <summary>Names the transaction that a wallet sent (contract 4.3): a hint to look, never a proof.</summary>
public sealed record BroadcastRequest
{
    public required string PaymentId { get; init; }

    [StringLength(128)]
    public required string TxSignature { get; init; }

    [StringLength(64)]
    public string? PayerWallet { get; init; }

    /// <summary>For example <c>phantom</c>.</summary>
    [StringLength(64)]
    public string? WalletSource { get; init; }
}

/// <summary>A sent transaction was named; settlement looks for it.</summary>
public sealed record BroadcastResponse
{
    public required Guid PaymentId { get; init; }

    [OneOf(Vocabulary.PaymentStatus)]
    public required string Status { get; init; }

    public required string TxSignature { get; init; }
}
