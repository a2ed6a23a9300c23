using HiltBot.Engine.Memberships;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants.Reports;

/// <summary>What each product brought, those with the most payments first.</summary>
internal static class ProductReports
{
    public static async Task<IReadOnlyList<ProductCount>> ReadAsync(
        HiltDb db, MerchantId merchantId, IQueryable<Payment> started, IQueryable<Payment> confirmed, int rowsMax,
        CancellationToken cancellationToken)
    {
        var sessions = await started.GroupBy(row => row.ProductId)
            .Select(group => new { group.Key, Count = group.LongCount() })
            .OrderByDescending(row => row.Count).Take(rowsMax)
            .ToDictionaryAsync(row => row.Key, row => row.Count, cancellationToken);
        var sales = await confirmed.GroupBy(row => row.ProductId)
            .Select(group => new
            {
                group.Key,
                Count = group.LongCount(),
                Gross = group.Sum(row => row.AmountMinorUnits),
            })
            .OrderByDescending(row => row.Count).Take(rowsMax)
            .ToDictionaryAsync(row => row.Key, cancellationToken);
        var ids = sales.Keys.Union(sessions.Keys).ToList();
        var products = await db.Products.Where(row => row.MerchantId == merchantId && ids.Contains(row.Id))
            .ToListAsync(cancellationToken);
        var members = await db.Memberships
            .Where(row => row.MerchantId == merchantId && ids.Contains(row.ProductId) &&
                row.Status == MembershipStatus.Active)
            .GroupBy(row => row.ProductId).Select(group => new { group.Key, Count = group.LongCount() })
            .ToDictionaryAsync(row => row.Key, row => row.Count, cancellationToken);
        return
        [
            .. products.Select(product => new ProductCount(
                    product.Id, product.Title, product.Status, product.Asset, sessions.GetValueOrDefault(product.Id),
                    sales.GetValueOrDefault(product.Id)?.Count ?? 0, sales.GetValueOrDefault(product.Id)?.Gross ?? 0,
                    members.GetValueOrDefault(product.Id)))
                .OrderByDescending(row => row.Confirmed).ThenByDescending(row => row.Sessions)
                .ThenBy(row => row.ProductId.Value).Take(rowsMax),
        ];
    }
}
