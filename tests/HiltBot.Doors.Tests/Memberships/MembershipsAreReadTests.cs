using System.Text.Json;
using HiltBot.Doors.Tests.Web;
using HiltBot.Engine.Sandbox;

namespace HiltBot.Doors.Tests.Memberships;

/// <summary>Lists, lookup and the single read (contract section 5).</summary>
public sealed class MembershipsAreReadTests
{
    [Fact]
    public async Task A_member_who_has_paid_is_read_whole()
    {
        await using var scene = await MemberScene.OpenAsync();
        var id = await scene.BuyAsync();
        var detail = (await scene.Software.GetAsync($"/v1/memberships/{id}")).Expect(200);
        var membership = detail.GetProperty("membership");
        Assert.Equal(id, membership.Text("id"));
        Assert.Equal(id, detail.Text("id"));
        Assert.Equal(membership.EnumerateObject().Select(key => key.Name).Order().ToList(), detail.EnumerateObject()
            .Select(key => key.Name).Except(["membership", "periods", "events", "auto_renew"]).Order().ToList());
        Assert.Equal(
            ("ACTIVE", "SENT", "CUSTOM", "s-ana", "@Ana", "CUSTOM", "s-ana"),
            (membership.Text("status"), membership.Text("delivery_status"), membership.Text("platform"),
                membership.Text("platform_user_id"), membership.Text("platform_display"),
                membership.Text("customer_identity_type"), membership.Text("customer_identity_value")));
        Assert.Equal(SimWallet.Of("ana"), membership.Text("payer_wallet"));
        Assert.Equal(("Inner circle", scene.Product.Slug), (membership.Text("product_title"), membership.Text("product_slug")));
        Assert.Equal(scene.Site.MerchantId.ToString(), membership.Text("owner_id"));
        Assert.Equal(JsonValueKind.Null, detail.GetProperty("auto_renew").ValueKind);

        var period = Assert.Single(detail.Items("periods"));
        Assert.Equal(29_000_000, period.GetProperty("amount_lamports").GetInt64());
        Assert.Equal(("active", id), (period.Text("status"), period.Text("membership_id")));
        Assert.Equal(membership.Text("latest_payment_id"), period.Text("payment_id"));
        Assert.Equal(membership.Text("latest_tx_signature"), period.Text("tx_signature"));
        Assert.Equal(membership.Text("current_period_end_at"), period.Text("period_end_at"));

        Assert.Equal(["delivery_sent", "activated"], detail.Texts("events", "event_type"));
        var activated = detail.Items("events")[^1];
        Assert.Equal(JsonValueKind.Number, activated.GetProperty("id").ValueKind);
        Assert.Equal(("system", membership.Text("latest_payment_id")), (activated.Text("actor_type"), activated.Text("payment_id")));
        Assert.Equal(JsonValueKind.Object, activated.GetProperty("payload_json").ValueKind);
    }

    [Fact]
    public async Task Lists_are_filtered_and_paged()
    {
        await using var scene = await MemberScene.OpenAsync();
        var workshop = await scene.Site.SellAsync(Site.Offer("Workshop"));
        var first = await scene.BuyAsync();
        scene.Site.Time.Advance(TimeSpan.FromMinutes(1));
        var second = await scene.BuyAsync("ben", workshop);
        Assert.Equal([second, first], await ListAsync(""));
        Assert.Equal([second], await ListAsync("limit=1"));
        Assert.Equal([first], await ListAsync("limit=1&offset=1"));
        Assert.Equal([second], await ListAsync($"product_id={workshop.Id}"));
        Assert.Equal([second, first], await ListAsync("status=active&platform=custom"));
        Assert.Empty(await ListAsync("platform=DISCORD"));
        Assert.Empty(await ListAsync("status=SLEEPING"));
        Assert.Empty(await ListAsync("platform=PIGEON"));
        Assert.Empty(await ListAsync("product_id=none"));
        Assert.Equal([second], await ListAsync("q=WORKSHOP"));
        Assert.Equal([first], await ListAsync("q=S-AN"));
        Assert.Equal([first], await ListAsync($"q={SimWallet.Of("ana")[3..12].ToLowerInvariant()}"));
        Assert.Empty(await ListAsync("q=%25"));
        foreach (var query in (string[])["limit=0", "limit=201", "offset=-1", "limit=x", "q=%00", $"q={new string('x', 161)}"])
        {
            (await scene.Software.GetAsync($"/v1/memberships?{query}")).Expect(422);
        }

        async Task<IReadOnlyList<string?>> ListAsync(string query)
        {
            var body = (await scene.Software.GetAsync($"/v1/memberships?{query}")).Expect(200);
            Assert.Equal(body.Items().Count, body.GetProperty("count").GetInt32());
            return body.Texts("items", "id");
        }
    }

    [Fact]
    public async Task A_lookup_finds_exactly_what_is_named()
    {
        await using var scene = await MemberScene.OpenAsync();
        var ana = await scene.BuyAsync();
        var ben = await scene.BuyAsync("ben");
        var first = (await scene.Software.GetAsync($"/v1/memberships/{ana}")).Body.Text("latest_tx_signature");
        scene.Site.Time.Advance(TimeSpan.FromDays(20));
        await scene.BuyAsync();
        foreach (var query in (string[])[
            $"wallet={SimWallet.Of("ana")}", "identity=s-ana", "identity=S-ANA", "identity=@ana", "identity=Ana",
            "identity=%40ANA", $"tx_signature={first}", $"tx_signature={first}&identity=ana",
            $"identity=ana&product_id={scene.Product.Id}"])
        {
            Assert.Equal([ana], await FindAsync(query));
        }

        Assert.Equal([ben], await FindAsync("identity=ben"));
        foreach (var query in (string[])[
            "identity=an", $"wallet={SimWallet.Of("ana")[..20]}", $"identity=ben&wallet={SimWallet.Of("ana")}",
            "identity=ana&product_id=none", $"tx_signature={first}x"])
        {
            Assert.Empty(await FindAsync(query));
        }

        foreach (var query in (string[])["", "identity=", "identity=%20%40", $"product_id={scene.Product.Id}"])
        {
            (await scene.Software.GetAsync($"/v1/memberships/lookup?{query}")).Expect(422);
        }

        async Task<IReadOnlyList<string?>> FindAsync(string query) =>
            (await scene.Software.GetAsync($"/v1/memberships/lookup?{query}")).Expect(200).Texts("items", "id");
    }

    [Fact]
    public async Task Notes_and_names_are_the_merchants_own_and_tell_nobody()
    {
        await using var scene = await MemberScene.OpenAsync();
        var id = await scene.BuyAsync();
        var told = await scene.EventsAsync();
        var noted = (await scene.Software.PatchAsync($"/v1/memberships/{id}/notes", new { notes = "Prefers mail.\nAsk first." }))
            .Expect(200).GetProperty("membership");
        Assert.Equal("Prefers mail.\nAsk first.", noted.GetProperty("metadata_json").Text("merchant_notes"));
        var named = (await scene.Mia.PatchAsync($"/v1/memberships/{id}/profile", new { platform_display = "@ana_k" }))
            .Expect(200);
        Assert.Equal("@ana_k", named.Text("platform_display"));
        Assert.Equal(
            [("profile_updated", "merchant"), ("notes_updated", "api_key")],
            named.Items("events").Take(2).Select(one => (one.Text("event_type")!, one.Text("actor_type")!)).ToList());
        Assert.Equal([id], (await scene.Software.GetAsync("/v1/memberships/lookup?identity=ana_k")).Body.Texts("items", "id"));

        var cleared = (await scene.Software.PatchAsync($"/v1/memberships/{id}/notes", new { })).Expect(200);
        Assert.False(cleared.GetProperty("metadata_json").TryGetProperty("merchant_notes", out _));
        var nameless = (await scene.Software.PatchAsync($"/v1/memberships/{id}/profile", new { platform_display = " " })).Expect(200);
        Assert.Equal(JsonValueKind.Null, nameless.GetProperty("platform_display").ValueKind);
        Assert.Equal(told, await scene.EventsAsync());

        Assert.Equal("notes", (await scene.Software.PatchAsync($"/v1/memberships/{id}/notes", new { notes = new string('x', 5001) })).FieldRefused());
        Assert.Equal("notes", (await scene.Software.PatchAsync($"/v1/memberships/{id}/notes", """{"notes":null}""")).FieldRefused());
        Assert.Equal("notes", (await scene.Software.PatchAsync($"/v1/memberships/{id}/notes", "{\"notes\":\"\\u202e\"}")).FieldRefused());
        Assert.Equal("platform_display", (await scene.Software.PatchAsync($"/v1/memberships/{id}/profile", new { platform_display = new string('x', 161) })).FieldRefused());
        Assert.Equal("platform_display", (await scene.Software.PatchAsync($"/v1/memberships/{id}/profile", new { platform_display = "a\nb" })).FieldRefused());
    }

    [Fact]
    public async Task Another_merchants_memberships_are_unknown_everywhere()
    {
        await using var scene = await MemberScene.OpenAsync();
        var id = await scene.BuyAsync();
        var eve = await Api.SignUpAsync(scene.Site.Client);
        foreach (var named in (string[])[id, "0", "%7F", Guid.AllBitsSet.ToString()])
        {
            var caller = named == id ? eve : scene.Software;
            foreach (var path in (string[])["", "/delivery-diagnostics", "/reactivation", "/access"])
            {
                Assert.Equal(404, (await caller.GetAsync($"/v1/memberships/{named}{path}")).Status);
            }

            foreach (var path in (string[])["retry-delivery", "delivery-support-ticket", "cancel", "pause", "resume", "block", "unblock"])
            {
                Assert.Equal(404, (await caller.PostAsync($"/v1/memberships/{named}/{path}", new { })).Status);
            }

            Assert.Equal(404, (await caller.PostAsync($"/v1/memberships/{named}/gift", new { days = 3 })).Status);
            Assert.Equal(404, (await caller.PostAsync($"/v1/memberships/{named}/end", new { when = "NOW" })).Status);
            Assert.Equal(404, (await caller.PatchAsync($"/v1/memberships/{named}/notes", new { })).Status);
            Assert.Equal(404, (await caller.PatchAsync($"/v1/memberships/{named}/profile", new { })).Status);
            Assert.Equal(404, (await caller.PatchAsync($"/v1/memberships/{named}/dates", """{"current_period_end_at":null}""")).Status);
        }

        Assert.Empty((await eve.GetAsync("/v1/memberships")).Expect(200).Items());
        Assert.Empty((await eve.GetAsync("/v1/memberships/lookup?identity=ana")).Expect(200).Items());
        var renewals = (await eve.GetAsync("/v1/memberships/renewal-intelligence")).Expect(200);
        Assert.Empty(renewals.Items("recent_events"));
        Assert.Equal(0, renewals.GetProperty("summary").GetProperty("active_count").GetInt32());
        Assert.Equal("activated", (await scene.Software.GetAsync($"/v1/memberships/{id}")).Body.Items("events")[^1].Text("event_type"));
    }
}
