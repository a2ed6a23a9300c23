using System.Globalization;
using System.Text;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants.Reports;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Support;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Products;

/// <summary>
/// Counts what a product did, in a number of statements that depends on nothing. Days are those of the
/// workspace's zone; instants are business time.
/// </summary>
public sealed class ReadProductAnalytics(Work work, BusinessTime businessTime)
{
    private static readonly TimeSpan WindowTime = TimeSpan.FromDays(ProductAnalytics.WindowDays);
    private static readonly TimeSpan SoonTime = TimeSpan.FromDays(7);

    /// <returns>Null when it is not this merchant's product.</returns>
    public Task<ProductAnalytics?> HandleAsync(
        MerchantId merchantId, ProductId productId, CancellationToken cancellationToken) =>
        work.ReadAsync(db => ReadAsync(db, merchantId, productId, cancellationToken), cancellationToken);

    private async Task<ProductAnalytics?> ReadAsync(
        HiltDb db, MerchantId merchantId, ProductId productId, CancellationToken cancellationToken)
    {
        var found = await db.Products.AsNoTracking()
            .Where(row => row.MerchantId == merchantId && row.Id == productId)
            .Join(db.Merchants, row => row.MerchantId, merchant => merchant.Id, (product, merchant) => new
            {
                product,
                merchant,
                Email = db.Accounts.Where(account => account.MerchantId == merchantId)
                    .Select(account => account.Email).FirstOrDefault(),
            })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return null;
        }

        var now = businessTime.Now();
        var zone = TimeZoneInfo.FindSystemTimeZoneById(found.merchant.TimeZone);
        var today = DayRange.Today(now, zone);
        var range = new DayRange(today.AddDays(1 - ProductAnalytics.WindowDays), today, zone);
        var (open, recent) = await TicketsAsync(db, merchantId, productId, now - WindowTime, cancellationToken);
        return new ProductAnalytics(found.product, found.merchant, found.Email)
        {
            Payments = await PaymentsAsync(db, merchantId, productId, cancellationToken),
            Members = await MembersAsync(db, merchantId, productId, now, cancellationToken),
            Renewed30Days = await RenewedAsync(db, merchantId, productId, now - WindowTime, cancellationToken),
            OpenTickets = open,
            Tickets30Days = recent,
            Opens = await db.ProductDays.Where(row => row.ProductId == productId)
                .SumAsync(row => row.Opens, cancellationToken),
            Days = await DaysAsync(db, merchantId, productId, range, cancellationToken),
            At = now,
        };
    }

    private static async Task<PaymentCounts> PaymentsAsync(
        HiltDb db, MerchantId merchantId, ProductId productId, CancellationToken cancellationToken)
    {
        var rows = await db.Payments.Where(row => row.MerchantId == merchantId && row.ProductId == productId)
            .GroupBy(row => row.Status)
            .Select(group => new
            {
                group.Key,
                Count = group.LongCount(),
                Gross = group.Sum(row => row.AmountMinorUnits),
                Net = group.Sum(row => row.MerchantAmountMinorUnits),
                Fee = group.Sum(row => row.FeeMinorUnits),
                LastAt = group.Max(row => row.ConfirmedAt),
            })
            .ToListAsync(cancellationToken);
        var confirmed = rows.Find(row => row.Key == PaymentStatus.Confirmed);
        var failed = rows.Find(row => row.Key == PaymentStatus.Failed)?.Count ?? 0;
        return new PaymentCounts
        {
            Confirmed = confirmed?.Count ?? 0,
            Failed = failed,
            Pending = rows.Sum(row => row.Count) - failed - (confirmed?.Count ?? 0),
            GrossMinorUnits = confirmed?.Gross ?? 0,
            NetMinorUnits = confirmed?.Net ?? 0,
            FeeMinorUnits = confirmed?.Fee ?? 0,
            LastAt = confirmed?.LastAt,
        };
    }

    private static async Task<MemberCounts> MembersAsync(
        HiltDb db, MerchantId merchantId, ProductId productId, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var (since, soon) = (now - WindowTime, now + SoonTime);
        return await db.Memberships.Where(row => row.MerchantId == merchantId && row.ProductId == productId)
            .GroupBy(row => row.ProductId)
            .Select(group => new MemberCounts
            {
                All = group.LongCount(),
                Active = group.LongCount(row => row.Status == MembershipStatus.Active),
                ExpiringSoon = group.LongCount(
                    row => row.Status == MembershipStatus.Active && row.CurrentPeriodEndAt <= soon),
                Grace = group.LongCount(row => row.Status == MembershipStatus.GracePeriod),
                DeliveryFailed = group.LongCount(row => row.Status != MembershipStatus.Expired &&
                    (row.DeliveryStatus == DeliveryStatus.Failed ||
                        row.DeliveryStatus == DeliveryStatus.ManualReview)),
                Expired30Days = group.LongCount(
                    row => row.Status == MembershipStatus.Expired && row.EndedAt >= since),
                Reminded30Days = group.LongCount(row => row.LastReminderSentAt >= since),
            })
            .SingleOrDefaultAsync(cancellationToken) ?? new MemberCounts();
    }

    // The first period of a membership is no renewal.
    private static Task<long> RenewedAsync(
        HiltDb db, MerchantId merchantId, ProductId productId, DateTimeOffset since,
        CancellationToken cancellationToken) =>
        db.Memberships.Where(row => row.MerchantId == merchantId && row.ProductId == productId)
            .Join(
                db.MembershipPeriods.Where(row => row.CreatedAt >= since), row => row.Id,
                period => period.MembershipId, (membership, period) => period)
            .LongCountAsync(
                period => db.MembershipPeriods.Any(
                    other => other.MembershipId == period.MembershipId &&
                        other.PeriodStartAt < period.PeriodStartAt),
                cancellationToken);

    private static async Task<(long Open, long Recent)> TicketsAsync(
        HiltDb db, MerchantId merchantId, ProductId productId, DateTimeOffset since,
        CancellationToken cancellationToken)
    {
        var mine = db.Tickets.Where(row => row.MerchantId == merchantId &&
            (db.Payments.Any(payment => payment.Id == row.PaymentId && payment.ProductId == productId) ||
                db.Memberships.Any(member => member.Id == row.MembershipId && member.ProductId == productId)));
        return (
            await mine.LongCountAsync(
                row => row.Status == TicketStatus.Open || row.Status == TicketStatus.Pending,
                cancellationToken),
            await mine.LongCountAsync(row => row.CreatedAt >= since, cancellationToken));
    }

    private static async Task<IReadOnlyList<ProductDayCount>> DaysAsync(
        HiltDb db, MerchantId merchantId, ProductId productId, DayRange range,
        CancellationToken cancellationToken)
    {
        var sessions = (await SessionsAsync(db, merchantId, productId, range, cancellationToken))
            .ToDictionary(row => row.DayNumber);
        var first = range.First.DayNumber;
        var opens = await db.ProductDays.Where(row => row.ProductId == productId && row.DayNumber >= first)
            .ToDictionaryAsync(row => row.DayNumber, row => row.Opens, cancellationToken);
        return
        [
            .. range.Days.Select(day => sessions.GetValueOrDefault(day.DayNumber) is { } row
                ? new ProductDayCount(
                    day, opens.GetValueOrDefault(day.DayNumber), row.Sessions, row.Confirmed, row.Failed)
                : new ProductDayCount(day, opens.GetValueOrDefault(day.DayNumber), 0, 0, 0)),
        ];
    }

    // One statement on both databases: the days stand in it with their instants, each an index range of its
    // own.
    private static async Task<IReadOnlyList<Row>> SessionsAsync(
        HiltDb db, MerchantId merchantId, ProductId productId, DayRange range,
        CancellationToken cancellationToken)
    {
        var parameters = new List<object> { merchantId.Value, productId.Value };
        var days = new StringBuilder();
        foreach (var day in range.Days)
        {
            var one = range with { First = day, Last = day };
            days.Append(days.Length == 0 ? string.Empty : ", ").Append(
                CultureInfo.InvariantCulture,
                $"({day.DayNumber}, {{{parameters.Count}}}, {{{parameters.Count + 1}}})");
            parameters.Add(db.Dialect.Parameter(one.From));
            parameters.Add(db.Dialect.Parameter(one.Until));
        }

        var statement = $$"""
            with days (day_number, from_at, until_at) as (values {{days}})
            select days.day_number as "DayNumber", count(*) as "Sessions",
                cast(sum(case when payments.status = 'CONFIRMED' then 1 else 0 end) as bigint) as "Confirmed",
                cast(sum(case when payments.status = 'FAILED' then 1 else 0 end) as bigint) as "Failed"
            from days join payments on payments.merchant_id = {0} and payments.product_id = {1}
                and payments.created_at >= days.from_at and payments.created_at < days.until_at
            group by days.day_number
            """;
        return await db.Database.SqlQueryRaw<Row>(statement, [.. parameters]).ToListAsync(cancellationToken);
    }

    internal sealed class Row
    {
        public required int DayNumber { get; init; }

        public required long Sessions { get; init; }

        public required long Confirmed { get; init; }

        public required long Failed { get; init; }
    }
}
