using System.Text.Json;

namespace HiltBot.Doors.Tests.Products;

/// <summary>From open to payment, counted (contract 4.1, ProductAnalytics).</summary>
public sealed class ProductAnalyticsTests
{
    [Fact]
    public async Task Nothing_happened_reads_as_zeros_and_thirty_days()
    {
        await using var shop = await Shop.OpenAsync();
        var analytics = await ReadAsync(shop, await shop.SellAsync(Shop.Course()));
        Assert.Equal(
            ["latest_payment_at", "last_payment_at"],
            ContractFields.Agrees("GET", "/v1/products/{product_id}/analytics", analytics));
        Assert.Equal(30, analytics.GetProperty("funnel_daily").GetArrayLength());
        Assert.All(
            (string[])["checkout_opens", "checkout_connects", "gross_minor_units", "tracked_memberships"],
            key => Assert.Equal(0, analytics.GetProperty(key).GetInt64()));
        Assert.Equal(0, analytics.GetProperty("connect_rate_pct").GetDecimal());
        Assert.Equal("robin@example.org", Shop.Text(analytics, "merchant_email"));
    }

    [Fact]
    public async Task Opens_sessions_payments_and_renewals_add_up()
    {
        await using var shop = await Shop.OpenAsync();
        var product = await shop.SellAsync(Shop.Course());
        for (var look = 0; look < 5; look++)
        {
            (await shop.Buyer.GetAsync($"/v1/products/p/{Shop.Text(product, "slug")}")).Expect(200);
        }

        await shop.Site.GetAsync($"/p/{Shop.Text(product, "slug")}");
        await shop.CountOpensAsync();
        await shop.ConnectAsync(product, new { customer_reference_value = "nobody" });
        shop.Site.Time.Advance(TimeSpan.FromMinutes(40));
        await shop.Site.SettleAsync();
        await shop.BuyAsync(product, "ana@example.org");
        shop.Site.Time.Advance(TimeSpan.FromDays(1));
        (await shop.Buyer.GetAsync($"/v1/products/p/{Shop.Text(product, "slug")}")).Expect(200);
        await shop.CountOpensAsync();
        await shop.CountOpensAsync();
        await shop.BuyAsync(product, "ana@example.org");
        await shop.ConnectAsync(product, new { customer_reference_value = "ben@example.org" });

        var analytics = await ReadAsync(shop, product);
        Assert.Empty(ContractFields.Agrees("GET", "/v1/products/{product_id}/analytics", analytics));
        Assert.Equal(
            (7, 4, 2, 1, 1),
            (Count(analytics, "checkout_opens"), Count(analytics, "checkout_connects"),
                Count(analytics, "checkout_confirmed"), Count(analytics, "checkout_failed"),
                Count(analytics, "pending_checkouts")));
        Assert.Equal((58_000_000, 58_000_000, 0), (
            Count(analytics, "gross_minor_units"), Count(analytics, "net_minor_units"), Count(analytics, "fee_minor_units")));
        Assert.Equal((1, 1, 1), (
            Count(analytics, "tracked_memberships"), Count(analytics, "active_memberships"),
            Count(analytics, "renewed_30d_count")));
        Assert.Equal((57.1m, 50m, 28.6m, 100m), (
            analytics.GetProperty("connect_rate_pct").GetDecimal(), analytics.GetProperty("confirm_rate_pct").GetDecimal(),
            analytics.GetProperty("completion_rate_pct").GetDecimal(), analytics.GetProperty("renewal_rate_pct").GetDecimal()));
        var days = analytics.GetProperty("funnel_daily").EnumerateArray().ToList();
        Assert.Equal(
            """{"date":"2026-03-02","opens":6,"connects":2,"confirmed":1,"failed":1}""", days[^2].ToString());
        Assert.Equal(
            """{"date":"2026-03-03","opens":1,"connects":2,"confirmed":1,"failed":0}""", days[^1].ToString());
    }

    private static long Count(JsonElement analytics, string key) => analytics.GetProperty(key).GetInt64();

    private static async Task<JsonElement> ReadAsync(Shop shop, JsonElement product) =>
        (await shop.Key.GetAsync($"/v1/products/{Shop.Text(product, "id")}/analytics")).Expect(200);
}
