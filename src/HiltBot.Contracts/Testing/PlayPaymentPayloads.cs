using System.ComponentModel.DataAnnotations;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Testing;

/// <summary>Extension, on the sandbox network: pays a session with play money.</summary>
public sealed record PlayPaymentRequest
{
    [StringLength(64, MinimumLength = 1)]
    public required string PaymentId { get; init; }

    /// <summary>Whoever is to have paid: 32 bytes in base58. Left out, a wallet is made up for this payment.</summary>
    [StringLength(44, MinimumLength = 1)]
    public string? PayerWallet { get; init; }

    /// <summary>Another amount than the session asks for, to see what becomes of it.</summary>
    [Whole(1, 1_000_000_000_000_000)]
    public long? AmountMinorUnits { get; init; }
}

/// <summary>Extension: the play ledger took the transaction; settlement finds it by itself.</summary>
public sealed record PlayPaymentResponse
{
    public required Guid PaymentId { get; init; }

    public required string PayerWallet { get; init; }

    public required string TxSignature { get; init; }
}
