using HiltBot.Contracts.Receipts;
using HiltBot.Contracts.Wire;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Receipts;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Receipts;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api.Receipts;

/// <summary>A merchant's own receipts (contract section 6).</summary>
internal static class ReceiptRoutes
{
    public const string NoReceipt = "Receipt not found.";

    private const int PerPage = 20;

    public static void MapReceipts(this IEndpointRouteBuilder routes)
    {
        var one = routes.MapMerchant("/v1/receipt", "Receipts");
        one.MapPost(string.Empty, CreateAsync).WithName("create_receipt").Refuses(503)
            .WithSummary("Signs what the ledger shows of a transaction that paid this merchant; once per transaction.");
        one.MapGet("/{receipt_id}", ReadAsync).WithName("get_receipt").Refuses(404)
            .WithSummary("One receipt with its invoice notes.");
        one.MapGet("/{receipt_id}/pdf/private", PdfAsync).WithName("get_private_receipt_pdf").Refuses(404)
            .Produces<Stream>(StatusCodes.Status200OK, ReceiptPdf.MediaType)
            .WithSummary("The receipt on paper, with the invoice notes.");
        one.MapPatch("/{receipt_id}/invoice-metadata", EditAsync).WithName("update_invoice_metadata").Refuses(404)
            .WithSummary("Notes for an invoice, outside the signed document. Absent keys stay, null or empty ones clear.");
        one.MapSendProof();
        var all = routes.MapMerchant("/v1/receipts", "Receipts");
        all.MapGet(string.Empty, ListAsync).WithName("list_receipts").WithSummary("Receipts, newest first.");
        all.MapGet("/export.csv", Export).WithName("export_receipts")
            .Produces<string>(StatusCodes.Status200OK, ReceiptCsv.MediaType)
            .WithSummary("All receipts of a filter, newest first, for a spreadsheet.");
    }

    private static async Task<Results<Ok<ReceiptResponse>, Refusal>> CreateAsync(
        CalledBy caller, Body<CreateReceiptRequest> body, SignTransaction sign, ReceiptReading reading,
        PublicAddress address, CancellationToken cancellationToken)
    {
        var (claim, problems) = ClaimOf(body.Value);
        if (problems.Count > 0)
        {
            return Refusal.Invalid(problems);
        }

        var outcome = await sign.HandleAsync(caller.MerchantId, claim, caller.Actor, cancellationToken);
        var (receipt, isReplay) = outcome switch
        {
            SignOutcome.Signed signed => (signed.Receipt, false),
            SignOutcome.Standing standing => (standing.Receipt, true),
            _ => (null, false),
        };
        if (receipt is null)
        {
            return Answer(outcome);
        }

        return await reading.HandleAsync(receipt.Id, cancellationToken) is { } view
            ? TypedResults.Ok(ReceiptWire.Own(view, address, isReplay))
            : Refusal.NotFound(NoReceipt);
    }

    private static async Task<Results<Ok<ReceiptResponse>, Refusal>> ReadAsync(
        [FromRoute(Name = "receipt_id")] string receiptId, CalledBy caller, ReceiptReading reading, PublicAddress address,
        CancellationToken cancellationToken) =>
        await reading.HandleAsync(receiptId, cancellationToken) is { } view && view.Receipt.MerchantId == caller.MerchantId
            ? TypedResults.Ok(ReceiptWire.Own(view, address))
            : Refusal.NotFound(NoReceipt);

    private static async Task<Results<FileContentHttpResult, Refusal>> PdfAsync(
        [FromRoute(Name = "receipt_id")] string receiptId, CalledBy caller, HttpContext context, ReceiptReading reading,
        ReceiptPdf pdf, CancellationToken cancellationToken) =>
        await reading.HandleAsync(receiptId, cancellationToken) is { } view && view.Receipt.MerchantId == caller.MerchantId
            ? PublicReceiptRoutes.Pdf(context, pdf, view, isPrivate: true)
            : Refusal.NotFound(NoReceipt);

    private static async Task<Results<Ok<ReceiptEditedResponse>, Refusal>> EditAsync(
        [FromRoute(Name = "receipt_id")] string receiptId, CalledBy caller, Body<InvoiceMetadataRequest> body,
        EditInvoice edit, ReceiptReading reading, PublicAddress address, CancellationToken cancellationToken)
    {
        if (!Id.TryParse<ReceiptId>(receiptId, out var id))
        {
            return Refusal.NotFound(NoReceipt);
        }

        var sent = body.Value;
        return await edit.HandleAsync(
            caller.MerchantId, id,
            new InvoiceEdit(
                Field(sent.InvoiceNumber), Field(sent.CustomerName), Field(sent.CustomerEmail),
                Field(sent.BillingReference), Field(sent.Notes)),
            caller.Actor, cancellationToken) switch
        {
            InvoiceOutcome.Saved when await reading.HandleAsync(id, cancellationToken) is { } view =>
                TypedResults.Ok(new ReceiptEditedResponse(ReceiptWire.Own(view, address))),
            InvoiceOutcome.Saved or InvoiceOutcome.UnknownReceipt => Refusal.NotFound(NoReceipt),
            InvoiceOutcome.NoAddress => Refusal.Field("customer_email", "This is no e-mail address."),
            var other => throw new InvalidOperationException($"No answer for {other.GetType().Name}."),
        };
    }

    private static async Task<Results<Ok<ReceiptListResponse>, Refusal>> ListAsync(
        CalledBy caller, Query<ReceiptsQuery> query, ListReceipts list, PublicAddress address,
        CancellationToken cancellationToken)
    {
        var wanted = query.Value;
        if (!TryFilter(wanted.Wallet, wanted.Q, wanted.ProductId, out var filter))
        {
            return NoUuid(wanted.ProductId!);
        }

        var (page, perPage) = (wanted.Page ?? 1, wanted.PerPage ?? PerPage);
        var found = await list.HandleAsync(caller.MerchantId, filter, page, perPage, cancellationToken);
        return TypedResults.Ok(new ReceiptListResponse(
            found.Total, page, perPage, [.. found.Items.Select(item => ReceiptWire.Item(item, address))]));
    }

    private static Results<ReceiptCsv, Refusal> Export(
        CalledBy caller, Query<ReceiptExportQuery> query, ListReceipts list, PublicAddress address)
    {
        var wanted = query.Value;
        return TryFilter(wanted.Wallet, wanted.Q, wanted.ProductId, out var filter)
            ? new ReceiptCsv(stop => list.AllAsync(caller.MerchantId, filter, stop), address)
            : NoUuid(wanted.ProductId!);
    }

    private static bool TryFilter(string? wallet, string? words, string? productId, out ReceiptFilter filter)
    {
        var product = Guid.Empty;
        var isFine = productId is null || Guid.TryParse(productId, out product);
        filter = new ReceiptFilter(wallet?.Trim(), words, productId is null ? null : new ProductId(product));
        return isFine;
    }

    private static Refusal NoUuid(string text) => Refusal.Invalid(
        new FieldProblem(["query", "product_id"], "Input should be a valid UUID", "uuid_parsing", text));

    private static InvoiceField Field(Patch<string> sent) => new(sent.IsSent, sent.Value?.Trim());

    private static (TransactionClaim Claim, List<FieldProblem> Problems) ClaimOf(CreateReceiptRequest sent)
    {
        var claim = new TransactionClaim(
            sent.TxSig.Trim(), Text(sent.Wallet), Text(sent.CounterpartyWallet), MintOf(Text(sent.TokenMint)),
            sent.AmountRaw, Text(sent.Memo));
        var problems = new List<FieldProblem>();
        if (!Signature.TryParse(claim.TxSig, out var signature) || signature.IsMissing)
        {
            problems.Add(Wrong("tx_sig", "Input should be a transaction signature: 64 bytes in base58"));
        }

        foreach (var (name, address) in ((string, string?)[])
                 [
                     ("wallet", claim.PayerWallet), ("counterparty_wallet", claim.MerchantWallet),
                     ("token_mint", claim.TokenMint),
                 ])
        {
            if (address is not null && !Address.TryParse(address, out _))
            {
                problems.Add(Wrong(name, "Input should be an address: 32 bytes in base58"));
            }
        }

        return (claim, problems);
    }

    private static string? Text(string? sent) => sent?.Trim() is { Length: > 0 } text ? text : null;

    private static string? MintOf(string? mint) =>
        string.Equals(mint, "SOL", StringComparison.OrdinalIgnoreCase) ? Asset.SolMint : mint;

    private static FieldProblem Wrong(string name, string message) =>
        new(["body", name], message, "value_error", null);

    private static Refusal Answer(SignOutcome outcome) => outcome switch
    {
        SignOutcome.NotFinal => Refusal.Field(
            "tx_sig", "The ledger has no such transaction, or it is not final yet. Try again in a moment."),
        SignOutcome.Failed => Refusal.Field("tx_sig", "This transaction failed on the ledger: nothing moved."),
        SignOutcome.NotCredited => Refusal.Field(
            "tx_sig", "This transaction brought nothing to a wallet of this workspace."),
        SignOutcome.Differs differs => Refusal.Field(differs.Field, "The ledger shows something else here."),
        SignOutcome.PartOfAPayment => Refusal.Field(
            "tx_sig", "This is a part of a payment that is not complete yet; its receipt comes with the whole."),
        SignOutcome.Unreadable => Refusal.Field("tx_sig", "This transaction has a form that cannot be read here."),
        _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
    };
}
