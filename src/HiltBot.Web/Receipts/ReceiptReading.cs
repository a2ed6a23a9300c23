using HiltBot.Engine.Receipts;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Web.Receipts;

/// <summary>A receipt with what surrounds it, for proof pages.</summary>
public sealed record ReceiptView(
    Receipt Receipt, string MerchantName, string? ProductTitle, string? ProductSlug, ReceiptProof Proof);

/// <summary>Reads a receipt and checks it afresh.</summary>
internal sealed class ReceiptReading(Work work, VerifyReceipt verify)
{
    /// <returns>Null when there is no such receipt.</returns>
    public async Task<ReceiptView?> HandleAsync(string receiptId, CancellationToken cancellationToken)
    {
        if (!Id.TryParse<ReceiptId>(receiptId, out var id) ||
            await verify.HandleAsync(id, cancellationToken) is not { } proof)
        {
            return null;
        }

        return await work.ReadAsync(
            async db =>
            {
                var receipt = await db.Receipts.AsNoTracking().SingleAsync(row => row.Id == id, cancellationToken);
                var merchant = await db.Merchants.Where(row => row.Id == receipt.MerchantId).Select(row => row.Name)
                    .SingleAsync(cancellationToken);
                var product = await db.Products.Where(row => row.Id == receipt.ProductId)
                    .Select(row => new { row.Title, row.Slug }).SingleOrDefaultAsync(cancellationToken);
                return new ReceiptView(receipt, merchant, product?.Title, product?.Slug, proof);
            },
            cancellationToken);
    }
}
