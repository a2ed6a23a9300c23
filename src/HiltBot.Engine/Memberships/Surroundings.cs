using HiltBot.Engine.Buyers;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Memberships;

/// <summary>
/// What notices about memberships say besides the membership, for a whole batch in a few queries: products,
/// their targets, communities, merchants, buyers and whether a buyer has any channel.
/// </summary>
internal sealed class Surroundings
{
    private readonly Dictionary<ProductId, Product> products;
    private readonly ILookup<ProductId, ProductTarget> targets;
    private readonly Dictionary<CommunityId, Community> communities;
    private readonly Dictionary<MerchantId, Merchant> merchants;
    private readonly Dictionary<BuyerId, Buyer> buyers;
    private readonly HashSet<BuyerId> reachable;

    private Surroundings(
        IEnumerable<Product> products, IEnumerable<ProductTarget> targets, IEnumerable<Community> communities,
        IEnumerable<Merchant> merchants, IEnumerable<Buyer> buyers, IEnumerable<BuyerId> reachable)
    {
        this.products = products.ToDictionary(row => row.Id);
        this.targets = targets.OrderBy(row => row.Position).ToLookup(row => row.ProductId);
        this.communities = communities.ToDictionary(row => row.Id);
        this.merchants = merchants.ToDictionary(row => row.Id);
        this.buyers = buyers.ToDictionary(row => row.Id);
        this.reachable = [.. reachable];
    }

    public static async Task<Surroundings> LoadAsync(
        HiltDb db, IReadOnlyCollection<Membership> memberships, CancellationToken cancellationToken)
    {
        var productIds = memberships.Select(row => row.ProductId).Distinct().ToList();
        var merchantIds = memberships.Select(row => row.MerchantId).Distinct().ToList();
        var buyerIds = memberships.Select(row => row.BuyerId).Distinct().ToList();
        var products = await db.Products.AsNoTracking().Where(row => productIds.Contains(row.Id))
            .ToListAsync(cancellationToken);
        var targets = await db.ProductTargets.AsNoTracking().Where(row => productIds.Contains(row.ProductId))
            .ToListAsync(cancellationToken);
        var communityIds = targets.Select(row => row.CommunityId).Distinct().ToList();
        var communities = await db.Communities.AsNoTracking().Where(row => communityIds.Contains(row.Id))
            .ToListAsync(cancellationToken);
        var merchants = await db.Merchants.AsNoTracking().Where(row => merchantIds.Contains(row.Id))
            .ToListAsync(cancellationToken);
        var buyers = await db.Buyers.AsNoTracking().Where(row => buyerIds.Contains(row.Id))
            .ToListAsync(cancellationToken);
        var reachable = await db.BuyerAccounts.AsNoTracking()
            .Where(row => merchantIds.Contains(row.MerchantId) && buyerIds.Contains(row.BuyerId))
            .Select(row => row.BuyerId).Distinct().ToListAsync(cancellationToken);
        return new Surroundings(products, targets, communities, merchants, buyers, reachable);
    }

    public Product? ProductOf(Membership membership) => products.GetValueOrDefault(membership.ProductId);

    public Merchant? MerchantOf(Membership membership) => merchants.GetValueOrDefault(membership.MerchantId);

    public IEnumerable<string> TargetLabelsOf(Membership membership) =>
        targets[membership.ProductId].Select(target => target.Label);

    /// <summary>
    /// Communities of the product's targets that have an alert channel and that the bot is in.
    /// </summary>
    public IEnumerable<Community> AlertedBy(Membership membership) => targets[membership.ProductId]
        .Select(target => communities.GetValueOrDefault(target.CommunityId)).OfType<Community>()
        .Where(community => community is { AlertChannelId: not null, LostAt: null })
        .DistinctBy(row => row.Id);

    public string DisplayOf(Membership membership) =>
        buyers.GetValueOrDefault(
            membership.BuyerId)?.Display ?? membership.IdentityDisplay ?? membership.IdentityValue;

    /// <summary>
    /// Whether the buyer has an account anywhere; without one there is nobody to tell (rule 11).
    /// </summary>
    public bool HasChannel(Membership membership) => reachable.Contains(membership.BuyerId);
}
