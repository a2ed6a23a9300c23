using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Receipts;

/// <summary>
/// A signed statement about one confirmed payment, or about a transaction that no payment is known for yet
/// (contract section 6).
/// </summary>
public sealed class Receipt : IOwnedByMerchant
{
    public required ReceiptId Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public PaymentId? PaymentId { get; set; }

    public ProductId? ProductId { get; set; }

    public BuyerId? BuyerId { get; set; }

    public required string TxSig { get; init; }

    /// <summary>
    /// The receiving account that <see cref="TxSig"/> credited. (merchant, transaction, account) is unique: a payment
    /// that settles later meets the receipt that stands already.
    /// </summary>
    public string? Account { get; init; }

    /// <summary>What the document says, beside it for lists and searches; the document is what counts.</summary>
    public string? PayerWallet { get; init; }

    public string? MerchantWallet { get; init; }

    public string? TokenMint { get; init; }

    public string? AssetSymbol { get; init; }

    public int? AssetDecimals { get; init; }

    public long? AmountMinorUnits { get; init; }

    /// <summary>The merchant's own notes for an invoice, outside the signed document.</summary>
    public string? InvoiceNumber { get; set; }

    public string? CustomerName { get; set; }

    public string? CustomerEmail { get; set; }

    public string? BillingReference { get; set; }

    public string? Notes { get; set; }

    /// <summary>Id, transaction and notes in lower case: what a search looks through.</summary>
    public string SearchText { get; set; } = string.Empty;

    /// <summary>RFC 8785 canonical JSON: exactly the bytes that were hashed.</summary>
    public required string DocumentJson { get; init; }

    /// <summary>SHA-256 of the document, lower-case hex.</summary>
    public required string Hash { get; init; }

    /// <summary>Ed25519 over the 32 hash bytes, base64.</summary>
    public required string Ed25519Sig { get; init; }

    public required KeyId KeyId { get; init; }

    public required string SchemaVersion { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null where nobody noted in which asset it was paid.</summary>
    public Money? Amount => AmountMinorUnits is { } units && TokenMint is { } mint
        ? new Money(units, new Asset(mint, AssetSymbol ?? mint, AssetDecimals ?? 0))
        : null;

    /// <summary>What <see cref="SearchText"/> is, as the row stands.</summary>
    public string TextToSearch() => string.Join('\n', new[]
    {
        Id.ToString(), TxSig, InvoiceNumber, CustomerName, CustomerEmail, BillingReference, Notes,
    }.OfType<string>()).ToLowerInvariant();
}
