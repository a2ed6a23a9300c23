using System.Text.Json;
using HiltBot.Engine.Webhooks;
using HiltBot.Engine.Webhooks.Testing;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Doors.Tests.Webhooks;

/// <summary>Contract sections 9 and 12.1, through the door.</summary>
public sealed class IntegrationsAndTestingTests
{
    [Fact]
    public async Task A_key_subscribes_a_hook_once_and_ends_only_hooks()
    {
        await using var receiver = await Receiver.OpenAsync();
        await using var site = await HookSite.OpenAsync();
        var (endpoint, _) = await site.ListenAsync("https://shop.example/");
        var (status, made) = await HookAsync(site,
            new { targetUrl = receiver.Url, eventType = "payment.failed" });
        Assert.Equal(201, status);
        Assert.False(made.GetProperty("reused").GetBoolean());
        var id = made.GetProperty("id").GetString();
        Assert.Equal((id, id),
            (made.GetProperty("hook_id").GetString(), made.GetProperty("endpoint_id").GetString()));
        Assert.Equal(["payment.failed"],
            WebhookRoutesTests.Texts(made.GetProperty("endpoint").GetProperty("subscribed_events")));
        var (_, again) = await HookAsync(site, new
        {
            target_url = receiver.Url,
            targetUrl = "https://elsewhere.example/",
            subscribed_events = (string[])["payment.failed"],
        });
        Assert.True(again.GetProperty("reused").GetBoolean());
        Assert.Equal(id, again.GetProperty("id").GetString());
        Assert.Equal(JsonValueKind.Null, again.GetProperty("signing_secret").ValueKind);

        await site.PostAsync("/v1/testing/sessions", new { scenario = "payment_failed" });
        var request = Assert.Single(receiver.All);
        Assert.Null(Receiver.Problem(request, made.GetProperty("signing_secret").GetString()!,
            site.Time.GetUtcNow()));

        Assert.Equal(404, (await EndAsync(site, endpoint)).Status);
        var (ended, gone) = await EndAsync(site, id!);
        Assert.Equal((200, "disabled"),
            (ended, gone.GetProperty("endpoint").GetProperty("status").GetString()));
        Assert.Equal(404, (await EndAsync(site, id!)).Status);
        Assert.Equal(422, (await EndAsync(site, "none")).Status);
        var (_, fresh) = await HookAsync(site,
            new { targetUrl = receiver.Url, eventType = "payment.failed" });
        Assert.NotEqual(id, fresh.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_hook_needs_a_url_and_an_event_and_there_are_fifty_at_most()
    {
        await using var site = await HookSite.OpenAsync(allowPrivate: false);
        Assert.Equal(422, (await HookAsync(site, new { event_type = "payment.failed" })).Status);
        Assert.Equal(422, (await HookAsync(site, new { target_url = "https://shop.example/" })).Status);
        Assert.Equal(
            422, (
            await HookAsync(site,
                new { target_url = "https://127.0.0.1/", event_type = "payment.failed" })).Status);
        Assert.Equal(
            422, (
            await HookAsync(site,
                new { target_url = "https://shop.example/", event_type = "payment.lost" })).Status);
        using var reader = await site.KeyAsync(site.MerchantId, isSandbox: false, "read");
        Assert.Equal(403, (await HookSite.CallAsync(
            reader, HttpMethod.Post, "/v1/integrations/zapier/hooks",
            new { target_url = "https://shop.example/", event_type = "payment.failed" })).Status);
        for (var number = 1; number <= 50; number++)
        {
            Assert.Equal(
                201, (
                await HookAsync(site,
                    new
                    {
                        target_url = $"https://shop.example/{number}",
                        event_type = "payment.failed"
                    })).Status);
        }

        Assert.Equal(
            409, (
            await HookAsync(site,
                new { target_url = "https://shop.example/51", event_type = "payment.failed" })).Status);
        Assert.Equal(
            201, (
            await HookAsync(site,
                new { target_url = "https://shop.example/50", event_type = "payment.failed" })).Status);
        Assert.Equal(50, await site.ReadAsync(db => db.WebhookEndpoints.CountAsync()));
    }

    [Fact]
    public async Task An_integration_is_told_who_it_is_and_how_events_are_signed()
    {
        await using var site = await HookSite.OpenAsync();
        using var sandbox = await site.KeyAsync(site.MerchantId, isSandbox: true, "read");
        var (_, health) = await HookSite.CallAsync(sandbox, HttpMethod.Get, "/v1/integrations/health");
        Assert.True(health.GetProperty("ok").GetBoolean());
        Assert.True(health.GetProperty("workspace").GetProperty("sandbox").GetBoolean());
        Assert.Equal("enterprise", health.GetProperty("workspace").GetProperty("tier").GetString());
        Assert.True(health.GetProperty("api_key").GetProperty("has_read").GetBoolean());
        Assert.False(health.GetProperty("api_key").GetProperty("has_execute").GetBoolean());
        Assert.Equal("X-Hilt-Event-Id",
            health.GetProperty("webhooks").GetProperty("event_id_header").GetString());
        Assert.Equal("X-Hilt-Signature",
            health.GetProperty("webhooks").GetProperty("signature_header").GetString());
        Assert.Equal("X-Hilt-Timestamp",
            health.GetProperty("webhooks").GetProperty("timestamp_header").GetString());
        Assert.Equal(EventTypes.All,
            WebhookRoutesTests.Texts(health.GetProperty("webhooks").GetProperty("supported_events")));
        var (_, signedIn) = await site.GetAsync("/v1/integrations/health");
        Assert.Equal(JsonValueKind.Null, signedIn.GetProperty("api_key").GetProperty("key_id").ValueKind);
        Assert.True(signedIn.GetProperty("api_key").GetProperty("has_execute").GetBoolean());
        await site.PostAsync("/v1/testing/sessions", new { scenario = "delivery_failed" });
        var (_, events) = await HookSite.CallAsync(sandbox, HttpMethod.Get,
            "/v1/integrations/events?per_page=1&limit=2");
        Assert.Equal((5, 2, 2),
            (events.GetProperty("total").GetInt32(), events.GetProperty("per_page").GetInt32(),
                events.GetProperty("events").GetArrayLength()));
        Assert.Equal("support.ticket.created",
            events.GetProperty("events")[0].GetProperty("event_type").GetString());
        Assert.Equal(
            401, (await HookSite.CallAsync(site.Nobody, HttpMethod.Get, "/v1/integrations/health")).Status);
    }

    [Fact]
    public async Task Every_scenario_sends_its_events_signed_and_touches_nothing_of_the_business()
    {
        await using var receiver = await Receiver.OpenAsync();
        await using var site = await HookSite.OpenAsync();
        var (_, secret) = await site.ListenAsync(receiver.Url);
        var product = await site.SellAsync();
        var before = await CountsAsync(site);
        var (_, list) = await HookSite.CallAsync(site.Key, HttpMethod.Get, "/v1/testing/scenarios");
        Assert.Equal(4, list.GetProperty("count").GetInt32());
        foreach (var scenario in list.GetProperty("scenarios").EnumerateArray())
        {
            var heard = receiver.All.Count;
            var wanted = new
            {
                scenario = scenario.GetProperty("id").GetString(),
                product_id = product.Id.ToString(),
                amount_minor_units = 7_000_000,
                payer_wallet = (string?)null,
                identity_display = "@ana",
            };
            var (status, ran) = await HookSite.CallAsync(site.Key, HttpMethod.Post, "/v1/testing/sessions",
                wanted);
            Assert.Equal(201, status);
            var events = WebhookRoutesTests.Texts(scenario.GetProperty("events"));
            Assert.Equal(events,
                ran.GetProperty("emitted_events").EnumerateArray().Select(one =>
                    one.GetProperty("event_type").GetString()));
            Assert.Equal(events.Count, ran.GetProperty("delivery_results").GetArrayLength());
            Assert.All(ran.GetProperty("delivery_results").EnumerateArray(), one =>
                Assert.True(one.GetProperty("delivered").GetBoolean()));
            var requests = receiver.All.Skip(heard).ToList();
            Assert.Equal(events.Order(), requests.Select(request => request.Type).Order());
            Assert.All(requests, request =>
                Assert.Null(Receiver.Problem(request, secret, site.Time.GetUtcNow())));
            Assert.All(requests, request => Assert.False(request.Json.GetProperty("livemode").GetBoolean()));
            var session = ran.GetProperty("session");
            Assert.Equal(JsonSerializer.Serialize(wanted), session.GetProperty("request").GetRawText());
            Assert.Equal(events,
                session.GetProperty("timeline").EnumerateArray().Select(one =>
                    one.GetProperty("event_type").GetString()));
            if (session.GetProperty("fake_payment_id").GetString() is { } payment)
            {
                Assert.Equal(
                    404, (
                    await HookSite.CallAsync(site.Nobody, HttpMethod.Get, $"/v1/payments/{payment}")).Status);
                var (_, timeline) = await site.GetAsync($"/v1/webhooks/timeline?payment_id={payment}");
                Assert.Equal(
                    events.Where(name =>
                        requests.Single(one => one.Type == name).Data.TryGetProperty("payment", out _)),
                    timeline.GetProperty("timeline").EnumerateArray().Select(one =>
                        one.GetProperty("event_type").GetString()));
            }

            var (_, found) = await HookSite.CallAsync(site.Key, HttpMethod.Get,
                $"/v1/testing/sessions/{session.GetProperty("id").GetString()}");
            Assert.Equal(session.ToString(), found.GetProperty("session").ToString());
            Assert.Equal(4, found.GetProperty("supported_scenarios").GetArrayLength());

            // Runs at one instant have no order.
            site.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(before, await CountsAsync(site));
        var (_, sessions) = await site.GetAsync("/v1/testing/sessions?limit=3");
        Assert.Equal(3, sessions.GetProperty("count").GetInt32());
        Assert.Equal("renewal_grace",
            sessions.GetProperty("sessions")[0].GetProperty("scenario").GetString());
    }

    [Fact]
    public async Task What_does_not_answer_in_time_is_reported_as_pending()
    {
        await using var slow = await Receiver.OpenAsync();
        await using var quick = await Receiver.OpenAsync();
        slow.Hangs = true;
        await using var site = await HookSite.OpenAsync();
        var (slowId, _) = await site.ListenAsync(slow.Url);
        await site.ListenAsync(quick.Url);
        var start = site.Time.GetUtcNow();
        var running = site.PostAsync("/v1/testing/sessions", new { scenario = "confirmed_access" });
        await Eventually.EqualsAsync(3, () => Task.FromResult(slow.All.Count), "attempts side by side");
        await Eventually.EqualsAsync(
            3, () => site.ReadAsync(
            db => db.WebhookDeliveries.CountAsync(row => row.State == DeliveryState.Delivered)), "delivered");
        await Eventually.IsAsync(
            () =>
            {
                site.Time.Advance(TimeSpan.FromMilliseconds(100));
                return Task.FromResult(running.IsCompleted);
            },
            isDone => isDone, "the answer comes");
        Assert.InRange(site.Time.GetUtcNow() - start, RunScenario.WaitTime, TimeSpan.FromSeconds(8));
        var (status, ran) = await running;
        Assert.Equal(201, status);
        foreach (var result in ran.GetProperty("delivery_results").EnumerateArray())
        {
            var isSlow = result.GetProperty("endpoint_id").GetString() == slowId;
            Assert.Equal(isSlow ? "pending" : "delivered", result.GetProperty("status").GetString());
            Assert.Equal(!isSlow, result.GetProperty("delivered").GetBoolean());
        }

        site.Time.Advance(DeliveryFlights.AnswerTime);
        await site.Flights.LandedAsync();
        Assert.Equal(
            3, await site.ReadAsync(
            db => db.WebhookDeliveries.CountAsync(row => row.State == DeliveryState.Retrying)));
    }

    [Fact]
    public async Task A_session_that_cannot_be_run_or_found_is_refused()
    {
        await using var site = await HookSite.OpenAsync();
        var foreign = await site.SellAsync(await site.MakeMerchantAsync("Other house"));
        foreach (var body in (object[])
                 [
                     new { scenario = "everything" }, new { },
                     new { scenario = "payment_failed", amount_minor_units = 0 },
                     new { scenario = "payment_failed", product_id = "none" },
                     new { scenario = "payment_failed", product_id = foreign.Id.ToString() },
                     new { scenario = "payment_failed", identity_display = new string('a', 161) },
                 ])
        {
            Assert.Equal(422, (await site.PostAsync("/v1/testing/sessions", body)).Status);
        }

        Assert.Equal(404, (await site.GetAsync("/v1/testing/sessions/none")).Status);
        Assert.Equal(404, (await site.GetAsync($"/v1/testing/sessions/{foreign.Id}")).Status);
        Assert.Equal(422, (await site.GetAsync("/v1/testing/sessions?limit=0")).Status);
        Assert.Equal(0, await site.ReadAsync(db => db.TestingSessions.CountAsync()));
    }

    private static Task<(int Status, JsonElement Body)> HookAsync(HookSite site, object body) =>
        HookSite.CallAsync(site.Key, HttpMethod.Post, "/v1/integrations/zapier/hooks", body);

    private static Task<(int Status, JsonElement Body)> EndAsync(HookSite site, string id) =>
        HookSite.CallAsync(site.Key, HttpMethod.Delete, $"/v1/integrations/zapier/hooks/{id}");

    private static Task<(int, int, int, int, int, int, int)> CountsAsync(HookSite site) =>
        site.ReadAsync(async db => (
        await db.Payments.CountAsync(), await db.Memberships.CountAsync(), await db.Receipts.CountAsync(),
        await db.Tickets.CountAsync(), await db.Products.CountAsync(), await db.Buyers.CountAsync(),
        await db.Notices.CountAsync()));
}
