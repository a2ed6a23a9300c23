using System.Web;
using HiltBot.Doors.Tests.Web;
using HiltBot.Engine.Products;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Doors.Tests.Memberships;

/// <summary>What ends soon, how renewals went, and how somebody is won back (contract section 5).</summary>
public sealed class RenewalsTests
{
    [Fact]
    public async Task Whoever_is_written_to_comes_back_as_who_they_are()
    {
        await using var scene = await MemberScene.OpenAsync();
        var id = await scene.BuyAsync();
        await scene.WaitAsync(TimeSpan.FromDays(40));
        var offer = (await scene.Software.GetAsync($"/v1/memberships/{id}/reactivation")).Expect(200);
        Assert.Equal(
            ("Inner circle", "29.00 USDC", "30 days", "Harbor House", "Inner circle", 30, 29_000_000L),
            (offer.Text("product_title"), offer.Text("amount_display"), offer.Text("access_period"),
                offer.Text("merchant_name"), offer.Text("access_target_label"),
                offer.GetProperty("billing_interval_days").GetInt32(), offer.GetProperty("amount_minor_units").GetInt64()));
        Assert.Matches("^[1-9A-HJ-NP-Za-km-z]{4}\\.\\.\\.[1-9A-HJ-NP-Za-km-z]{4}$", offer.Text("merchant_wallet_preview"));
        var url = offer.Text("renewal_url")!;
        Assert.Equal(url, offer.Text("reactivation_url"));
        foreach (var key in (string[])["telegram", "discord", "email"])
        {
            Assert.Contains(url, offer.GetProperty("templates").Text(key), StringComparison.Ordinal);
            Assert.Contains("has ended", offer.GetProperty("templates").Text(key), StringComparison.Ordinal);
        }

        var token = HttpUtility.ParseQueryString(new Uri(url).Query)["handoff"]!;
        var (status, handoff) = await scene.Site.PostJsonAsync(
            $"/v1/products/p/{scene.Product.Slug}/resolve-handoff", new { handoff_token = token });
        Assert.Equal((200, "s-ana"), (status, handoff.Text("identity_value")));
        scene.Site.Time.Advance(TimeSpan.FromMinutes(1439));
        var paid = await scene.PayAsync(await scene.SessionAsync(token: token));
        Assert.Equal(id, paid.MembershipId.ToString());
        Assert.Equal("ACTIVE", (await scene.Software.GetAsync($"/v1/memberships/{id}")).Body.Text("status"));
        scene.Site.Time.Advance(TimeSpan.FromMinutes(2));
        (status, _) = await scene.Site.PostJsonAsync($"/v1/products/p/{scene.Product.Slug}/connect", new { handoff_token = token });
        Assert.Equal(410, status);
    }

    [Fact]
    public async Task What_ends_soon_is_listed_with_links_and_counted()
    {
        await using var scene = await MemberScene.OpenAsync();
        var other = await scene.Site.SellAsync(Site.Offer("Workshop"));
        var ana = await scene.BuyAsync();
        await scene.BuyAsync("ben", other);
        await scene.WaitAsync(TimeSpan.FromDays(10));
        await scene.PayAsync(await scene.SessionAsync("ben", other), "ben");
        await scene.WaitAsync(TimeSpan.FromDays(16));
        var report = (await scene.Software.GetAsync("/v1/memberships/renewal-intelligence?window_days=20")).Expect(200);
        var summary = report.GetProperty("summary");
        Assert.Equal(
            (20, 1, 0, 0, 2, 1, 1, 0),
            (Number("window_days"), Number("expiring_count"), Number("grace_count"), Number("expired_count"),
                Number("active_count"), Number("renewed_count"), Number("reminders_sent"), Number("automatic_count")));
        var soon = Assert.Single(report.Items("expiring_memberships"));
        Assert.Equal((ana, "Inner circle", 5), (soon.Text("id"), soon.Text("product_title"), soon.GetProperty("days_left").GetInt32()));
        Assert.Contains($"/p/{scene.Product.Slug}?handoff=", soon.Text("renewal_url"), StringComparison.Ordinal);
        Assert.Equal(["reminder_sent", "renewed"], report.Texts("recent_events", "event_type"));
        Assert.Equal(2, report.Items("product_reports").Count);
        var workshop = report.Items("product_reports").Single(one => one.Text("product_title") == "Workshop");
        Assert.Equal((1, 100), (workshop.GetProperty("renewed").GetInt32(), workshop.GetProperty("renewal_rate_pct").GetInt32()));

        await scene.WaitAsync(TimeSpan.FromDays(8));
        report = (await scene.Software.GetAsync("/v1/memberships/renewal-intelligence")).Expect(200);
        summary = report.GetProperty("summary");
        Assert.Equal((7, 0, 1, 1), (Number("window_days"), Number("expiring_count"), Number("expired_count"), Number("active_count")));
        foreach (var query in (string[])["window_days=0", "window_days=61", "limit=0", "limit=201"])
        {
            (await scene.Software.GetAsync($"/v1/memberships/renewal-intelligence?{query}")).Expect(422);
        }

        int Number(string key) => summary.GetProperty(key).GetInt32();
    }

    [Fact]
    public async Task A_link_that_would_lead_to_a_no_is_not_given()
    {
        await using var scene = await MemberScene.OpenAsync();
        var id = await scene.BuyAsync();
        await scene.Site.WriteAsync(db => db.Products.ExecuteUpdateAsync(set => set.SetProperty(row => row.Status, ProductStatus.Archived)));
        (await scene.Software.GetAsync($"/v1/memberships/{id}/reactivation")).Expect(200);
        await scene.WaitAsync(TimeSpan.FromDays(40));
        Assert.Equal(409, (await scene.Software.GetAsync($"/v1/memberships/{id}/reactivation")).Status);
    }
}
