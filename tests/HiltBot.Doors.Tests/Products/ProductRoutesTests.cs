using System.Text.Json;
using HiltBot.Doors.Tests.Web;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Sandbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Doors.Tests.Products;

/// <summary>Products are made, listed, changed and archived as the contract says (4.1, 2.11).</summary>
public sealed class ProductRoutesTests
{
    [Fact]
    public async Task Every_field_is_there_and_none_that_can_be_known_is_null()
    {
        await using var shop = await Shop.OpenAsync(services => services.Configure<SolanaOptions>(options =>
        {
            options.FeeWallet = SimWallet.Of("the operator");
            options.FeeBasisPoints = 150;
        }));
        var product = await shop.SellAsync(Shop.Course());
        Assert.Equal(1.5m, product.GetProperty("atomic_fee_pct").GetDecimal());
        Assert.Equal(shop.Site.MerchantId.Value, product.GetProperty("owner_id").GetGuid());
        var id = Shop.Text(product, "id");
        Assert.Equal(
            ["tip_presets_lamports", "atomic_fee_cap_usd", "checkout_config.identity_connect"],
            ContractFields.Agrees("GET", "/v1/products/{product_id}", (await shop.Key.GetAsync($"/v1/products/{id}")).Expect(200)));
        ContractFields.Agrees("GET", "/v1/products", (await shop.Key.GetAsync("/v1/products")).Expect(200));
        var session = await shop.ConnectAsync(product, new { customer_reference_value = "ana@example.org" });
        Assert.Equal((29_000_000, 28_565_000, 435_000), (
            session.GetProperty("amount_minor_units").GetInt64(),
            session.GetProperty("merchant_amount_minor_units").GetInt64(),
            session.GetProperty("fee_minor_units").GetInt64()));
    }

    [Fact]
    public async Task A_list_is_filtered_paged_and_newest_first()
    {
        await using var shop = await Shop.OpenAsync();
        for (var number = 1; number <= 3; number++)
        {
            var wanted = Shop.Course();
            wanted["title"] = $"Course {number}";
            shop.Site.Time.Advance(TimeSpan.FromSeconds(1));
            await shop.SellAsync(wanted);
        }

        var all = await TitlesAsync(shop, "/v1/products");
        Assert.Equal(["Course 3", "Course 2", "Course 1"], all);
        Assert.Equal(["Course 2"], await TitlesAsync(shop, "/v1/products?limit=1&offset=1"));
        Assert.Equal(3, (await TitlesAsync(shop, "/v1/products?product_type=payment_link&status=ACTIVE")).Count);
        Assert.Empty(await TitlesAsync(shop, "/v1/products?product_type=TIP_JAR"));
        Assert.Empty(await TitlesAsync(shop, "/v1/products?status=SLEEPING"));
        foreach (var query in (string[])["limit=0", "limit=201", "limit=x", "offset=-1"])
        {
            (await shop.Key.GetAsync($"/v1/products?{query}")).Expect(422);
        }

        var stranger = await Api.SignUpAsync(shop.Site.Client);
        Assert.Empty((await stranger.GetAsync("/v1/products")).Expect(200).EnumerateArray());
        var reader = await stranger.WithKeyAsync(permissions: "read");
        (await reader.GetAsync("/v1/products?limit=1")).Expect(200);
        (await reader.PostAsync("/v1/products", Shop.Course())).Expect(403);
        (await shop.Buyer.GetAsync("/v1/products")).Expect(401);
    }

    [Fact]
    public async Task Other_merchants_products_are_not_there()
    {
        await using var shop = await Shop.OpenAsync();
        var id = Shop.Text(await shop.SellAsync(Shop.Course()), "id");
        var stranger = await Api.SignUpAsync(shop.Site.Client);
        foreach (var path in (string[])["", "/payments", "/analytics"])
        {
            (await stranger.GetAsync($"/v1/products/{id}{path}")).Expect(404);
            (await stranger.GetAsync($"/v1/products/nothing{path}")).Expect(422);
        }

        (await stranger.PatchAsync($"/v1/products/{id}", new { title = "Mine" })).Expect(404);
        (await stranger.DeleteAsync($"/v1/products/{id}")).Expect(404);
        (await stranger.PostAsync($"/v1/products/{id}/handoff-link", new { identity_value = "ana" })).Expect(404);
        Assert.Equal("Course", (await shop.Key.GetAsync($"/v1/products/{id}")).TextOf("title"));
    }

    [Fact]
    public async Task What_cannot_be_sold_is_refused_and_nothing_is_stored()
    {
        await using var shop = await Shop.OpenAsync();
        (string Key, object? Value, int Status, string? Field)[] refused =
        [
            ("product_type", "SUBSCRIPTION", 400, null),
            ("amount_minor_units", null, 400, null),
            ("product_type", 7, 422, "product_type"),
            ("title", "", 422, "title"),
            ("title", "  ", 422, "title"),
            ("title", null, 422, "title"),
            ("title", "a\u202eb", 422, "title"),
            ("amount_minor_units", 0, 422, "amount_minor_units"),
            ("amount_minor_units", 1.5, 422, "amount_minor_units"),
            ("amount_minor_units", long.MaxValue, 422, "amount_minor_units"),
            ("merchant_wallet", "nobody", 422, "merchant_wallet"),
            ("merchant_wallet", "11111111111111111111111111111111", 422, "merchant_wallet"),
            ("merchant_wallet", null, 422, "merchant_wallet"),
            ("token_mint", "DOGE", 422, "token_mint"),
            ("delivery_type", "PIGEON", 422, "delivery_type"),
            ("delivery_type", null, 422, "delivery_type"),
            ("delivery_value", "http://course.example", 422, "delivery_value"),
            ("delivery_value", null, 422, "delivery_value"),
            ("image_url", "javascript:alert(1)", 422, "image_url"),
            ("max_payments", 0, 422, "max_payments"),
            ("tip_presets_lamports", 5, 422, "tip_presets_lamports"),
            ("membership_config", 5, 422, "membership_config"),
        ];
        foreach (var (key, value, status, field) in refused)
        {
            var wanted = Shop.Course();
            wanted[key] = value;
            var answer = await shop.Key.PostAsync("/v1/products", wanted);
            answer.Expect(status);
            Assert.True(field is null || answer.FieldRefused() == field, $"{key} {value}: {answer.Text}");
        }

        Assert.Equal(0, await shop.Site.ReadAsync(db => db.Products.CountAsync()));
    }

    [Fact]
    public async Task A_patch_leaves_what_is_absent_and_null_clears_what_may_be_empty()
    {
        await using var shop = await Shop.OpenAsync();
        var product = await shop.SellAsync(Shop.Course());
        var path = $"/v1/products/{Shop.Text(product, "id")}";
        shop.Site.Time.Advance(TimeSpan.FromMinutes(1));
        var same = (await shop.Key.PatchAsync(path, new
        {
            title = (string?)null,
            merchant_wallet = (string?)null,
            status = (string?)null,
            delivery_type = (string?)null,
            amount_minor_units = (long?)null,
            product_type = "TIP_JAR",
            token_mint = "SOL",
            slug = "mine",
        })).Expect(200);
        Assert.Equal(product.ToString(), same.ToString());

        var changed = (await shop.Key.PatchAsync(path, new
        {
            title = "Course, second edition",
            description = (string?)null,
            image_url = (string?)null,
            max_payments = (int?)null,
            amount_minor_units = 39_000_000,
            delivery_type = "none",
            delivery_value = (string?)null,
        })).Expect(200);
        ContractFields.Agrees("PATCH", "/v1/products/{product_id}", changed);
        Assert.Equal(("Course, second edition", "NONE", 39_000_000), (
            Shop.Text(changed, "title"), Shop.Text(changed, "delivery_type"),
            changed.GetProperty("amount_minor_units").GetInt64()));
        foreach (var key in (string[])["description", "image_url", "max_payments", "delivery_value"])
        {
            Assert.Equal(JsonValueKind.Null, changed.GetProperty(key).ValueKind);
        }

        Assert.Equal(Shop.Text(product, "slug"), Shop.Text(changed, "slug"));
        Assert.Equal(
            product.GetProperty("membership_config").ToString(), changed.GetProperty("membership_config").ToString());
        Assert.Equal(0, (await shop.Key.PatchAsync(path, new { max_payments = 0 })).Expect(200)
            .GetProperty("max_payments").ValueKind == JsonValueKind.Null ? 0 : 1);
        Assert.Equal("status", (await shop.Key.PatchAsync(path, new { status = "GONE" })).FieldRefused());
        Assert.Equal("delivery_value", (await shop.Key.PatchAsync(path, new { delivery_type = "REDIRECT" })).FieldRefused());
    }

    [Fact]
    public async Task Paused_is_not_sold_archived_is_gone_for_buyers_and_archiving_again_is_the_same_answer()
    {
        await using var shop = await Shop.OpenAsync();
        var product = await shop.SellAsync(Shop.Course());
        var (path, connect) = ($"/v1/products/{Shop.Text(product, "id")}", $"/v1/products/p/{Shop.Text(product, "slug")}/connect");
        await shop.BuyAsync(product, "ana@example.org");
        Assert.Equal("PAUSED", (await shop.Key.PatchAsync(path, new { status = "paused" })).TextOf("status"));
        (await shop.Buyer.PostAsync(connect, new { customer_reference_value = "ben" })).Expect(409);
        (await shop.Key.PostAsync($"{path}/handoff-link", new { identity_value = "ben" })).Expect(409);
        var archived = await shop.Key.DeleteAsync(path);
        ContractFields.Agrees("DELETE", "/v1/products/{product_id}", archived.Expect(200));
        shop.Site.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(archived.Text, (await shop.Key.DeleteAsync(path)).Text);
        Assert.Equal("ARCHIVED", (await shop.Key.GetAsync(path)).TextOf("status"));
        (await shop.Buyer.GetAsync($"/v1/products/p/{Shop.Text(product, "slug")}")).Expect(404);
        (await shop.Buyer.PostAsync(connect, new { customer_reference_value = "ben" })).Expect(404);
        (await shop.Key.PostAsync($"{path}/handoff-link", new { identity_value = "ben" })).Expect(409);

        // A present member renews what is not sold any more.
        (await shop.Key.PostAsync($"{path}/handoff-link", new { identity_value = "ana@example.org" })).Expect(200);
        Assert.Equal(
            MembershipStatus.Active, await shop.Site.ReadAsync(db => db.Memberships.Select(row => row.Status).SingleAsync()));
    }

    [Fact]
    public async Task The_last_place_is_held_by_an_open_session_and_comes_back_when_it_ends()
    {
        await using var shop = await Shop.OpenAsync();
        var wanted = Shop.Course();
        wanted["max_payments"] = 1;
        var product = await shop.SellAsync(wanted);
        var connect = $"/v1/products/p/{Shop.Text(product, "slug")}/connect";
        (await shop.Buyer.PostAsync(connect, new { customer_reference_value = "ana" })).Expect(200);
        (await shop.Buyer.PostAsync(connect, new { customer_reference_value = "ben" })).Expect(409);
        shop.Site.Time.Advance(TimeSpan.FromMinutes(40));
        await shop.Site.SettleAsync();
        await shop.BuyAsync(product, "ben@example.org");
        (await shop.Buyer.PostAsync(connect, new { customer_reference_value = "cleo" })).Expect(409);
    }

    [Fact]
    public async Task A_new_wallet_and_price_are_for_new_sessions_only()
    {
        await using var shop = await Shop.OpenAsync();
        var product = await shop.SellAsync(Shop.Course());
        var path = $"/v1/products/{Shop.Text(product, "id")}";
        var open = await shop.ConnectAsync(product, new { customer_reference_value = "ana@example.org" });
        var wallet = SimWallet.Of("the merchant's new wallet");
        (await shop.Key.PatchAsync(path, new { merchant_wallet = wallet, amount_minor_units = 1_000_000 })).Expect(200);
        var later = await shop.ConnectAsync(product, new { customer_reference_value = "ben@example.org" });
        Assert.Equal((Shop.Wallet, 29_000_000), (
            Shop.Text(open, "merchant_wallet"), open.GetProperty("amount_minor_units").GetInt64()));
        Assert.Equal((wallet, 1_000_000), (
            Shop.Text(later, "merchant_wallet"), later.GetProperty("amount_minor_units").GetInt64()));
        await shop.PayAsync(open);
        await shop.Site.SettleAsync();
        var paid = await shop.Site.ReadAsync(db => db.Payments.SingleAsync(row => row.ConfirmedAt != null));
        Assert.Equal(Shop.Text(open, "payment_id"), paid.Id.ToString());
        Assert.Equal((Shop.Wallet, 29_000_000), (paid.MerchantWallet, paid.AmountMinorUnits));
    }

    [Fact]
    public async Task A_wallet_that_another_workspace_named_is_refused_in_words()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.SellAsync(Shop.Course());
        var stranger = await Api.SignUpAsync(shop.Site.Client);
        var refused = await stranger.PostAsync("/v1/products", Shop.Course());
        Assert.Equal("merchant_wallet", refused.FieldRefused());
        Assert.Contains("signed in", refused.Text, StringComparison.Ordinal);
        Assert.Equal(1, await shop.Site.ReadAsync(db => db.Products.CountAsync()));

        // The wallet itself has signed in to this account: it is theirs.
        await shop.Site.WriteAsync(db => db.Accounts.Where(row => row.MerchantId == stranger.MerchantId)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.WalletAddress, Shop.Wallet)));
        (await stranger.PostAsync("/v1/products", Shop.Course())).Expect(200);
    }

    [Fact]
    public async Task No_mint_is_the_default_asset_and_a_null_one_is_SOL()
    {
        await using var shop = await Shop.OpenAsync();
        Assert.Equal("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", Shop.Text(await shop.SellAsync(Shop.Course()), "token_mint"));
        foreach (var mint in (string?[])[null, "sol", "So11111111111111111111111111111111111111112"])
        {
            var wanted = Shop.Course();
            wanted["token_mint"] = mint;
            Assert.Equal(HiltBot.Engine.Values.Asset.Sol.Mint, Shop.Text(await shop.SellAsync(wanted), "token_mint"));
        }
    }

    private static async Task<IReadOnlyList<string>> TitlesAsync(Shop shop, string path) =>
        [.. (await shop.Key.GetAsync(path)).Expect(200).EnumerateArray().Select(one => Shop.Text(one, "title"))];
}
