using System.Text.Json;
using HiltBot.Engine.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Doors.Tests.Webhooks;

/// <summary>Contract 8.5, through the door.</summary>
public sealed class WebhookRoutesTests
{
    private const string Url = "https://shop.example/hook";

    [Fact]
    public async Task An_endpoint_is_made_shown_changed_and_deleted_and_its_secret_is_shown_once()
    {
        await using var site = await HookSite.OpenAsync(allowPrivate: false);
        var product = await site.SellAsync();
        var (status, made) = await site.PostAsync("/v1/webhooks/endpoints", new
        {
            label = "Shop",
            url = Url,
            subscribed_events = (string[])["payment.confirmed", "PAYMENT.CONFIRMED ", "receipt.created"],
            product_ids = (string[])[product.Id.ToString().ToUpperInvariant()],
        });
        Assert.Equal(201, status);
        var secret = made.GetProperty("signing_secret").GetString()!;
        Assert.Matches("^whsec_[0-9a-f]{64}$", secret);
        Assert.Equal(EventTypes.All, Texts(made.GetProperty("supported_events")));
        var endpoint = made.GetProperty("endpoint");
        var id = endpoint.GetProperty("id").GetString();
        Assert.Equal(site.MerchantId.ToString(), endpoint.GetProperty("owner_id").GetString());
        Assert.Equal("active", endpoint.GetProperty("status").GetString());
        Assert.Equal($"{secret[..10]}...{secret[^4..]}",
            endpoint.GetProperty("signing_secret_preview").GetString());
        Assert.Equal(["payment.confirmed", "receipt.created"],
            Texts(endpoint.GetProperty("subscribed_events")));
        Assert.Equal([product.Id.ToString()], Texts(endpoint.GetProperty("product_ids")));
        var (_, list) = await site.GetAsync("/v1/webhooks/endpoints");
        Assert.Equal(
            id, Assert.Single(list.GetProperty("endpoints").EnumerateArray()).GetProperty("id").GetString());
        Assert.DoesNotContain(secret, list.ToString(), StringComparison.Ordinal);
        var kept = await site.ReadAsync(db => db.WebhookEndpoints.SingleAsync());
        Assert.DoesNotContain(secret, Convert.ToHexString(kept.SecretSealed),
            StringComparison.OrdinalIgnoreCase);

        var (_, changed) = await PatchAsync(site, id,
            new { label = "Other", status = "PAUSED", subscribed_events = Array.Empty<string>() });
        Assert.Equal(JsonValueKind.Null, changed.GetProperty("signing_secret").ValueKind);
        Assert.Equal("Other", changed.GetProperty("endpoint").GetProperty("label").GetString());
        Assert.Equal("paused", changed.GetProperty("endpoint").GetProperty("status").GetString());
        Assert.Equal(Url, changed.GetProperty("endpoint").GetProperty("url").GetString());
        Assert.Empty(Texts(changed.GetProperty("endpoint").GetProperty("subscribed_events")));
        var (_, left) = await PatchAsync(site, id,
            new { label = (string?)null, url = (string?)null, rotate_signing_secret = true });
        Assert.Equal("Other", left.GetProperty("endpoint").GetProperty("label").GetString());
        Assert.NotEqual(secret, left.GetProperty("signing_secret").GetString());

        var (gone, deleted) = await HookSite.CallAsync(site.Session, HttpMethod.Delete,
            $"/v1/webhooks/endpoints/{id}");
        Assert.Equal((200, "disabled"),
            (gone, deleted.GetProperty("endpoint").GetProperty("status").GetString()));
        Assert.NotEqual(JsonValueKind.Null,
            deleted.GetProperty("endpoint").GetProperty("archived_at").ValueKind);
        (_, list) = await site.GetAsync("/v1/webhooks/endpoints");
        Assert.Empty(list.GetProperty("endpoints").EnumerateArray());
        Assert.Equal(404, (await PatchAsync(site, id, new { status = "active" })).Status);
    }

    [Theory]
    [InlineData("""{"label":"x","url":"https://shop.example"}""", "label")]
    [InlineData("""{"label":" x ","url":"https://shop.example"}""", "label")]
    [InlineData("""{"url":"https://shop.example"}""", "label")]
    [InlineData("""{"label":"Shop"}""", "url")]
    [InlineData("""{"label":"Shop","url":"http://shop.example"}""", "url")]
    [InlineData("""{"label":"Shop","url":"https://10.0.0.1/"}""", "url")]
    [InlineData("""{"label":"Shop","url":"https://shop.example","subscribed_events":["access.granted"]}""",
        "subscribed_events")]
    [InlineData("""{"label":"Shop","url":"https://shop.example","subscribed_events":null}""",
        "subscribed_events")]
    [InlineData("""{"label":"Shop","url":"https://shop.example","product_ids":["all"]}""", "product_ids")]
    [InlineData(
        """{"label":"Shop","url":"https://shop.example","product_ids":["0f7f6f0a-8a55-4c1b-a1c9-3f5f6f0b7a22"]}""", "product_ids")]
    public async Task What_is_wrong_with_a_new_endpoint_is_named(string body, string field)
    {
        await using var site = await HookSite.OpenAsync(allowPrivate: false);
        var (status, answer) = await site.PostAsync("/v1/webhooks/endpoints",
            JsonSerializer.Deserialize<JsonElement>(body));
        Assert.Equal(422, status);
        Assert.Equal(field, answer.GetProperty("detail")[0].GetProperty("loc")[1].GetString());
        Assert.Equal(0, await site.ReadAsync(db => db.WebhookEndpoints.CountAsync()));
    }

    [Fact]
    public async Task Nobody_reaches_anothers_endpoints_and_a_key_none()
    {
        await using var receiver = await Receiver.OpenAsync();
        await using var site = await HookSite.OpenAsync();
        var (id, _) = await site.ListenAsync(receiver.Url);
        var (_, sent) = await site.PostAsync($"/v1/webhooks/endpoints/{id}/test");
        var delivery = sent.GetProperty("delivery").GetProperty("id").GetInt64();
        var payment = sent.GetProperty("event").GetProperty("payment_id").GetString();
        using var other = await site.SignInAsync(await site.MakeMerchantAsync("Other house"));
        foreach (var (method, path, status) in ((HttpMethod, string, int)[])
                 [
                     (HttpMethod.Patch, $"/v1/webhooks/endpoints/{id}", 404),
                     (HttpMethod.Delete, $"/v1/webhooks/endpoints/{id}", 404),
                     (HttpMethod.Post, $"/v1/webhooks/endpoints/{id}/test", 404),
                     (HttpMethod.Post, $"/v1/webhooks/deliveries/{delivery}/replay", 404),
                     (HttpMethod.Get, $"/v1/webhooks/timeline?payment_id={payment}", 404),
                     (HttpMethod.Patch, "/v1/webhooks/endpoints/none", 422),
                     (HttpMethod.Post, "/v1/webhooks/deliveries/none/replay", 422),
                     (HttpMethod.Post, "/v1/webhooks/deliveries/99999999999999999999/replay", 422),
                     (HttpMethod.Post, "/v1/webhooks/deliveries/-5/replay", 404),
                     (HttpMethod.Get, "/v1/webhooks/timeline", 422),
                     (HttpMethod.Get, "/v1/webhooks/timeline?payment_id=x", 422),
                     (HttpMethod.Get, "/v1/webhooks/timeline?membership_id=x", 422),
                     (HttpMethod.Get, $"/v1/webhooks/timeline?payment_id={payment}&limit=121", 422),
                     (HttpMethod.Get, "/v1/webhooks/deliveries?status=lost", 422),
                     (HttpMethod.Get, "/v1/webhooks/deliveries?endpoint_id=x", 422),
                     (HttpMethod.Get, "/v1/webhooks/deliveries?per_page=101", 422),
                     (HttpMethod.Get, "/v1/webhooks/events?event_type=access.granted", 422),
                     (HttpMethod.Get, "/v1/webhooks/events?page=0", 422),
                 ])
        {
            var body = method == HttpMethod.Patch ? new { label = "Mine" } : null;
            Assert.Equal((path, status),
                (path, (await HookSite.CallAsync(other, method, path, body)).Status));
            Assert.Equal((path, 401),
                (path, (await HookSite.CallAsync(site.Key, method, path, body)).Status));
        }

        foreach (var (path, list) in ((string, string)[])
                 [
                     ($"/v1/webhooks/deliveries?endpoint_id={id}", "deliveries"),
                     ("/v1/webhooks/deliveries", "deliveries"),
                     ("/v1/webhooks/events", "events"), ("/v1/webhooks/endpoints", "endpoints"),
                 ])
        {
            var (_, seen) = await HookSite.CallAsync(other, HttpMethod.Get, path);
            Assert.Empty(seen.GetProperty(list).EnumerateArray());
        }

        Assert.Single(receiver.All);
    }

    [Fact]
    public async Task Deliveries_events_and_timeline_tell_one_story_and_a_replay_repeats_it()
    {
        await using var receiver = await Receiver.OpenAsync();
        await using var site = await HookSite.OpenAsync();
        var (id, secret) = await site.ListenAsync(receiver.Url);
        receiver.StatusCode = 500;
        var (_, sent) = await site.PostAsync($"/v1/webhooks/endpoints/{id}/test",
            new { event_type = "delivery.failed" });
        Assert.False(sent.GetProperty("delivered").GetBoolean());
        Assert.Equal("The endpoint answered 500.",
            sent.GetProperty("result").GetProperty("error").GetString());
        var one = sent.GetProperty("delivery");
        Assert.Equal("retrying", one.GetProperty("status").GetString());
        Assert.Equal("2026-03-02T09:30:30Z", one.GetProperty("next_attempt_at").GetString());
        var (
            _, deliveries) = await site.GetAsync($"/v1/webhooks/deliveries?endpoint_id={id}&status=retrying");
        Assert.Equal(1, deliveries.GetProperty("total").GetInt32());
        Assert.Equal(one.ToString(), deliveries.GetProperty("deliveries")[0].ToString());
        Assert.Equal(("delivery.failed", "My software", receiver.Url),
            (one.GetProperty("event_type").GetString(),
            one.GetProperty("endpoint_label").GetString(), one.GetProperty("url").GetString()));
        var (_, events) = await site.GetAsync("/v1/webhooks/events?event_type=delivery.failed");
        Assert.Equal(sent.GetProperty("event").ToString(), events.GetProperty("events")[0].ToString());
        Assert.Equal(
            0, (
            await site.GetAsync(
            "/v1/webhooks/events?event_type=receipt.created")).Body.GetProperty("total").GetInt32());
        var payment = one.GetProperty("payment_id").GetString();
        var membership = one.GetProperty("membership_id").GetString();
        var (
            _, timeline) = await site.GetAsync(
            $"/v1/webhooks/timeline?payment_id={payment}&membership_id={membership}");
        Assert.Equal((payment, membership),
            (timeline.GetProperty("payment_id").GetString(),
                timeline.GetProperty("membership_id").GetString()));
        Assert.Equal(sent.GetProperty("event").ToString(),
            Assert.Single(timeline.GetProperty("timeline").EnumerateArray()).ToString());

        receiver.StatusCode = 200;
        var (
            _, replayed) = await site.PostAsync(
            $"/v1/webhooks/deliveries/{one.GetProperty("id").GetInt64()}/replay");
        Assert.Equal("pending", replayed.GetProperty("delivery").GetProperty("status").GetString());
        site.Time.Advance(TimeSpan.FromSeconds(1));
        await site.SendAsync();
        Assert.Equal(receiver.All[0].Raw, receiver.All[1].Raw);
        Assert.NotEqual(receiver.All[0].Headers["X-Hilt-Signature"],
            receiver.All[1].Headers["X-Hilt-Signature"]);
        Assert.Null(Receiver.Problem(receiver.All[1], secret, site.Time.GetUtcNow()));
        (_, deliveries) = await site.GetAsync("/v1/webhooks/deliveries?status=DELIVERED");
        Assert.Equal((2, "delivered"),
            (deliveries.GetProperty("deliveries")[0].GetProperty("attempt_count").GetInt32(),
            deliveries.GetProperty("deliveries")[0].GetProperty("status").GetString()));
    }

    [Fact]
    public async Task A_disabled_endpoint_is_neither_tested_nor_replayed()
    {
        await using var receiver = await Receiver.OpenAsync();
        await using var site = await HookSite.OpenAsync();
        var (id, _) = await site.ListenAsync(receiver.Url);
        var (_, sent) = await site.PostAsync($"/v1/webhooks/endpoints/{id}/test");
        await PatchAsync(site, id, new { status = "disabled" });
        Assert.Equal(409, (await site.PostAsync($"/v1/webhooks/endpoints/{id}/test")).Status);
        var delivery = sent.GetProperty("delivery").GetProperty("id").GetInt64();
        Assert.Equal(409, (await site.PostAsync($"/v1/webhooks/deliveries/{delivery}/replay")).Status);
        Assert.Single(receiver.All);
    }

    internal static IReadOnlyList<string> Texts(JsonElement list) =>
        [.. list.EnumerateArray().Select(one => one.GetString()!)];

    private static Task<(int Status, JsonElement Body)> PatchAsync(HookSite site, string? id, object body) =>
        HookSite.CallAsync(site.Session, HttpMethod.Patch, $"/v1/webhooks/endpoints/{id}", body);
}
