using System.Text.Json;

namespace HiltBot.Contracts.Receipts;

/// <summary>
/// A receipt as anybody may check it (contract section 6). Owner's mail and invoice data are always null.
/// </summary>
public sealed record PublicReceiptResponse
{
    public required Guid ReceiptId { get; init; }

    /// <summary>The signed document.</summary>
    public required JsonElement ReceiptJson { get; init; }

    public required string ReceiptHash { get; init; }

    public required string Ed25519Sig { get; init; }

    public required string SchemaVersion { get; init; }

    public required string VerifyUrl { get; init; }

    public required DateTimeOffset? CreatedAt { get; init; }

    public required DateTimeOffset? GeneratedAt { get; init; }

    public required string? VerifyApiUrl { get; init; }

    public required string? PdfUrl { get; init; }

    public required string? TxSig { get; init; }

    public required Guid? PaymentId { get; init; }

    public required Guid? ProductId { get; init; }

    public required string? ProductTitle { get; init; }

    public required string? ProductSlug { get; init; }

    public required string? PayerWallet { get; init; }

    public required string? MerchantWallet { get; init; }

    public required long? AmountMinorUnits { get; init; }

    public required string? AmountDisplay { get; init; }

    public required string? TokenMint { get; init; }

    public required InvoiceMetadataPayload? InvoiceMetadata { get; init; }

    public required string? OwnerDisplayName { get; init; }

    public required string? OwnerEmail { get; init; }

    public required long? CreditsBurned { get; init; }

    public required bool? IdempotentReplay { get; init; }

    public required ReceiptVerificationPayload Verification { get; init; }
}
