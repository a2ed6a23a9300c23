using HiltBot.Engine.Merchants.Reports;
using HiltBot.Engine.Values;
using HiltBot.Storage.Tests.Payments;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Merchants;

/// <summary>Reports count the same on both databases, on the calendar of the workspace.</summary>
public sealed class ReportsTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Money_is_told_by_day_and_asset_and_adds_up(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        await SetZoneAsync(store, "Pacific/Auckland");
        var paid = await shop.SessionAsync(fee: 100_000);
        await shop.PayAsync(paid);
        await shop.SettleAsync();
        await shop.SessionAsync();

        // 09:30 UTC on 2 March is 22:30 in Auckland; four hours later is its next day.
        var analytics = await ReadAsync(store, shop.Product.MerchantId, new AnalyticsWish(null, null, 3, 3));
        Assert.Equal((new DateOnly(2026, 2, 28), new DateOnly(2026, 3, 2)), (analytics.Range.First, analytics.Range.Last));
        Assert.Equal([(0, 0), (0, 0), (2, 1)], analytics.Days.Select(day => ((int)day.Sessions, (int)day.Confirmed)));
        var total = Assert.Single(analytics.Money).Total;
        Assert.Equal(Assert.Single(analytics.Assets), total);
        Assert.Equal((Till.Price, Till.Price - 100_000, 100_000), (
            total.GrossMinorUnits, total.NetMinorUnits, total.FeeMinorUnits));
        var product = Assert.Single(analytics.Products);
        Assert.Equal((2, 1, Till.Price), (product.Sessions, product.Confirmed, product.GrossMinorUnits));
        var summary = await SummaryAsync(store, shop.Product.MerchantId);
        Assert.Equal((1, 1, 1), (summary.ActiveProducts, summary.PayingMembers, summary.Receipts));
        Assert.Single(summary.Today);

        store.Time.Advance(TimeSpan.FromHours(4));
        Assert.Empty((await SummaryAsync(store, shop.Product.MerchantId)).Today);
        analytics = await ReadAsync(store, shop.Product.MerchantId, new AnalyticsWish(null, null, 3, 3));
        Assert.Equal([0, 1, 0], analytics.Days.Select(day => (int)day.Confirmed));
        var stranger = await ReadAsync(store, shop.Product.MerchantId, new AnalyticsWish(
            new DateOnly(2025, 1, 1), new DateOnly(2025, 12, 31), 3, 30));
        Assert.Empty(stranger.Assets);
        Assert.Equal(30, stranger.Days.Count);
    }

    [Theory]
    [InlineData("America/Santiago", "2024-09-08", "2024-09-08T04:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z")]
    [InlineData("UTC", "2026-03-29", "2026-03-29T00:00:00Z")]
    public void A_day_begins_where_its_zone_says_also_where_midnight_is_skipped(string zone, string day, string from)
    {
        var date = DayRange.Read(day)!.Value;
        var range = new DayRange(date, date, TimeZoneInfo.FindSystemTimeZoneById(zone));
        Assert.Equal(DateTimeOffset.Parse(from), range.From);
        Assert.Equal((range with { First = date.AddDays(1), Last = date.AddDays(1) }).From, range.Until);
    }

    private static Task SetZoneAsync(Store store, string zone) => store.WriteAsync(
        db => db.Merchants.ExecuteUpdateAsync(set => set.SetProperty(row => row.TimeZone, zone)));

    private static async Task<WorkspaceAnalytics> ReadAsync(Store store, MerchantId merchantId, AnalyticsWish wish) =>
        Assert.IsType<AnalyticsOutcome.Read>(await store.InScopeAsync<ReadAnalytics, AnalyticsOutcome>(
            read => read.HandleAsync(merchantId, wish, default))).Analytics;

    private static Task<AccountSummary> SummaryAsync(Store store, MerchantId merchantId) =>
        store.InScopeAsync<ReadAccountSummary, AccountSummary>(read => read.HandleAsync(merchantId, default));
}
