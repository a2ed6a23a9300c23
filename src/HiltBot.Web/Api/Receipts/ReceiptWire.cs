using System.Text.Json;
using HiltBot.Contracts.Receipts;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Receipts;
using HiltBot.Engine.Values;
using HiltBot.Web.Receipts;

namespace HiltBot.Web.Api.Receipts;

/// <summary>Receipts as they stand on the wire (contract section 6).</summary>
internal static class ReceiptWire
{
    private static readonly JsonElement Nothing = JsonSerializer.SerializeToElement(new { });

    public static string PageUrl(PublicAddress address, ReceiptId id) => address.To(ReceiptPages.PathOf(id));

    public static string PdfUrl(PublicAddress address, ReceiptId id) => address.To($"/v1/receipt/{id}/pdf");

    /// <param name="isReplay">Null where nothing was asked to be made.</param>
    public static ReceiptResponse Own(ReceiptView view, PublicAddress address, bool? isReplay = null)
    {
        var receipt = view.Receipt;
        var facts = ReceiptFacts.Of(view);
        return new ReceiptResponse
        {
            ReceiptId = receipt.Id.Value,
            ReceiptJson = facts.Document,
            ReceiptHash = receipt.Hash,
            Ed25519Sig = receipt.Ed25519Sig,
            SchemaVersion = receipt.SchemaVersion,
            VerifyUrl = PageUrl(address, receipt.Id),
            CreatedAt = receipt.CreatedAt,
            GeneratedAt = receipt.CreatedAt,
            VerifyApiUrl = address.To($"/v1/receipt/{receipt.Id}/verify"),
            PdfUrl = PdfUrl(address, receipt.Id),
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
            InvoiceMetadata = Invoice(receipt),
            OwnerDisplayName = view.MerchantName,
            OwnerEmail = view.OwnerEmail,
            CreditsBurned = 0,
            IdempotentReplay = isReplay,
        };
    }

    /// <summary>Without what is the owner's own business.</summary>
    public static PublicReceiptResponse Public(ReceiptView view, PublicAddress address, DateTimeOffset now)
    {
        var own = Own(view, address);
        return new PublicReceiptResponse
        {
            ReceiptId = own.ReceiptId,
            ReceiptJson = own.ReceiptJson,
            ReceiptHash = own.ReceiptHash,
            Ed25519Sig = own.Ed25519Sig,
            SchemaVersion = own.SchemaVersion,
            VerifyUrl = own.VerifyUrl,
            CreatedAt = own.CreatedAt,
            GeneratedAt = own.GeneratedAt,
            VerifyApiUrl = own.VerifyApiUrl,
            PdfUrl = own.PdfUrl,
            TxSig = own.TxSig,
            PaymentId = own.PaymentId,
            ProductId = own.ProductId,
            ProductTitle = own.ProductTitle,
            ProductSlug = own.ProductSlug,
            PayerWallet = own.PayerWallet,
            MerchantWallet = own.MerchantWallet,
            AmountMinorUnits = own.AmountMinorUnits,
            AmountDisplay = own.AmountDisplay,
            TokenMint = own.TokenMint,
            InvoiceMetadata = null,
            OwnerDisplayName = own.OwnerDisplayName,
            OwnerEmail = null,
            CreditsBurned = null,
            IdempotentReplay = null,
            Verification = Verification(view.Proof, now),
        };
    }

    public static ReceiptVerificationPayload Verification(ReceiptProof proof, DateTimeOffset now) => new()
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

    public static ReceiptListItemPayload Item(ListedReceipt listed, PublicAddress address)
    {
        var receipt = listed.Receipt;
        return new ReceiptListItemPayload
        {
            ReceiptId = receipt.Id.Value,
            TxSig = receipt.TxSig,
            ReceiptHash = receipt.Hash,
            SchemaVersion = receipt.SchemaVersion,
            CreatedAt = receipt.CreatedAt,
            VerifyUrl = PageUrl(address, receipt.Id),
            ProductId = receipt.ProductId?.Value,
            ProductTitle = listed.ProductTitle,
            PayerWallet = receipt.PayerWallet,
            AmountMinorUnits = receipt.AmountMinorUnits,
            AmountDisplay = receipt.Amount?.ToString() ?? string.Empty,
            InvoiceNumber = receipt.InvoiceNumber,
        };
    }

    private static InvoiceMetadataPayload Invoice(Receipt receipt) => new(
        receipt.InvoiceNumber, receipt.CustomerName, receipt.CustomerEmail, receipt.BillingReference, receipt.Notes,
        Nothing);
}
