using System.Text.Json;
using HiltBot.Engine.Sandbox;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Doors.Tests.Products;

/// <summary>A merchant's software from nothing to a paid membership, with nothing but a key (contract 4.1 to 4.5).</summary>
public sealed class AnIntegratorSellsTests
{
    [Fact]
    public async Task From_product_to_paid_membership_by_the_api_alone()
    {
        await using var shop = await Shop.OpenAsync();
        var product = await shop.SellAsync(Shop.Course());
        Assert.Equal(["tip_presets_lamports", "checkout_config.identity_connect"], ContractFields.Agrees("POST", "/v1/products", product));
        var id = Shop.Text(product, "id");
        var link = (await shop.Key.PostAsync($"/v1/products/{id}/handoff-link", new
        {
            identity_value = "ana@example.org",
            identity_display = "Ana",
            return_url = "https://shop.example/back",
            expires_in_minutes = 60,
        })).Expect(200);
        ContractFields.Agrees("POST", "/v1/products/{product_id}/handoff-link", link);
        Assert.Equal("EMAIL", Shop.Text(link, "identity_type"));
        Assert.Equal(
            $"http://localhost:5080/p/{Shop.Text(product, "slug")}?handoff={Shop.Text(link, "handoff_token")}",
            Shop.Text(link, "checkout_url"));

        var payload = (await shop.Buyer.GetAsync($"/v1/products/p/{Shop.Text(product, "slug")}")).Expect(200);
        Assert.DoesNotContain("secret-door", payload.ToString(), StringComparison.Ordinal);
        Assert.False(payload.TryGetProperty("delivery_type", out _));
        Assert.Equal("CUSTOM", Shop.Text(payload, "membership_platform"));
        Assert.Equal(30, payload.GetProperty("membership_billing_interval_days").GetInt32());

        var session = await shop.ConnectAsync(
            product, new { handoff_token = Shop.Text(link, "handoff_token"), payer_wallet = Shop.Payer });
        var signature = await shop.PayAsync(session);
        var early = (await shop.Buyer.GetAsync($"/v1/payments/{Shop.Text(session, "payment_id")}")).Expect(200);
        Assert.Equal("PENDING_SIGNATURE", Shop.Text(early, "status"));
        await shop.Site.SettleAsync();
        var confirm = new { payment_id = Shop.Text(session, "payment_id"), tx_signature = signature, payer_wallet = Shop.Payer };
        var confirmed = await shop.Buyer.PostAsync("/v1/pay/confirm", confirm);
        Assert.Equal("https://course.example/secret-door", confirmed.TextOf("delivery_value"));
        Assert.Equal(
            ("CONFIRMED", "REDIRECT", "NOT_REQUIRED", "ACTIVE"),
            (confirmed.TextOf("status"), confirmed.TextOf("delivery_type"), confirmed.TextOf("delivery_status"),
                confirmed.TextOf("membership_status")));
        Assert.Equal(confirmed.Text, (await shop.Buyer.PostAsync("/v1/pay/confirm", confirm)).Text);
        Assert.Equal(1, await shop.Site.ReadAsync(db => db.MembershipPeriods.CountAsync()));

        var payments = (await shop.Key.GetAsync($"/v1/products/{id}/payments")).Expect(200);
        ContractFields.Agrees("GET", "/v1/products/{product_id}/payments", payments);
        var payment = Assert.Single(payments.EnumerateArray());
        Assert.Equal(
            ("CONFIRMED", "EMAIL", "ana@example.org", "Ana", signature, Shop.Payer, "NOT_REQUIRED"),
            (Shop.Text(payment, "status"), Shop.Text(payment, "customer_reference_type"),
                Shop.Text(payment, "customer_reference_value"), Shop.Text(payment, "customer_reference_display"),
                Shop.Text(payment, "tx_signature"), Shop.Text(payment, "payer_wallet"),
                Shop.Text(payment, "delivery_status")));
        Assert.Equal(confirmed.TextOf("membership_id"), Shop.Text(payment, "membership_id"));
        var sold = (await shop.Key.GetAsync($"/v1/products/{id}")).Expect(200);
        Assert.Equal(
            (1, 29_000_000),
            (sold.GetProperty("payment_count").GetInt64(), sold.GetProperty("total_volume_lamports").GetInt64()));
    }

    [Fact]
    public async Task A_role_is_delivered_and_shown_on_the_payment()
    {
        await using var shop = await Shop.OpenAsync();
        var wanted = Shop.Course();
        wanted["delivery_type"] = "NONE";
        wanted["delivery_value"] = null;
        wanted["membership_config"] = new { platform_target_id = "sim:inner-circle", billing_interval_days = 30 };
        var product = await shop.SellAsync(wanted);
        var config = product.GetProperty("membership_config");
        Assert.Equal(
            ("CUSTOM", "sim:inner-circle", "CUSTOM", true),
            (Shop.Text(config, "platform"), Shop.Text(config, "platform_target_id"), Shop.Text(config, "identity_type"),
                config.GetProperty("identity_required").GetBoolean()));
        var link = await shop.Site.LinkAsync(await shop.Site.ReadAsync(db => db.Products.SingleAsync()));
        var session = await shop.ConnectAsync(product, new { handoff_token = link.Token });
        await shop.PayAsync(session);
        await shop.Site.SettleAsync();
        var payment = (await shop.Key.GetAsync($"/v1/products/{Shop.Text(product, "id")}/payments?status=confirmed"))
            .Expect(200)[0];
        Assert.Equal("SENT", Shop.Text(payment, "delivery_status"));
        Assert.NotEmpty(Shop.Text(payment, "delivery_sent_at"));
        Assert.NotEmpty(Shop.Text(payment, "delivery_attempted_at"));
    }

    [Fact]
    public async Task A_session_is_found_by_product_and_payer_and_by_nothing_less()
    {
        await using var shop = await Shop.OpenAsync();
        var product = await shop.SellAsync(Shop.Course());
        var session = await shop.ConnectAsync(
            product, new { payer_wallet = Shop.Payer, customer_reference_value = "ana@example.org" });
        var signature = await shop.PayAsync(session);
        await shop.Site.SettleAsync();
        var found = (await shop.Buyer.PostAsync("/v1/pay/confirm", new
        {
            product_id = Shop.Text(product, "id"),
            tx_signature = signature,
            payer_wallet = Shop.Payer,
        })).Expect(200);
        Assert.Equal(Shop.Text(session, "payment_id"), Shop.Text(found, "payment_id"));
        (await shop.Buyer.PostAsync("/v1/pay/confirm", new
        {
            product_id = Shop.Text(product, "id"),
            tx_signature = signature,
            payer_wallet = SimWallet.Of("somebody else"),
        })).Expect(404);
        Assert.Equal("payment_id", (await shop.Buyer.PostAsync(
            "/v1/pay/confirm", new { tx_signature = signature, payer_wallet = Shop.Payer })).FieldRefused());
        Assert.Equal("payer_wallet", (await shop.Buyer.PostAsync("/v1/pay/confirm", new
        {
            payment_id = Shop.Text(session, "payment_id"),
            tx_signature = signature,
            payer_wallet = "nobody",
        })).FieldRefused());
    }

    [Fact]
    public async Task A_tip_jar_takes_what_the_buyer_chooses()
    {
        await using var shop = await Shop.OpenAsync();
        var jar = await shop.SellAsync(new()
        {
            ["product_type"] = "tip_jar",
            ["title"] = "Coffee",
            ["token_mint"] = "SOL",
            ["merchant_wallet"] = Shop.Wallet,
            ["tip_presets_lamports"] = (long[])[10_000_000, 50_000_000],
        });
        Assert.Equal("TIP_JAR", Shop.Text(jar, "product_type"));
        Assert.Equal("So11111111111111111111111111111111111111112", Shop.Text(jar, "token_mint"));
        Assert.Equal(JsonValueKind.Null, jar.GetProperty("membership_config").ValueKind);
        var page = (await shop.Buyer.GetAsync($"/v1/products/p/{Shop.Text(jar, "slug")}")).Expect(200);
        Assert.Equal(2, page.GetProperty("tip_presets_lamports").GetArrayLength());
        Assert.Equal("SOL", Shop.Text(page.GetProperty("checkout_config"), "payment_asset"));
        Assert.Equal("amount_minor_units", (await shop.Buyer.PostAsync(
            $"/v1/products/p/{Shop.Text(jar, "slug")}/connect", new { })).FieldRefused());
        var session = await shop.ConnectAsync(jar, new { amount_minor_units = 20_000_000 });
        Assert.Equal((20_000_000, 9), (
            session.GetProperty("amount_minor_units").GetInt64(), session.GetProperty("asset_decimals").GetInt32()));
        var signature = await shop.PayAsync(session);
        await shop.Site.SettleAsync();
        var confirmed = (await shop.Buyer.PostAsync("/v1/pay/confirm", new
        {
            payment_id = Shop.Text(session, "payment_id"),
            tx_signature = signature,
            payer_wallet = Shop.Payer,
        })).Expect(200);
        Assert.Equal(("CONFIRMED", "NOT_REQUIRED", JsonValueKind.Null), (
            Shop.Text(confirmed, "status"), Shop.Text(confirmed, "delivery_status"),
            confirmed.GetProperty("membership_id").ValueKind));
    }

    [Fact]
    public async Task Nothing_of_the_delivery_leaves_before_the_payment_is_confirmed()
    {
        await using var shop = await Shop.OpenAsync();
        var product = await shop.SellAsync(Shop.Course());
        var session = await shop.ConnectAsync(
            product, new { payer_wallet = Shop.Payer, customer_reference_value = "ana@example.org" });
        var signature = await shop.PayAsync(session);
        var pending = await shop.Buyer.PostAsync("/v1/pay/confirm", new
        {
            payment_id = Shop.Text(session, "payment_id"),
            tx_signature = signature,
            payer_wallet = Shop.Payer,
        });
        Assert.Equal("PENDING_CONFIRMATION", Shop.Text(pending.Expect(200), "status"));
        Assert.Equal(JsonValueKind.Null, pending.Body.GetProperty("delivery_value").ValueKind);
        Assert.Equal(JsonValueKind.Null, pending.Body.GetProperty("delivery_status").ValueKind);
        Assert.DoesNotContain(
            "secret-door", (await shop.Buyer.GetAsync($"/p/{Shop.Text(product, "slug")}")).Text, StringComparison.Ordinal);
    }
}
