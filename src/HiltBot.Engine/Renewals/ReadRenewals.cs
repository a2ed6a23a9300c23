using HiltBot.Engine.Memberships;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Renewals;

/// <summary>
/// What ends soon and how renewals went (contract section 5): a handful of queries, each over a stretch of an index,
/// however many members there are on the list.
/// </summary>
public sealed class ReadRenewals(Work work, MemberLinks links, BusinessTime businessTime)
{
    private const int EventsMax = 50;
    private const int ProductsMax = 500;

    private static readonly string[] Told =
    [
        "renewed", "gifted", "entered_grace", "expired", "revoked", "cancelled", "reminder_sent", "collection_failed",
    ];

    public Task<RenewalReport> HandleAsync(
        MerchantId merchantId, int windowDays, int limit, CancellationToken cancellationToken) =>
        work.ReadAsync(
            async db =>
            {
                var now = businessTime.Now();
                var window = TimeSpan.FromDays(windowDays);
                return new RenewalReport(
                    await ProductsAsync(db, merchantId, now, window, cancellationToken),
                    await ExpiringAsync(db, merchantId, now, now + window, limit, cancellationToken),
                    await EventsAsync(db, merchantId, cancellationToken));
            },
            cancellationToken);

    private static async Task<IReadOnlyList<ProductRenewals>> ProductsAsync(
        HiltDb db, MerchantId merchantId, DateTimeOffset now, TimeSpan window, CancellationToken cancellationToken)
    {
        var until = now + window;
        var standing = await db.Memberships
            .Where(row => row.MerchantId == merchantId && row.Status != MembershipStatus.Expired)
            .GroupBy(row => row.ProductId)
            .Select(group => new
            {
                ProductId = group.Key,
                Active = group.LongCount(row => row.Status == MembershipStatus.Active),
                Grace = group.LongCount(row => row.Status == MembershipStatus.GracePeriod),
                Expiring = group.LongCount(row => row.Status == MembershipStatus.Active && row.PausedAt == null &&
                    row.CurrentPeriodEndAt != null && row.CurrentPeriodEndAt <= until),
            })
            .ToDictionaryAsync(group => group.ProductId, cancellationToken);
        var happened = await HappenedAsync(db, merchantId, now - window, cancellationToken);
        long Count(ProductId id, params string[] types) => happened
            .Where(one => one.ProductId == id && types.Contains(one.EventType)).Sum(one => one.Count);
        var products = await db.Products.Where(row => row.MerchantId == merchantId)
            .OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id).Take(ProductsMax)
            .Select(row => new { row.Id, row.Title, row.RenewalMode }).ToListAsync(cancellationToken);
        var reports = products.Select(row =>
        {
            var now = standing.GetValueOrDefault(row.Id);
            return new ProductRenewals(row.Id, row.Title)
            {
                Active = now?.Active ?? 0,
                Grace = now?.Grace ?? 0,
                Expiring = now?.Expiring ?? 0,
                Automatic = row.RenewalMode == RenewalMode.Automatic ? (now?.Active ?? 0) + (now?.Grace ?? 0) : 0,
                Expired = Count(row.Id, "expired", "revoked"),
                Renewed = Count(row.Id, "renewed"),
                Reminded = Count(row.Id, "reminder_sent"),
            };
        });
        return [.. reports.Where(one => one.Active + one.Grace + one.Expired + one.Renewed + one.Reminded > 0)];
    }

    // What was paid again after an end is a renewal as well: the history calls it so.
    private static async Task<IReadOnlyList<Happened>> HappenedAsync(
        HiltDb db, MerchantId merchantId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        string[] types = ["renewed", "expired", "revoked", "reminder_sent"];
        return await db.History
            .Where(row => row.MerchantId == merchantId && row.Subject == Subject.Membership &&
                types.Contains(row.EventType) && row.CreatedAt >= since)
            .Join(
                db.Memberships, row => row.SubjectId, membership => (Guid)(object)membership.Id,
                (row, membership) => new { row.EventType, membership.ProductId })
            .GroupBy(row => new { row.EventType, row.ProductId })
            .Select(group => new Happened(group.Key.ProductId, group.Key.EventType, group.LongCount()))
            .ToListAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<ExpiringMember>> ExpiringAsync(
        HiltDb db, MerchantId merchantId, DateTimeOffset now, DateTimeOffset until, int limit,
        CancellationToken cancellationToken)
    {
        var rows = await db.Memberships.AsNoTracking()
            .Where(row => row.MerchantId == merchantId && row.Status == MembershipStatus.Active &&
                row.CurrentPeriodEndAt <= until && row.PausedAt == null)
            .OrderBy(row => row.CurrentPeriodEndAt).Take(limit).ToListAsync(cancellationToken);
        var views = await MembershipViews.LoadAsync(db, merchantId, rows, cancellationToken);
        return views.ConvertAll(view => new ExpiringMember(
            view, Math.Max(0, (int)Math.Ceiling((view.Membership.CurrentPeriodEndAt!.Value - now).TotalDays)),
            links.Of(view.Membership, view.ProductSlug)));
    }

    // The newest of each kind by its own stretch of the index, and the newest of those.
    private static async Task<IReadOnlyList<HistoryEntry>> EventsAsync(
        HiltDb db, MerchantId merchantId, CancellationToken cancellationToken)
    {
        var all = Told.Select(type => db.History.AsNoTracking()
            .Where(row => row.MerchantId == merchantId && row.Subject == Subject.Membership && row.EventType == type)
            .OrderByDescending(row => row.CreatedAt).Take(EventsMax))
            .Aggregate((some, more) => some.Concat(more));
        return await all.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id).Take(EventsMax)
            .ToListAsync(cancellationToken);
    }

    private sealed record Happened(ProductId ProductId, string EventType, long Count);
}
