using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Doors.Tests.Memberships;

/// <summary>What software can order about a membership goes the same way as what staff says in the chat.</summary>
public sealed class GiftsAndOrdersTests
{
    [Fact]
    public async Task A_gift_adds_a_period_without_payment_and_is_a_renewal()
    {
        await using var scene = await MemberScene.OpenAsync();
        var id = await scene.BuyAsync();
        var before = At((await scene.Software.GetAsync($"/v1/memberships/{id}")).Body, "current_period_end_at");
        var answer = await scene.Software.PostAsync($"/v1/memberships/{id}/gift", new { days = 10, note = "Thank you" });
        var detail = answer.Expect(200);
        Assert.Equal(before!.Value.AddDays(10), At(detail, "current_period_end_at"));
        Assert.Equal(1, detail.GetProperty("renewal_count").GetInt32());
        var gift = detail.Items("periods")[0];
        Assert.Equal(
            ("gifted", null, 0L), (gift.Text("status"), gift.Text("payment_id"), gift.GetProperty("amount_lamports").GetInt64()));
        Assert.Equal(scene.Product.TokenMint, gift.Text("token_mint"));
        var told = detail.Items("events")[0];
        Assert.Equal(("gifted", "api_key", "Thank you"), (told.Text("event_type"), told.Text("actor_type"), told.GetProperty("payload_json").Text("reason")));
        Assert.Contains("membership.renewed", await scene.EventsAsync());
        foreach (var days in (object[])[0, -1, 3661, 1.5, "3", long.MaxValue])
        {
            Assert.Equal("days", (await scene.Software.PostAsync($"/v1/memberships/{id}/gift", new { days })).FieldRefused());
        }

        Assert.Equal("days", (await scene.Software.PostAsync($"/v1/memberships/{id}/gift", new { })).FieldRefused());
    }

    [Fact]
    public async Task One_key_gives_once_and_two_keys_at_once_give_two_periods()
    {
        await using var scene = await MemberScene.OpenAsync();
        var id = await scene.BuyAsync();
        var once = await scene.Software.PostAsync($"/v1/memberships/{id}/gift", new { days = 5 }, "gift-number-1");
        var again = await scene.Software.PostAsync($"/v1/memberships/{id}/gift", new { days = 5 }, "gift-number-1");
        once.Expect(200);
        Assert.Equal(once.Text, again.Text);
        Assert.Equal(2, again.Body.Items("periods").Count);

        var both = await Task.WhenAll(((string[])["gift-number-2", "gift-number-3"]).Select(key =>
            scene.Software.PostAsync($"/v1/memberships/{id}/gift", new { days = 7 }, key)));
        Assert.All(both, answer => answer.Expect(200));
        var detail = (await scene.Software.GetAsync($"/v1/memberships/{id}")).Body;
        var ends = detail.Items("periods").Select(period => At(period, "period_end_at")!.Value).ToList();
        Assert.Equal(4, ends.Distinct().Count());
        Assert.Equal(ends[0], ends[1].AddDays(7));
        Assert.Equal(ends[1], ends[2].AddDays(7));
        Assert.Equal(3, (await scene.EventsAsync()).Count(one => one == "membership.renewed"));
    }

    [Fact]
    public async Task A_gift_revives_what_has_ended()
    {
        await using var scene = await MemberScene.OpenAsync();
        var id = await scene.BuyAsync();
        await scene.WaitAsync(TimeSpan.FromDays(40));
        Assert.Equal("EXPIRED", (await scene.Software.GetAsync($"/v1/memberships/{id}")).Body.Text("status"));
        var revived = (await scene.Software.PostAsync($"/v1/memberships/{id}/gift", new { days = 3 })).Expect(200);
        Assert.Equal("ACTIVE", revived.Text("status"));
        await scene.SettleAsync();
        Assert.Equal("SENT", (await scene.Software.GetAsync($"/v1/memberships/{id}")).Body.Text("delivery_status"));
    }

    [Fact]
    public async Task Ended_now_closes_access_and_says_why()
    {
        await using var scene = await MemberScene.OpenAsync();
        var id = await scene.BuyAsync();
        var ended = (await scene.Software.PostAsync($"/v1/memberships/{id}/end", new { when = "now", reason = "Spam" })).Expect(200);
        Assert.Equal(("EXPIRED", "revoked"), (ended.Text("status"), ended.Items("periods")[0].Text("status")));
        Assert.Equal(("revoked", "api_key"), (ended.Items("events")[0].Text("event_type"), ended.Items("events")[0].Text("actor_type")));
        await scene.SettleAsync();
        Assert.Equal("REVOKED", (await scene.Software.GetAsync($"/v1/memberships/{id}")).Body.Text("delivery_status"));
        Assert.Contains("membership.expired", await scene.EventsAsync());
        Assert.Equal(409, (await scene.Software.PostAsync($"/v1/memberships/{id}/end", new { when = "NOW" })).Status);
        Assert.Equal("when", (await scene.Software.PostAsync($"/v1/memberships/{id}/end", new { when = "LATER" })).FieldRefused());
        Assert.Equal("when", (await scene.Software.PostAsync($"/v1/memberships/{id}/end", new { })).FieldRefused());
    }

    [Fact]
    public async Task Ended_with_the_period_and_cancelled_ones_run_out_without_reminders()
    {
        await using var scene = await MemberScene.OpenAsync();
        var (ana, ben) = (await scene.BuyAsync(), await scene.BuyAsync("ben"));
        var ending = (await scene.Software.PostAsync($"/v1/memberships/{ana}/end", new { when = "PERIOD_END" })).Expect(200);
        Assert.Equal("ACTIVE", ending.Text("status"));
        var cancelled = (await scene.Software.PostAsync($"/v1/memberships/{ben}/cancel")).Expect(200);
        Assert.NotNull(cancelled.Text("cancelled_at"));
        Assert.Equal(409, (await scene.Software.PostAsync($"/v1/memberships/{ben}/cancel")).Status);
        await scene.WaitAsync(TimeSpan.FromDays(31));
        Assert.Equal("EXPIRED", (await scene.Software.GetAsync($"/v1/memberships/{ana}")).Body.Text("status"));
        var after = (await scene.Software.GetAsync($"/v1/memberships/{ben}")).Body;
        Assert.Equal("GRACE_PERIOD", after.Text("status"));
        Assert.DoesNotContain("reminder_sent", after.Texts("events", "event_type"));
    }

    [Fact]
    public async Task A_pause_keeps_the_remaining_time_and_gives_it_back()
    {
        await using var scene = await MemberScene.OpenAsync();
        var id = await scene.BuyAsync();
        var end = At((await scene.Software.GetAsync($"/v1/memberships/{id}")).Body, "current_period_end_at")!.Value;
        var paused = (await scene.Software.PostAsync($"/v1/memberships/{id}/pause")).Expect(200);
        Assert.Equal(paused.Text("paused_at"), paused.GetProperty("metadata_json").Text("paused_at"));
        Assert.Equal("ACTIVE", paused.Text("status"));
        await scene.SettleAsync();
        Assert.Equal(409, (await scene.Software.PostAsync($"/v1/memberships/{id}/pause")).Status);
        Assert.Equal(409, (await scene.Software.PostAsync($"/v1/memberships/{id}/retry-delivery")).Status);
        await scene.WaitAsync(TimeSpan.FromDays(9));
        var resumed = (await scene.Software.PostAsync($"/v1/memberships/{id}/resume")).Expect(200);
        Assert.Equal(end.AddDays(9), At(resumed, "current_period_end_at"));
        Assert.Equal(JsonValueKind.Null, resumed.GetProperty("paused_at").ValueKind);
        Assert.Equal(409, (await scene.Software.PostAsync($"/v1/memberships/{id}/resume")).Status);
    }

    [Fact]
    public async Task Dates_are_edited_by_hand_within_reason()
    {
        await using var scene = await MemberScene.OpenAsync();
        var id = await scene.BuyAsync();
        var path = $"/v1/memberships/{id}/dates";
        var edited = (await scene.Software.PatchAsync(path, new { current_period_end_at = "2026-12-24T18:00:00+02:00" })).Expect(200);
        Assert.Equal("2026-12-24T16:00:00Z", edited.Text("current_period_end_at"));
        Assert.Equal("2026-12-24T16:00:00Z", edited.Items("periods")[0].Text("period_end_at"));
        Assert.Equal("dates_edited", edited.Items("events")[0].Text("event_type"));
        var forever = (await scene.Software.PatchAsync(path, """{"current_period_end_at":null}""")).Expect(200);
        Assert.Equal(JsonValueKind.Null, forever.GetProperty("current_period_end_at").ValueKind);
        Assert.Equal(409, (await scene.Software.PostAsync($"/v1/memberships/{id}/gift", new { days = 1 })).Status);
        foreach (var text in (string[])["2020-01-01", "9999-12-31", "2126-04-01"])
        {
            Assert.Equal(409, (await scene.Software.PatchAsync(path, new { current_period_end_at = text })).Status);
        }

        foreach (var body in (string[])["{}", """{"current_period_end_at":"soon"}""", """{"current_period_end_at":7}""", """{"current_period_end_at":"10000-01-01"}"""])
        {
            Assert.Equal("current_period_end_at", (await scene.Software.PatchAsync(path, body)).FieldRefused());
        }
    }

    [Fact]
    public async Task A_blocked_member_keeps_what_runs_and_buys_no_more()
    {
        await using var scene = await MemberScene.OpenAsync();
        var id = await scene.BuyAsync();
        var blocked = (await scene.Software.PostAsync($"/v1/memberships/{id}/block", new { reason = "Chargebacks" })).Expect(200);
        Assert.True(blocked.GetProperty("is_blocked").GetBoolean());
        Assert.Equal("Chargebacks", blocked.Text("reason"));
        Assert.Equal("ACTIVE", (await scene.Software.GetAsync($"/v1/memberships/{id}")).Body.Text("status"));
        Assert.Equal(409, (await scene.Software.GetAsync($"/v1/memberships/{id}/reactivation")).Status);
        Assert.True((await scene.Software.GetAsync($"/v1/memberships/{id}/access")).Expect(200).GetProperty("is_blocked").GetBoolean());
        Assert.False((await scene.Software.PostAsync($"/v1/memberships/{id}/unblock")).Expect(200).GetProperty("is_blocked").GetBoolean());
        (await scene.Software.GetAsync($"/v1/memberships/{id}/reactivation")).Expect(200);
    }

    [Fact]
    public async Task A_key_that_only_reads_orders_nothing_and_a_sandbox_key_causes_nothing_live()
    {
        await using var scene = await MemberScene.OpenAsync();
        var id = await scene.BuyAsync();
        var reader = await scene.Mia.WithKeyAsync(false, "read");
        (await reader.GetAsync($"/v1/memberships/{id}")).Expect(200);
        Assert.Equal(403, (await reader.PostAsync($"/v1/memberships/{id}/gift", new { days = 1 })).Status);
        Assert.Equal(403, (await reader.PostAsync($"/v1/memberships/{id}/end", new { when = "NOW" })).Status);
        var sandbox = await scene.Mia.WithKeyAsync(true);
        (await sandbox.PostAsync($"/v1/memberships/{id}/gift", new { days = 1 })).Expect(200);
        Assert.False(await scene.Site.ReadAsync(db => db.WebhookEvents.Where(row => row.EventType == "membership.renewed").Select(row => row.IsLive).SingleAsync()));
    }

    private static DateTimeOffset? At(JsonElement answer, string key) =>
        answer.Text(key) is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : null;
}
