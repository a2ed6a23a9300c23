using System.ComponentModel.DataAnnotations;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Receipts;

/// <summary>Which receipts.</summary>
public sealed record ReceiptsQuery
{
    [Whole(1)]
    public int? Page { get; init; }

    [Whole(1, 100)]
    public int? PerPage { get; init; }

    /// <summary>The payer's or the receiver's.</summary>
    [StringLength(100)]
    public string? Wallet { get; init; }

    /// <summary>Looked for in transaction, receipt id, product title and invoice notes.</summary>
    [StringLength(200)]
    public string? Q { get; init; }

    [StringLength(100)]
    public string? ProductId { get; init; }
}

/// <summary>Which receipts are exported.</summary>
public sealed record ReceiptExportQuery
{
    /// <summary>The payer's or the receiver's.</summary>
    [StringLength(100)]
    public string? Wallet { get; init; }

    /// <summary>Looked for in transaction, receipt id, product title and invoice notes.</summary>
    [StringLength(200)]
    public string? Q { get; init; }

    [StringLength(100)]
    public string? ProductId { get; init; }
}

/// <summary>A page of receipts, newest first.</summary>
public sealed record ReceiptListResponse(
    int Total, int Page, int PerPage, IReadOnlyList<ReceiptListItemPayload> Receipts);

/// <summary>A receipt in a list.</summary>
public sealed record ReceiptListItemPayload
{
    public required Guid ReceiptId { get; init; }

    public required string TxSig { get; init; }

    public required string ReceiptHash { get; init; }

    public required string SchemaVersion { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string VerifyUrl { get; init; }

    public required Guid? ProductId { get; init; }

    public required string? ProductTitle { get; init; }

    public required string? PayerWallet { get; init; }

    public required long? AmountMinorUnits { get; init; }

    public required string AmountDisplay { get; init; }

    public required string? InvoiceNumber { get; init; }
}
