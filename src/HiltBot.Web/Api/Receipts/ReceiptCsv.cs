using CsvHelper;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Receipts;
using HiltBot.Engine.Values;
using Microsoft.AspNetCore.Http;

namespace HiltBot.Web.Api.Receipts;

/// <summary>
/// Receipts as CSV, written while they are read: the memory is that of one batch. What a spreadsheet would run as a
/// formula gets an apostrophe.
/// </summary>
internal sealed class ReceiptCsv(
    Func<CancellationToken, IAsyncEnumerable<ListedReceipt>> receipts, PublicAddress address) : IResult
{
    public const string MediaType = "text/csv";

    private static readonly CsvWriterOptions Form =
        new() { Injection = CsvInjection.Escape, NewLine = "\n", BufferSize = 16 * 1024 };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, stop) = (httpContext.Response, httpContext.RequestAborted);
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = $"{MediaType}; charset=utf-8";
        response.Headers.ContentDisposition = "attachment; filename=\"receipts.csv\"";
        response.Headers.CacheControl = "private, no-store";
        await using var csv = CsvWriter.Create(response.Body, Form, leaveOpen: true);
        csv.WriteHeader<ReceiptCsvRow>();
        await foreach (var listed in receipts(stop))
        {
            await csv.WriteRecordAsync(RowOf(listed), stop);
        }

        await csv.FlushAsync(stop);
    }

    private ReceiptCsvRow RowOf(ListedReceipt listed)
    {
        var receipt = listed.Receipt;
        return new ReceiptCsvRow
        {
            ReceiptId = receipt.Id.ToString(),
            CreatedAt = WireTime.Of(receipt.CreatedAt),
            TxSig = receipt.TxSig,
            ProductId = receipt.ProductId?.ToString(),
            ProductTitle = listed.ProductTitle,
            PayerWallet = receipt.PayerWallet,
            AmountMinorUnits = receipt.AmountMinorUnits,
            AssetSymbol = receipt.AssetSymbol,
            AmountDisplay = receipt.Amount?.ToString(),
            InvoiceNumber = receipt.InvoiceNumber,
            CustomerName = receipt.CustomerName,
            CustomerEmail = receipt.CustomerEmail,
            BillingReference = receipt.BillingReference,
            VerifyUrl = ReceiptWire.PageUrl(address, receipt.Id),
        };
    }
}

/// <summary>The columns, in their order.</summary>
[CsvRecord]
internal sealed partial record ReceiptCsvRow
{
    [CsvColumn("receipt_id")]
    public required string ReceiptId { get; init; }

    [CsvColumn("created_at")]
    public required string CreatedAt { get; init; }

    [CsvColumn("tx_sig")]
    public required string TxSig { get; init; }

    [CsvColumn("product_id")]
    public required string? ProductId { get; init; }

    [CsvColumn("product_title")]
    public required string? ProductTitle { get; init; }

    [CsvColumn("payer_wallet")]
    public required string? PayerWallet { get; init; }

    [CsvColumn("amount_minor_units")]
    public required long? AmountMinorUnits { get; init; }

    [CsvColumn("asset_symbol")]
    public required string? AssetSymbol { get; init; }

    [CsvColumn("amount_display")]
    public required string? AmountDisplay { get; init; }

    [CsvColumn("invoice_number")]
    public required string? InvoiceNumber { get; init; }

    [CsvColumn("customer_name")]
    public required string? CustomerName { get; init; }

    [CsvColumn("customer_email")]
    public required string? CustomerEmail { get; init; }

    [CsvColumn("billing_reference")]
    public required string? BillingReference { get; init; }

    [CsvColumn("verify_url")]
    public required string VerifyUrl { get; init; }
}
