using System.Collections.Concurrent;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Merchants.Reports;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;

namespace HiltBot.Web.Api.Products;

/// <summary>
/// Looks at products that wait to be written down together, so that a look stays a read. Bounded: of more
/// products at once than this some are not counted.
/// </summary>
public sealed class ProductOpens(BusinessTime businessTime)
{
    private const int WaitingMax = 10_000;

    private readonly ConcurrentDictionary<(MerchantId MerchantId, ProductId ProductId, DateOnly Day), long>
        waiting = new();

    internal void Note(Product product, Merchant merchant)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(merchant.TimeZone);
        var key = (product.MerchantId, product.Id, DayRange.Today(businessTime.Now(), zone));
        if (waiting.Count < WaitingMax || waiting.ContainsKey(key))
        {
            waiting.AddOrUpdate(key, 1, (_, opens) => opens + 1);
        }
    }

    /// <summary>Takes what waits, at most <paramref name="rowsMax"/> rows.</summary>
    internal IReadOnlyList<CountedOpens> Take(int rowsMax)
    {
        var taken = new List<CountedOpens>();
        foreach (var key in waiting.Keys.Take(rowsMax))
        {
            if (waiting.TryRemove(key, out var opens))
            {
                taken.Add(new CountedOpens(key.MerchantId, key.ProductId, key.Day, opens));
            }
        }

        return taken;
    }
}
