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

namespace HiltBot.Web.Api;

/// <summary>Public proof of a receipt (contract section 6), and the keys that sign them.</summary>
internal static class ReceiptRoutes
{
    private const string NoReceipt = "Receipt not found.";

    public static void MapPublicReceipts(this IEndpointRouteBuilder routes)
    {
        var receipt = routes.MapPublic("/v1/receipt/{receipt_id}", "Receipts");
        receipt.MapGet("/public", ReadAsync).WithName("get_public_receipt").Refuses(404);
        receipt.MapGet("/verify", VerifyAsync).WithName("verify_receipt").Refuses(404);
        routes.MapPublic("/.well-known", "Receipts").MapGet("/hiltbot-receipt-keys.json", ReadKeysAsync)
            .WithName("get_receipt_keys");
    }

    private static async Task<Results<Ok<PublicReceiptResponse>, Refusal>> ReadAsync(
        [FromRoute(Name = "receipt_id")] string receiptId, ReceiptReading reading, PublicAddress address, TimeProvider time,
        CancellationToken cancellationToken) =>
        await reading.HandleAsync(receiptId, cancellationToken) is { } view
            ? TypedResults.Ok(Public(view, address, time.Now()))
            : Refusal.NotFound(NoReceipt);

    private static async Task<Results<Ok<VerifyReceiptResponse>, Refusal>> VerifyAsync(
        [FromRoute(Name = "receipt_id")] string receiptId, ReceiptReading reading, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await reading.HandleAsync(receiptId, cancellationToken) is not { } view)
        {
            return Refusal.NotFound(NoReceipt);
        }

        var proof = Verification(view.Proof, time.Now());
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

    private static async Task<Ok<ReceiptKeysResponse>> ReadKeysAsync(
        ReadReceiptKeys read, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ReceiptKeysResponse(
        [
            .. (await read.HandleAsync(cancellationToken)).Select(key => new ReceiptKeyPayload(
                key.Id.Value, "Ed25519", key.PublicKey, key.CreatedAt, key.RetiredAt)),
        ]));

    private static PublicReceiptResponse Public(ReceiptView view, PublicAddress address, DateTimeOffset now)
    {
        var receipt = view.Receipt;
        var facts = ReceiptFacts.Of(view);
        return new PublicReceiptResponse
        {
            ReceiptId = receipt.Id.Value,
            ReceiptJson = facts.Document,
            ReceiptHash = receipt.Hash,
            Ed25519Sig = receipt.Ed25519Sig,
            SchemaVersion = receipt.SchemaVersion,
            VerifyUrl = address.To(ReceiptPages.PathOf(receipt.Id)),
            CreatedAt = receipt.CreatedAt,
            GeneratedAt = receipt.CreatedAt,
            VerifyApiUrl = address.To($"/v1/receipt/{receipt.Id}/verify"),
            PdfUrl = null,
            TxSig = receipt.TxSig,
            PaymentId = receipt.PaymentId?.Value,
            ProductId = receipt.ProductId?.Value,
            ProductTitle = view.ProductTitle,
            ProductSlug = view.ProductSlug,
            PayerWallet = facts.PayerWallet,
            MerchantWallet = facts.MerchantWallet,
            AmountMinorUnits = facts.AmountMinorUnits,
            AmountDisplay = facts.Amount,
            TokenMint = facts.TokenMint,
            InvoiceMetadata = null,
            OwnerDisplayName = view.MerchantName,
            OwnerEmail = null,
            CreditsBurned = null,
            IdempotentReplay = null,
            Verification = Verification(view.Proof, now),
        };
    }

    private static ReceiptVerificationPayload Verification(ReceiptProof proof, DateTimeOffset now) => new()
    {
        Valid = proof.IsValid,
        HashValid = proof.HashValid,
        SignatureValid = proof.SignatureValid,
        SignatureRequired = proof.SignatureRequired,
        ComputedHash = proof.ComputedHash,
        StoredHash = proof.StoredHash,
        OnChainAnchor = null,
        CheckedAt = now,
    };
}
