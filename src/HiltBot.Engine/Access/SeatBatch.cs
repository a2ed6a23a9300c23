using HiltBot.Engine.Buyers;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Access;

/// <summary>
/// What is known about a batch of seats: loaded in a few queries, however many seats there are.
/// </summary>
internal sealed class SeatBatch
{
    private readonly ILookup<BuyerId, Membership> memberships;
    private readonly ILookup<(Platform, string), ProductTarget> targets;
    private readonly Dictionary<ProductId, Product> products;
    private readonly IReadOnlyDictionary<ProductId, string> behind;

    private SeatBatch(
        IEnumerable<Membership> memberships, IEnumerable<ProductTarget> targets,
        IEnumerable<Product> products,
        IReadOnlyDictionary<ProductId, string> behind)
    {
        this.memberships = memberships.ToLookup(row => row.BuyerId);
        this.targets = targets.ToLookup(row => (row.Platform, row.TargetId));
        this.products = products.ToDictionary(row => row.Id);
        this.behind = behind;
    }

    public required IReadOnlyDictionary<CommunityId, Community> Communities { get; init; }

    public required IReadOnlyDictionary<BuyerId, Buyer> Buyers { get; init; }

    public required IReadOnlyDictionary<MerchantId, string> MerchantNames { get; init; }

    /// <summary>What holds every closing, in plain words; null when nothing does.</summary>
    public required string? Doubt { get; init; }

    public static async Task<SeatBatch> LoadAsync(
        HiltDb db, IReadOnlyCollection<Seat> seats, Doubts doubts, CancellationToken cancellationToken)
    {
        var buyerIds = seats.Select(seat => seat.BuyerId).Distinct().ToList();
        var merchantIds = seats.Select(seat => seat.MerchantId).Distinct().ToList();
        var targetIds = seats.Select(seat => seat.TargetId).Distinct().ToList();
        var communityIds = seats.Select(seat => seat.CommunityId).Distinct().ToList();

        // Read anew each time: rows that this context tracks may be older than the news that armed the seat.
        var memberships = await db.Memberships.AsNoTracking()
            .Where(row => merchantIds.Contains(row.MerchantId) && buyerIds.Contains(row.BuyerId))
            .ToListAsync(cancellationToken);
        var targets = await db.ProductTargets.AsNoTracking()
            .Where(row => merchantIds.Contains(row.MerchantId) && targetIds.Contains(row.TargetId))
            .ToListAsync(cancellationToken);
        var productIds = memberships.Select(row => row.ProductId).Distinct().ToList();
        var products = await db.Products.AsNoTracking().Where(row => productIds.Contains(row.Id))
            .ToListAsync(cancellationToken);
        return new SeatBatch(
            memberships, targets, products, await doubts.BehindAsync(db, productIds, cancellationToken))
        {
            Communities = await db.Communities.Where(row => communityIds.Contains(row.Id))
                .ToDictionaryAsync(row => row.Id, cancellationToken),
            Buyers = await db.Buyers.AsNoTracking().Where(row => buyerIds.Contains(row.Id))
                .ToDictionaryAsync(row => row.Id, cancellationToken),
            MerchantNames = await db.Merchants.AsNoTracking().Where(row => merchantIds.Contains(row.Id))
                .ToDictionaryAsync(row => row.Id, row => row.Name, cancellationToken),
            Doubt = await doubts.AssessAsync(db, cancellationToken) is [var first, ..] ? first.Why : null,
        };
    }

    public SeatFacts FactsOf(Seat seat, DateTimeOffset businessNow, RemovalTimes times, bool isBraked)
    {
        var openers = OpenersOf(seat).ToList();
        var isBehind = openers.Any(opener => behind.ContainsKey(opener.Product.Id));
        return new SeatFacts(openers.ConvertAll(opener => new Opener(
            opener.Membership.GivesAccess, RemovalRule.Of(opener.Membership, businessNow, times),
            opener.Membership.EndedAt, opener.Product.FoundRule == FoundRule.Adopt)))
        {
            Exception = seat.Exception,
            Found = seat.Found,
            Shown = seat.Shown,
            Intent = seat.Intent,
            WasClosed = seat.ClosedAt is not null,
            Doubt = Doubt ?? (isBehind ? new Doubt.SettlementIsBehind(string.Empty).Why : null),
            IsBraked = isBraked,
        };
    }

    /// <summary>
    /// The membership that opens the seat now and was begun last, with its product and target.
    /// </summary>
    public Opening? OpeningOf(Seat seat) => OpenersOf(seat).Where(opener => opener.Membership.GivesAccess)
        .OrderByDescending(opener => opener.Membership.CurrentPeriodStartAt).FirstOrDefault();

    /// <summary>The same, whether it gives access still or not.</summary>
    public Opening? LatestOf(Seat seat) => OpeningOf(seat) ??
        OpenersOf(seat).OrderByDescending(opener => opener.Membership.CurrentPeriodStartAt).FirstOrDefault();

    private IEnumerable<Opening> OpenersOf(Seat seat) =>
        from target in targets[(seat.Platform, seat.TargetId)]
        from membership in memberships[seat.BuyerId]
        where membership.ProductId == target.ProductId
        select new Opening(membership, products[membership.ProductId], target);
}

/// <summary>A membership, what it was bought as, and the target that it opens.</summary>
internal sealed record Opening(Membership Membership, Product Product, ProductTarget Target);
