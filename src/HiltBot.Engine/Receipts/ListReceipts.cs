using System.Runtime.CompilerServices;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Receipts;

/// <summary>A receipt with the product as it is called now.</summary>
public sealed record ListedReceipt(Receipt Receipt, string? ProductTitle);

/// <summary>A merchant's receipts, newest first: a page of them, or all of them one after another.</summary>
public sealed class ListReceipts(Work work)
{
    private const int BatchMax = 500;

    /// <param name="page">From 1.</param>
    public Task<PageOf<ListedReceipt>> HandleAsync(
        MerchantId merchantId, ReceiptFilter filter, int page, int perPage, CancellationToken cancellationToken) =>
        work.ReadAsync(
            async db =>
            {
                var rows = filter.In(db, merchantId);
                return new PageOf<ListedReceipt>(
                    await rows.CountAsync(cancellationToken),
                    await TakeAsync(
                        db, rows.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id)
                            .Skip(Pages.Before(page, perPage)).Take(perPage),
                        cancellationToken));
            },
            cancellationToken);

    /// <summary>All of them, read in batches as they are taken: the memory is that of one batch.</summary>
    public async IAsyncEnumerable<ListedReceipt> AllAsync(
        MerchantId merchantId, ReceiptFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DateTimeOffset? from = null;
        var seen = new List<ReceiptId>();
        while (true)
        {
            var batch = await work.ReadAsync(
                db =>
                {
                    var rows = filter.In(db, merchantId);
                    rows = from is { } at ? rows.Where(row => row.CreatedAt <= at && !seen.Contains(row.Id)) : rows;
                    return TakeAsync(
                        db, rows.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id).Take(BatchMax),
                        cancellationToken);
                },
                cancellationToken);
            foreach (var listed in batch)
            {
                yield return listed;
            }

            if (batch.Count < BatchMax)
            {
                yield break;
            }

            // Goes on at the last instant, without what was taken of that instant.
            var last = batch[^1].Receipt.CreatedAt;
            seen = [.. batch.Where(one => one.Receipt.CreatedAt == last).Select(one => one.Receipt.Id)
                .Concat(last == from ? seen : [])];
            from = last;
        }
    }

    // One query for the receipts and their products together.
    private static async Task<List<ListedReceipt>> TakeAsync(
        HiltDb db, IQueryable<Receipt> rows, CancellationToken cancellationToken)
    {
        var found = await rows
            .LeftJoin(
                db.Products, row => row.ProductId, product => (ProductId?)product.Id,
                (row, product) => new { Receipt = row, Title = product == null ? null : product.Title })
            .OrderByDescending(pair => pair.Receipt.CreatedAt).ThenByDescending(pair => pair.Receipt.Id)
            .AsNoTracking().ToListAsync(cancellationToken);
        return found.ConvertAll(pair => new ListedReceipt(pair.Receipt, pair.Title));
    }
}
