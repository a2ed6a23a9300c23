using HiltBot.Engine.Memberships;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants.Reports;

/// <param name="Start">Null: counted back from the end by <paramref name="WindowDays"/>.</param>
/// <param name="End">Null: today.</param>
public sealed record AnalyticsWish(DateOnly? Start, DateOnly? End, int WindowDays, int DailyDays);

public abstract record AnalyticsOutcome
{
    private AnalyticsOutcome()
    {
    }

    public sealed record Read(WorkspaceAnalytics Analytics) : AnalyticsOutcome;

    public sealed record BadRange(string Why) : AnalyticsOutcome;
}

/// <summary>
/// Reports about a range of days, in a number of statements that does not depend on how much there is. Days are those of
/// the workspace's zone; instants are business time.
/// </summary>
public sealed class ReadAnalytics(Work work, BusinessTime businessTime)
{
    public const int RowsMax = 50;

    private static readonly TimeSpan ExpiringTime = TimeSpan.FromDays(14);

    public Task<AnalyticsOutcome> HandleAsync(
        MerchantId merchantId, AnalyticsWish wish, CancellationToken cancellationToken) =>
        work.ReadAsync<AnalyticsOutcome>(
            async db =>
            {
                var now = businessTime.Now();
                var zone = TimeZoneInfo.FindSystemTimeZoneById(await db.Merchants.Where(row => row.Id == merchantId)
                    .Select(row => row.TimeZone).SingleAsync(cancellationToken));
                var last = wish.End ?? DayRange.Today(now, zone);
                var range = new DayRange(wish.Start ?? last.AddDays(1 - wish.WindowDays), last, zone);
                return range.First > range.Last
                    ? new AnalyticsOutcome.BadRange("The first day comes after the last.")
                    : range.Last.DayNumber - range.First.DayNumber >= DayRange.DaysMax
                        ? new AnalyticsOutcome.BadRange($"A range has at most {DayRange.DaysMax} days.")
                        : new AnalyticsOutcome.Read(
                            await ReadAsync(db, merchantId, range, wish.DailyDays, now, cancellationToken));
            },
            cancellationToken);

    private static async Task<WorkspaceAnalytics> ReadAsync(
        HiltDb db, MerchantId merchantId, DayRange range, int dailyDays, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var (from, until) = (range.From, range.Until);
        var started = db.Payments.Where(row => row.MerchantId == merchantId && row.CreatedAt >= from &&
            row.CreatedAt < until);
        var confirmed = AssetTotal.Confirmed(db, merchantId).Where(
            row => row.ConfirmedAt >= from && row.ConfirmedAt < until);
        var sources = await started.GroupBy(row => row.AskedOn)
            .Select(group => new SourceCount(
                group.Key, group.LongCount(), group.LongCount(row => row.Status == PaymentStatus.Confirmed)))
            .ToListAsync(cancellationToken);
        var (days, money) = await DaysAsync(db, merchantId, range.TakeLast(dailyDays), cancellationToken);
        var memberships = db.Memberships.Where(row => row.MerchantId == merchantId);
        return new WorkspaceAnalytics
        {
            Range = range,
            Assets = await AssetTotal.ReadAsync(confirmed, cancellationToken),
            Sources = [.. sources.OrderByDescending(row => row.Sessions).ThenBy(row => row.Platform)],
            FailedPayments = await started.LongCountAsync(
                row => row.Status == PaymentStatus.Failed, cancellationToken),
            NewMemberships = await memberships.LongCountAsync(
                row => row.CreatedAt >= from && row.CreatedAt < until, cancellationToken),
            ActiveMemberships = await memberships.LongCountAsync(
                row => row.Status == MembershipStatus.Active, cancellationToken),
            GraceMemberships = await memberships.LongCountAsync(
                row => row.Status == MembershipStatus.GracePeriod, cancellationToken),
            Days = days,
            Money = money,
            Products = await ProductReports.ReadAsync(db, merchantId, started, confirmed, RowsMax, cancellationToken),
            Attention = await AttentionItems.ReadAsync(db, merchantId, cancellationToken),
            Expiring = await ExpiringAsync(db, merchantId, now, cancellationToken),
            At = now,
        };
    }

    private static async Task<(IReadOnlyList<DayCount> Days, IReadOnlyList<DayMoney> Money)> DaysAsync(
        HiltDb db, MerchantId merchantId, DayRange range, CancellationToken cancellationToken)
    {
        var started = await DailyPayments.CountAsync(
            db, merchantId, range, "created_at", string.Empty, cancellationToken);
        var failed = await DailyPayments.CountAsync(
            db, merchantId, range, "created_at", "and payments.status = 'FAILED'", cancellationToken);
        var confirmed = await DailyPayments.CountAsync(
            db, merchantId, range, "confirmed_at", "and payments.status = 'CONFIRMED'", cancellationToken);
        return (
            [
                .. range.Days.Select(day => new DayCount(
                    day, Sum(started, day), Sum(confirmed, day), Sum(failed, day))),
            ],
            [.. confirmed.Select(row => new DayMoney(row.Day(), row.Total()))]);
    }

    private static long Sum(IReadOnlyList<DailyPayments.Row> rows, DateOnly day) =>
        rows.Where(row => row.Day() == day).Sum(row => row.Payments);

    private static async Task<IReadOnlyList<ExpiringMembership>> ExpiringAsync(
        HiltDb db, MerchantId merchantId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var soon = now + ExpiringTime;
        return await db.Memberships
            .Where(row => row.MerchantId == merchantId && row.Status == MembershipStatus.Active &&
                row.CurrentPeriodEndAt > now && row.CurrentPeriodEndAt <= soon)
            .OrderBy(row => row.CurrentPeriodEndAt).ThenBy(row => row.Id).Take(RowsMax)
            .Join(
                db.Products, row => row.ProductId, product => product.Id,
                (row, product) => new ExpiringMembership(
                    row.Id, row.ProductId, product.Title, row.IdentityDisplay, row.Status,
                    row.CurrentPeriodEndAt!.Value))
            .ToListAsync(cancellationToken);
    }
}
