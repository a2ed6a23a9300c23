using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Receipts;

/// <summary>
/// A signed statement about one confirmed payment; one per payment and per transaction (contract section 6).
/// </summary>
public sealed class Receipt : IOwnedByMerchant
{
    public required ReceiptId Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public PaymentId? PaymentId { get; set; }

    public ProductId? ProductId { get; set; }

    public BuyerId? BuyerId { get; set; }

    public required string TxSig { get; init; }

    /// <summary>RFC 8785 canonical JSON: exactly the bytes that were hashed.</summary>
    public required string DocumentJson { get; init; }

    /// <summary>SHA-256 of the document, lower-case hex.</summary>
    public required string Hash { get; init; }

    /// <summary>Ed25519 over the 32 hash bytes, base64.</summary>
    public required string Ed25519Sig { get; init; }

    public required KeyId KeyId { get; init; }

    public required string SchemaVersion { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
