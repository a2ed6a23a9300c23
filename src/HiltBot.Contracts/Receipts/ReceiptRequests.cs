using System.ComponentModel.DataAnnotations;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Receipts;

/// <summary>
/// Asks for the receipt of a transaction that the ledger shows as final and credited to one of the merchant's wallets.
/// What is said beside the transaction has to be what the ledger shows.
/// </summary>
public sealed record CreateReceiptRequest
{
    [StringLength(100, MinimumLength = 1)]
    public required string TxSig { get; init; }

    /// <summary>Who paid.</summary>
    [StringLength(44)]
    public string? Wallet { get; init; }

    /// <summary>Who was paid.</summary>
    [StringLength(44)]
    public string? CounterpartyWallet { get; init; }

    [StringLength(44)]
    public string? TokenMint { get; init; }

    /// <summary>What arrived, in base units.</summary>
    [Whole(0)]
    public long? AmountRaw { get; init; }

    [StringLength(600)]
    [Multiline]
    public string? Memo { get; init; }
}

/// <summary>Notes for an invoice: a key that is not sent stays, null or an empty text clears.</summary>
public sealed record InvoiceMetadataRequest
{
    [StringLength(120)]
    public Patch<string> InvoiceNumber { get; init; }

    [StringLength(180)]
    public Patch<string> CustomerName { get; init; }

    [StringLength(180)]
    public Patch<string> CustomerEmail { get; init; }

    [StringLength(180)]
    public Patch<string> BillingReference { get; init; }

    [StringLength(1200)]
    [Multiline]
    public Patch<string> Notes { get; init; }
}

/// <summary>Sends a receipt by e-mail.</summary>
public sealed record SendProofRequest
{
    /// <summary>Without it: the customer's address in the invoice notes.</summary>
    [StringLength(180)]
    public string? Email { get; init; }

    /// <summary>The merchant's own words, above the rest.</summary>
    [StringLength(500)]
    [Multiline]
    public string? Note { get; init; }
}

/// <summary>A mail server has taken the receipt.</summary>
public sealed record SendProofResponse(bool Sent, string Email, string VerifyUrl, string PdfUrl);
