using HiltBot.Engine.Products;
using HiltBot.Engine.Webhooks;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Doors.Tests.Webhooks;

/// <summary>
/// A receiver that knows nothing but the public rules believes every kind of event, over real HTTP on
/// loopback, and nothing that was changed or is old.
/// </summary>
public sealed class GenuineEventsTests
{
    private static readonly Dictionary<string, string[]> Blocks = new()
    {
        ["payment.confirmed"] = ["payment", "membership", "receipt"],
        ["payment.failed"] = ["payment"],
        ["receipt.created"] = ["receipt", "payment"],
        ["membership.activated"] = ["membership", "payment"],
        ["membership.renewed"] = ["membership", "payment"],
        ["membership.entered_grace"] = ["membership"],
        ["membership.expired"] = ["membership"],
        ["membership.reapproval_required"] = ["membership", "authorization"],
        ["delivery.failed"] = ["payment", "membership", "delivery"],
        ["support.ticket.created"] = ["support_ticket", "payment", "membership"],
    };

    private static readonly Dictionary<string, string[]> Keys = new()
    {
        ["payment"] =
        [
            "id", "status", "amount_minor_units", "token_mint", "tx_signature", "confirmed_at",
            "delivery_status", "product",
            "payer_wallet", "failure_reason", "failed_at", "customer_reference_type",
            "customer_reference_value",
        ],
        ["membership"] =
        [
            "id", "status", "platform", "current_period_end_at", "delivery_status", "current_period_start_at",
            "grace_ends_at", "renewal_count", "platform_user_id", "platform_display",
            "customer_identity_type",
            "customer_identity_value", "payer_wallet", "product_id",
        ],
        ["receipt"] = ["id", "verify_url", "schema_version", "receipt_hash", "tx_sig", "pdf_url"],
        ["delivery"] = ["channel", "status", "failure_code", "failure_message"],
        ["support_ticket"] = ["id", "subject", "category", "status", "created_at"],
        ["authorization"] = ["id", "status", "period_hours", "next_collection_due_at"],
    };

    [Fact]
    public async Task Every_kind_of_test_event_is_believed()
    {
        await using var receiver = await Receiver.OpenAsync();
        await using var site = await HookSite.OpenAsync();
        var (endpoint, secret) = await site.ListenAsync(receiver.Url);
        foreach (var type in EventTypes.All)
        {
            var (status, body) = await site.PostAsync($"/v1/webhooks/endpoints/{endpoint}/test",
                new { event_type = type });
            Assert.Equal(200, status);
            Assert.True(body.GetProperty("delivered").GetBoolean());
            Assert.Equal(200, body.GetProperty("result").GetProperty("status_code").GetInt32());
            var request = receiver.All[^1];
            Believe(request, secret, site.Time.GetUtcNow(), type,
                body.GetProperty("delivery").GetProperty("id").GetInt64());
            Assert.Equal(body.GetProperty("event").GetProperty("id").GetString(), request.Id);
            Assert.Equal(body.GetProperty("event").GetProperty("payload").GetProperty("data").ToString(),
                request.Data.ToString());
        }

        Assert.Equal(EventTypes.All.Count, receiver.All.Count);
        await site.SendAsync();
        Assert.Equal(EventTypes.All.Count, receiver.All.Count);
    }

    [Fact]
    public async Task Every_kind_of_event_that_really_happened_is_believed()
    {
        await using var receiver = await Receiver.OpenAsync();
        await using var site = await HookSite.OpenAsync();
        var (_, secret) = await site.ListenAsync(receiver.Url);
        var product = await site.SellAsync();
        await HappenAsync(site, product);
        await site.SendAsync();
        var all = receiver.All.ToDictionary(request => request.Type);
        Assert.Equal(EventTypes.All.Order(), all.Keys.Order());
        foreach (var type in EventTypes.All)
        {
            var delivery = long.Parse(all[type].Headers["X-Hilt-Delivery-Id"],
                System.Globalization.CultureInfo.InvariantCulture);
            Believe(all[type], secret, site.Time.GetUtcNow(), type, delivery);
        }

        var paid = all["payment.confirmed"].Data.GetProperty("payment");
        Assert.Equal((29_000_000, "CONFIRMED"),
            (paid.GetProperty("amount_minor_units").GetInt64(), paid.GetProperty("status").GetString()));
        Assert.Equal(product.Slug, paid.GetProperty("product").GetProperty("slug").GetString());
        Assert.Equal("the role is gone",
            all["delivery.failed"].Data.GetProperty("delivery").GetProperty("failure_message").GetString());
    }

    [Fact]
    public async Task What_was_changed_signed_long_ago_or_with_another_secret_is_not_believed()
    {
        await using var receiver = await Receiver.OpenAsync();
        await using var site = await HookSite.OpenAsync();
        var (endpoint, secret) = await site.ListenAsync(receiver.Url);
        await site.PostAsync($"/v1/webhooks/endpoints/{endpoint}/test");
        var request = Assert.Single(receiver.All);
        var now = site.Time.GetUtcNow();
        Assert.Null(Receiver.Problem(request, secret, now));
        Assert.NotNull(Receiver.Problem(request with { Raw = [.. request.Raw, (byte)' '] }, secret, now));
        Assert.NotNull(Receiver.Problem(request, secret + "0", now));
        Assert.NotNull(Receiver.Problem(request, secret, now.AddSeconds(301)));

        // A new secret signs at once, and the old one does no more.
        var (_, changed) = await HookSite.CallAsync(
            site.Session, HttpMethod.Patch, $"/v1/webhooks/endpoints/{endpoint}",
            new { rotate_signing_secret = true });
        var fresh = changed.GetProperty("signing_secret").GetString()!;
        await site.PostAsync($"/v1/webhooks/endpoints/{endpoint}/test");
        Assert.Null(Receiver.Problem(receiver.All[1], fresh, now));
        Assert.NotNull(Receiver.Problem(receiver.All[1], secret, now));
    }

    [Fact]
    public async Task A_second_endpoint_is_served_while_the_first_still_hangs()
    {
        await using var slow = await Receiver.OpenAsync();
        await using var quick = await Receiver.OpenAsync();
        await using var site = await HookSite.OpenAsync();
        slow.Hangs = true;
        await site.ListenAsync(slow.Url);
        await site.ListenAsync(quick.Url);
        await HappenAsync(site, await site.SellAsync());
        await site.StartSendingAsync();
        await Eventually.EqualsAsync(10, () => Task.FromResult(quick.All.Count), "events at the quick one");
        await Eventually.EqualsAsync(10, () => Task.FromResult(slow.All.Count), "events at the slow one");
        await Eventually.EqualsAsync(
            10, () => site.ReadAsync(
            db => db.WebhookDeliveries.CountAsync(row => row.State == DeliveryState.Delivered)),
            "deliveries while the other hangs");
        Assert.Equal(
            10, await site.ReadAsync(db => db.WebhookDeliveries.CountAsync(row => row.ClaimId != null)));
        site.Time.Advance(DeliveryFlights.AnswerTime);
        await site.Flights.LandedAsync();
        var (_, list) = await site.GetAsync("/v1/webhooks/deliveries?status=retrying");
        Assert.Equal(10, list.GetProperty("total").GetInt32());
        Assert.All(list.GetProperty("deliveries").EnumerateArray(), one =>
            Assert.Equal("No answer within 10 seconds.", one.GetProperty("last_error").GetString()));
    }

    [Fact]
    public async Task A_kill_in_mid_delivery_repeats_the_event_same_id_same_bytes_fresh_signature()
    {
        await using var receiver = await Receiver.OpenAsync();
        receiver.Hangs = true;
        await using var site = await HookSite.OpenAsync();
        var (_, secret) = await site.ListenAsync(receiver.Url, EventTypes.PaymentConfirmed);
        await HappenAsync(site, await site.SellAsync());
        await site.StartSendingAsync();
        await Eventually.EqualsAsync(1, () => Task.FromResult(receiver.All.Count), "requests");

        // The process goes while the receiver has the event and has not answered: nothing was recorded.
        await site.Flights.DisposeAsync();
        receiver.Hangs = false;
        await using var next = await site.StartAgainAsync();
        await next.SendAsync();
        Assert.Single(receiver.All);
        site.Time.Advance(TimeSpan.FromSeconds(61));
        await next.SendAsync();
        Assert.Equal(2, receiver.All.Count);
        var (first, second) = (receiver.All[0], receiver.All[1]);
        Assert.Equal(first.Raw, second.Raw);
        Assert.Equal(first.Headers["X-Hilt-Event-Id"], second.Headers["X-Hilt-Event-Id"]);
        Assert.Equal(first.Headers["X-Hilt-Delivery-Id"], second.Headers["X-Hilt-Delivery-Id"]);
        Assert.NotEqual(first.Headers["X-Hilt-Signature"], second.Headers["X-Hilt-Signature"]);
        Assert.Null(Receiver.Problem(second, secret, site.Time.GetUtcNow()));
    }

    private static void Believe(Received request, string secret, DateTimeOffset now, string type,
        long deliveryId)
    {
        Assert.Null(Receiver.Problem(request, secret, now));
        Assert.Equal("POST", request.Method);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.Equal(now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
            request.Headers["X-Hilt-Timestamp"]);
        Assert.Equal((type, request.Id),
            (request.Headers["X-Hilt-Event-Type"], request.Headers["X-Hilt-Event-Id"]));
        Assert.Equal(deliveryId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            request.Headers["X-Hilt-Delivery-Id"]);
        Assert.Equal("Hilt-Webhooks/1.0", request.Headers["User-Agent"]);
        Assert.Equal((type, "2026-05-04", false),
            (request.Type, request.Json.GetProperty("api_version").GetString(),
                request.Json.GetProperty("livemode").GetBoolean()));
        Assert.Matches("^[0-9-]{10}T[0-9:]{8}Z$", request.Json.GetProperty("created_at").GetString());
        Assert.Equal(Blocks[type].Order(),
            request.Data.EnumerateObject().Select(block => block.Name).Order());
        foreach (var block in request.Data.EnumerateObject())
        {
            Assert.Empty(Keys[block.Name].Except(block.Value.EnumerateObject().Select(key => key.Name)));
        }
    }

    // Each kind of event once, about one purchase whose rows stand in the books.
    private static Task HappenAsync(HookSite site, Product product) => site.WriteAsync(async db =>
    {
        var now = site.Time.GetUtcNow();
        var scene = BoughtOnce.Rows(product, now);
        db.AddRange(scene.Payment, scene.Membership, scene.Receipt, scene.Ticket);
        var links = EventLinks.Of(scene.Payment) with
        {
            ReceiptId = scene.Receipt.Id,
            TicketId = scene.Ticket.Id
        };
        foreach (var type in EventTypes.All)
        {
            object? facts = type switch
            {
                EventTypes.DeliveryFailed =>
                    new { channel = "DISCORD", failure_code = "gone", failure_message = "the role is gone" },
                EventTypes.MembershipReapprovalRequired =>
                new { authorization_id = "a-1", authorization_period_hours = 720 },
                _ => null,
            };
            db.OweEvent(site.MerchantId, type, "story", type, links, false, now, now, facts);
        }

        await Task.CompletedTask;
    });
}
