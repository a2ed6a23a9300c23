using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Products;

/// <summary>A product with what it opens, in order.</summary>
public sealed record ProductView(Product Product, Merchant Merchant, IReadOnlyList<ProductTarget> Targets);

/// <summary>Reads a workspace's products, in three statements however many they are.</summary>
public sealed class ReadProducts(Work work)
{
    /// <returns>Null when it is not this merchant's.</returns>
    public Task<ProductView?> HandleAsync(
        MerchantId merchantId, ProductId productId, CancellationToken cancellationToken) =>
        work.ReadAsync(
            async db => (await ViewAsync(
                db, merchantId, db.Products.Where(row => row.MerchantId == merchantId && row.Id == productId),
                cancellationToken)).SingleOrDefault(),
            cancellationToken);

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<ProductView>> HandleAsync(
        MerchantId merchantId, ProductStatus? status, ProductType? type, int offset, int limit,
        CancellationToken cancellationToken) =>
        work.ReadAsync(
            db => ViewAsync(
                db, merchantId,
                db.Products.Where(row => row.MerchantId == merchantId &&
                        (status == null || row.Status == status) && (type == null || row.ProductType == type))
                    .OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id)
                    .Skip(offset).Take(limit),
                cancellationToken),
            cancellationToken);

    private static async Task<IReadOnlyList<ProductView>> ViewAsync(
        HiltDb db, MerchantId merchantId, IQueryable<Product> wanted, CancellationToken cancellationToken)
    {
        var products = await wanted.AsNoTracking().ToListAsync(cancellationToken);
        if (products.Count == 0)
        {
            return [];
        }

        var ids = products.Select(row => row.Id).ToList();
        var targets = await db.ProductTargets.AsNoTracking().Where(row => ids.Contains(row.ProductId))
            .ToListAsync(cancellationToken);
        var merchant = await db.Merchants.AsNoTracking()
            .SingleAsync(row => row.Id == merchantId, cancellationToken);
        var byProduct = targets.OrderBy(row => row.Position).ToLookup(row => row.ProductId);
        return [.. products.Select(product => new ProductView(product, merchant, [.. byProduct[product.Id]]))];
    }
}
