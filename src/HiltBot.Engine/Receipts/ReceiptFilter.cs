using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Receipts;

/// <summary>Which receipts are listed (contract section 6).</summary>
/// <param name="Wallet">Payer's or receiver's.</param>
/// <param name="Words">Looked for in transaction, receipt id, product and invoice notes, in any case.</param>
public sealed record ReceiptFilter(string? Wallet = null, string? Words = null, ProductId? ProductId = null)
{
    /// <summary>
    /// Of one merchant. A whole receipt id or transaction is found by its key; pieces are looked for in one column of
    /// the merchant's own receipts and in the titles of its products.
    /// </summary>
    internal IQueryable<Receipt> In(HiltDb db, MerchantId merchantId)
    {
        var rows = db.Receipts.Where(row => row.MerchantId == merchantId);
        if (ProductId is { } product)
        {
            rows = rows.Where(row => row.ProductId == product);
        }

        if (Wallet is { } wallet)
        {
            rows = rows.Where(row => row.PayerWallet == wallet || row.MerchantWallet == wallet);
        }

        var words = Words?.Trim() ?? string.Empty;
        if (words.Length == 0)
        {
            return rows;
        }

        if (Id.TryParse<ReceiptId>(words, out var id))
        {
            return rows.Where(row => row.Id == id);
        }

        if (Solana.Keys.Signature.TryParse(words, out _))
        {
            return rows.Where(row => row.TxSig == words);
        }

        var lower = words.ToLowerInvariant();
        var titled = db.Products
            .Where(row => row.MerchantId == merchantId &&
#pragma warning disable CA1304, CA1311, CA1862, MA0011 // The database does it, by its own rules.
                (row.Title.Contains(words) || row.Title.ToLower().Contains(lower)))
#pragma warning restore CA1304, CA1311, CA1862, MA0011
            .Select(row => (ProductId?)row.Id);
        return rows.Where(row => row.SearchText.Contains(lower) || titled.Contains(row.ProductId));
    }
}
