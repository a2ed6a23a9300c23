using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Products;

/// <summary>Looks at one product on one day, counted together.</summary>
public sealed record CountedOpens(MerchantId MerchantId, ProductId ProductId, DateOnly Day, long Opens);

/// <summary>
/// Writes down how often products were looked at, many looks together, so that a look stays a read. Nothing
/// depends on it, so what a node had not written when it died is lost.
/// </summary>
public sealed class RecordOpens(Work work)
{
    public Task HandleAsync(IReadOnlyList<CountedOpens> counted, CancellationToken cancellationToken) =>
        work.RunAsync(
            async db =>
            {
                // In one order on every node, so that two of them do not wait for each other.
                foreach (var one in counted.OrderBy(one => one.ProductId.Value).ThenBy(one => one.Day))
                {
                    await db.Database.ExecuteSqlAsync(
                        $"""
                        insert into product_days (product_id, day_number, merchant_id, opens)
                        values ({one.ProductId.Value}, {one.Day.DayNumber}, {one.MerchantId.Value}, {one.Opens})
                        on conflict (product_id, day_number) do update set opens = product_days.opens + excluded.opens
                        """,
                        cancellationToken);
                }
            },
            cancellationToken);
}
