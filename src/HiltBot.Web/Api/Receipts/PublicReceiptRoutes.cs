using HiltBot.Contracts.Receipts;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Receipts;
using HiltBot.Engine.Values;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Receipts;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api.Receipts;

/// <summary>Public proof of a receipt (contract section 6), and the keys that sign them.</summary>
internal static class PublicReceiptRoutes
{
    public static void MapPublicReceipts(this IEndpointRouteBuilder routes)
    {
        var receipt = routes.MapPublic("/v1/receipt/{receipt_id}", "Receipts");
        receipt.MapGet("/public", ReadAsync).WithName("get_public_receipt").Refuses(404)
            .WithSummary("A receipt as anybody may see it, checked afresh.");
        receipt.MapGet("/verify", VerifyAsync).WithName("verify_receipt").Refuses(404)
            .WithSummary("Whether the stored document still is what was signed; a changed one is an answer, no error.");
        receipt.MapGet("/pdf", PdfAsync).WithName("get_receipt_pdf").Refuses(404)
            .Produces<Stream>(StatusCodes.Status200OK, ReceiptPdf.MediaType)
            .WithSummary("The receipt on paper, with a code that leads to its proof.");
        routes.MapPublic("/.well-known", "Receipts").MapGet("/hiltbot-receipt-keys.json", ReadKeysAsync)
            .WithName("get_receipt_keys").IsExtension()
            .WithSummary("Every key that ever signed receipts here, newest first; retired ones stay.");
    }

    /// <summary>Inline, so that a browser shows it; saved it has a name of its own.</summary>
    public static FileContentHttpResult Pdf(HttpContext context, ReceiptPdf pdf, ReceiptView view, bool isPrivate)
    {
        context.Response.Headers.ContentDisposition = $"inline; filename=\"{ReceiptPdf.NameOf(view.Receipt)}\"";
        context.Response.Headers.CacheControl = isPrivate ? "private, no-store" : "public, max-age=60";
        return TypedResults.File(pdf.Write(view, isPrivate), ReceiptPdf.MediaType);
    }

    private static async Task<Results<Ok<PublicReceiptResponse>, Refusal>> ReadAsync(
        [FromRoute(Name = "receipt_id")] string receiptId, ReceiptReading reading, PublicAddress address, TimeProvider time,
        CancellationToken cancellationToken) =>
        await reading.HandleAsync(receiptId, cancellationToken) is { } view
            ? TypedResults.Ok(ReceiptWire.Public(view, address, time.Now()))
            : Refusal.NotFound(ReceiptRoutes.NoReceipt);

    private static async Task<Results<Ok<VerifyReceiptResponse>, Refusal>> VerifyAsync(
        [FromRoute(Name = "receipt_id")] string receiptId, ReceiptReading reading, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await reading.HandleAsync(receiptId, cancellationToken) is not { } view)
        {
            return Refusal.NotFound(ReceiptRoutes.NoReceipt);
        }

        var proof = ReceiptWire.Verification(view.Proof, time.Now());
        return TypedResults.Ok(new VerifyReceiptResponse
        {
            ReceiptId = view.Receipt.Id.Value,
            GeneratedAt = view.Receipt.CreatedAt,
            Valid = proof.Valid,
            HashValid = proof.HashValid,
            SignatureValid = proof.SignatureValid,
            SignatureRequired = proof.SignatureRequired,
            ComputedHash = proof.ComputedHash,
            StoredHash = proof.StoredHash,
            OnChainAnchor = proof.OnChainAnchor,
            CheckedAt = proof.CheckedAt,
        });
    }

    private static async Task<Results<FileContentHttpResult, Refusal>> PdfAsync(
        [FromRoute(Name = "receipt_id")] string receiptId, HttpContext context, ReceiptReading reading, ReceiptPdf pdf,
        CancellationToken cancellationToken) =>
        await reading.HandleAsync(receiptId, cancellationToken) is { } view
            ? Pdf(context, pdf, view, isPrivate: false)
            : Refusal.NotFound(ReceiptRoutes.NoReceipt);

    private static async Task<Ok<ReceiptKeysResponse>> ReadKeysAsync(
        ReadReceiptKeys read, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ReceiptKeysResponse(
        [
            .. (await read.HandleAsync(cancellationToken)).Select(key => new ReceiptKeyPayload(
                key.Id.Value, "Ed25519", key.PublicKey, key.CreatedAt, key.RetiredAt)),
        ]));
}
