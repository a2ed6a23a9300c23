using System.Text.Json;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Products;
using HiltBot.Engine.Sandbox;
using HiltBot.Web.Api.Gate;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Doors.Tests.Web;

/// <summary>The account, its reports and its domains at <c>/v1</c> (contract 11.2, 12.2).</summary>
public sealed class AccountRoutesTests
{
    [Fact]
    public async Task An_account_reads_the_same_by_token_and_by_key_which_names_itself()
    {
        await using var site = await Site.CreateAsync(hasSimulator: false);
        var mia = await Api.SignUpAsync(site.Client);
        var software = await mia.WithKeyAsync(isSandbox: true);
        var byToken = (await mia.GetAsync("/v1/account/me")).Expect(200);
        var byKey = (await software.GetAsync("/v1/account/me")).Expect(200);
        Assert.Equal(mia.MerchantId.ToString(), byKey.GetProperty("user_id").GetString());
        Assert.Equal(JsonValueKind.Null, byToken.GetProperty("key_id").ValueKind);
        Assert.False(byToken.GetProperty("sandbox").GetBoolean());
        Assert.True(byKey.GetProperty("sandbox").GetBoolean());
        Assert.True(byKey.GetProperty("has_password").GetBoolean());
        var id = (await mia.GetAsync("/v1/keys")).Body[0].GetProperty("id").GetString();
        Assert.Equal(id, byKey.GetProperty("key_id").GetString());
        (await new Api(site.Client).GetAsync("/v1/account/me")).Expect(401);
        (await software.PatchAsync("/v1/account/me", new { display_name = "x" })).Expect(401);
        (await software.GetAsync("/v1/keys")).Expect(401);
    }

    [Fact]
    public async Task Settings_are_merged_key_by_key()
    {
        await using var site = await Site.CreateAsync(hasSimulator: false);
        var mia = await Api.SignUpAsync(site.Client);
        await mia.PatchAsync("/v1/account/me", """
            {"timezone":"Europe/Berlin","notification_prefs":{"sales":true,"lapses":true},
             "merchant_settings":{"brand_name":"The House","support_url":"https://help.example.org","logo_url":null,
              "telegram":{"chat_id":"-100"},"theme":"dark"}}
            """);
        var saved = await mia.PatchAsync("/v1/account/me", """
            {"display_name":null,"notification_prefs":{"lapses":null},
             "merchant_settings":{"telegram":{"title":"Night"},"theme":null,"\u00fcber":[1,2.5]}}
            """);
        var fields = saved.Expect(200).GetProperty("updated_fields").EnumerateArray().Select(field => field.GetString());
        Assert.Equal(["display_name", "notification_prefs", "merchant_settings"], fields);
        var me = (await mia.GetAsync("/v1/account/me")).Expect(200);
        Assert.Equal(JsonValueKind.Null, me.GetProperty("display_name").ValueKind);
        Assert.Equal("Europe/Berlin", me.GetProperty("timezone").GetString());
        Assert.Equal("{\"sales\":true}", me.GetProperty("notification_prefs").GetRawText());
        var settings = me.GetProperty("merchant_settings");
        Assert.Equal("The House", settings.GetProperty("brand_name").GetString());
        Assert.Equal("https://help.example.org", settings.GetProperty("support_url").GetString());
        Assert.Equal("-100", settings.GetProperty("telegram").GetProperty("chat_id").GetString());
        Assert.Equal("Night", settings.GetProperty("telegram").GetProperty("title").GetString());
        Assert.False(settings.TryGetProperty("theme", out _));
        Assert.Equal(2, settings.GetProperty("über").GetArrayLength());
        Assert.Equal("The House", await site.ReadAsync(
            db => db.Merchants.Where(row => row.Id == mia.MerchantId).Select(row => row.Name).SingleAsync()));
    }

    [Theory]
    [InlineData("{\"merchant_settings\":{\"telegram.bot_token\":\"abc\"}}", "merchant_settings")]
    [InlineData("{\"merchant_settings\":{\"discord\":{\"botToken\":\"abc\"}}}", "merchant_settings")]
    [InlineData("{\"merchant_settings\":{\"note\":[\"123456789:AAExampleExampleExampleExampleExample\"]}}", "merchant_settings")]
    [InlineData("{\"notification_prefs\":{\"webhook_secret\":\"abc\"}}", "notification_prefs")]
    [InlineData("{\"merchant_settings\":{\"payout_wallet\":\"abc\"}}", "merchant_settings")]
    [InlineData("{\"merchant_settings\":{\"payout_wallet\":null}}", "merchant_settings")]
    [InlineData("{\"merchant_settings\":{\"payout_wallet\":7}}", "merchant_settings")]
    [InlineData("{\"merchant_settings\":{\"brand_name\":\"\"}}", "merchant_settings")]
    [InlineData("{\"merchant_settings\":{\"support_url\":\"javascript:alert(1)\"}}", "merchant_settings")]
    [InlineData("{\"merchant_settings\":{\"logo_url\":\"ftp://x\"}}", "merchant_settings")]
    [InlineData("{\"merchant_settings\":{\"accent_color\":\"red\"}}", "merchant_settings")]
    [InlineData("{\"merchant_settings\":{\"a\":\"\\u202e\"}}", "merchant_settings")]
    [InlineData("{\"merchant_settings\":[]}", "merchant_settings")]
    [InlineData("{\"display_name\":\"fine\",\"timezone\":\"Mars/Olympus\"}", "timezone")]
    public async Task What_does_not_belong_into_an_account_changes_nothing(string body, string field)
    {
        await using var site = await Site.CreateAsync(hasSimulator: false);
        var mia = await Api.SignUpAsync(site.Client);
        var before = (await mia.GetAsync("/v1/account/me")).Text;
        Assert.Equal(field, (await mia.PatchAsync("/v1/account/me", body)).FieldRefused());
        Assert.Equal(before, (await mia.GetAsync("/v1/account/me")).Text);
    }

    [Theory]
    [InlineData("{\"merchant_settings\":{\"\\ud800\":1}}")]
    [InlineData("{\"\\udc00\":1,\"display_name\":\"Mia\"}")]
    public async Task A_key_that_is_no_text_is_422(string body)
    {
        await using var site = await Site.CreateAsync(hasSimulator: false);
        var mia = await Api.SignUpAsync(site.Client);
        var answer = (await mia.PatchAsync("/v1/account/me", body)).Expect(422);
        Assert.Equal("json_invalid", answer.GetProperty("detail")[0].GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_payout_wallet_goes_the_way_of_every_payout_wallet()
    {
        await using var site = await Site.CreateAsync(hasSimulator: false);
        var mia = await Api.SignUpAsync(site.Client);
        var wallet = SimWallet.Of("mia");
        var readiness = (await mia.GetAsync("/v1/account/delivery/readiness")).Expect(200);
        Assert.Equal("blocked", readiness.GetProperty("overall_status").GetString());
        (await mia.PatchAsync("/v1/account/me", new { merchant_settings = new { payout_wallet = wallet } })).Expect(200);
        var me = (await mia.GetAsync("/v1/account/me")).Expect(200);
        Assert.Equal(wallet, me.GetProperty("merchant_settings").GetProperty("payout_wallet").GetString());
        Assert.Equal(1, await site.ReadAsync(db => db.History.CountAsync(
            row => row.MerchantId == mia.MerchantId && row.EventType == "payout_wallet_changed")));
        readiness = (await mia.GetAsync("/v1/account/delivery/readiness")).Expect(200);
        Assert.Equal("warning", readiness.GetProperty("overall_status").GetString());
        Assert.True(readiness.GetProperty("defaults").GetProperty("payout_wallet_configured").GetBoolean());
    }

    [Fact]
    public async Task A_new_password_ends_older_tokens()
    {
        await using var site = await Site.CreateAsync(hasSimulator: false);
        var mia = await Api.SignUpAsync(site.Client);
        var eve = await Api.SignUpAsync(site.Client);
        site.Time.Advance(TimeSpan.FromSeconds(5));
        const string path = "/v1/account/me/security";
        (await mia.PatchAsync(path, new { new_password = "another one" })).Expect(403);
        (await mia.PatchAsync(path, new { new_password = "another one", current_password = "wrong one" })).Expect(403);
        (await mia.PatchAsync(path, new { })).Expect(422);
        (await mia.PatchAsync(path, new { email = eve.Email.ToUpperInvariant() })).Expect(409);
        Assert.Equal("new_password", (await mia.PatchAsync(path, new { new_password = "short" })).FieldRefused());
        var saved = await mia.PatchAsync(
            path, new { email = "new@example.org", current_password = Api.Password, new_password = "another one" });
        Assert.Equal(2, saved.Expect(200).GetProperty("updated_fields").GetArrayLength());
        (await mia.GetAsync("/v1/account/me")).Expect(401);
        var api = new Api(site.Client);
        (await api.PostAsync("/v1/auth/login", new { email = mia.Email, password = "another one" })).Expect(401);
        (await api.PostAsync("/v1/auth/login", new { email = "new@example.org", password = Api.Password })).Expect(401);
        (await api.PostAsync("/v1/auth/login", new { email = "new@example.org", password = "another one" })).Expect(200);
    }

    [Fact]
    public async Task A_closed_account_is_gone_and_its_records_stay()
    {
        await using var site = await Site.CreateAsync();
        var mia = await Api.SignUpAsync(site.Client);
        var software = await mia.WithKeyAsync();
        var outcome = await site.InScopeAsync<CreateProduct, ProductOutcome>(create => create.HandleAsync(
            mia.MerchantId, Site.Offer() with { Membership = null, MerchantWallet = SimWallet.Of("mia") },
            HiltBot.Engine.Storage.Actor.System, default));
        var product = Assert.IsType<ProductOutcome.Saved>(outcome).Product;
        (await mia.DeleteAsync("/v1/account/account")).Expect(200);
        (await mia.GetAsync("/v1/account/me")).Expect(401);
        (await software.GetAsync("/v1/account/me")).Expect(401);
        (await mia.PostAsync("/v1/auth/login", new { email = mia.Email, password = Api.Password })).Expect(401);
        var (account, paused) = await site.ReadAsync(async db => (
            await db.Accounts.SingleAsync(row => row.MerchantId == mia.MerchantId),
            await db.Products.SingleAsync(row => row.Id == product.Id)));
        Assert.Equal(AccountStatus.Deleted, account.Status);
        Assert.Null(account.Email);
        Assert.Null(account.PasswordHash);
        Assert.NotNull(account.DeletedAt);
        Assert.Equal(ProductStatus.Paused, paused.Status);
        await Api.SignUpAsync(site.Client, mia.Email);
    }

    [Fact]
    public async Task Summary_and_analytics_tell_what_was_sold()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync();
        var link = await site.LinkAsync(product);
        var (_, session) = await site.PostJsonAsync(
            $"/v1/products/p/{product.Slug}/connect", new { handoff_token = link.Token });
        var id = HiltBot.Engine.Values.PaymentId.From(session.GetProperty("payment_id").GetGuid());
        await site.InScopeAsync<PayWithPlayMoney>(pay => pay.HandleAsync(id, SimWallet.Of("ana"), null, default));
        await site.SettleAsync();
        await site.PostJsonAsync($"/v1/products/p/{product.Slug}/connect", new { handoff_token = link.Token });
        var owner = await OwnerAsync(site);

        var summary = (await owner.GetAsync("/v1/account/summary")).Expect(200);
        Assert.Equal(1, summary.GetProperty("active_templates").GetInt64());
        Assert.Equal(1, summary.GetProperty("paying_members").GetInt64());
        Assert.Equal(1, summary.GetProperty("receipts_issued").GetInt64());
        Assert.Equal(1, summary.GetProperty("confirmed_payments_today").GetInt64());
        var money = summary.GetProperty("overall_assets")[0];
        Assert.Equal(29_000_000, money.GetProperty("gross_minor_units").GetInt64());
        Assert.Equal(29_000_000, money.GetProperty("net_minor_units").GetInt64() +
            money.GetProperty("fee_minor_units").GetInt64());

        var report = (await owner.GetAsync("/v1/account/analytics?window_days=7&daily_days=3")).Expect(200);
        Assert.Equal("2026-03-02", report.GetProperty("range_end_date").GetString());
        Assert.Equal("2026-02-24", report.GetProperty("range_start_date").GetString());
        Assert.Equal(3, report.GetProperty("funnel_daily").GetArrayLength());
        var today = report.GetProperty("funnel_daily")[2];
        Assert.Equal((2, 1), (today.GetProperty("sessions_started").GetInt64(),
            today.GetProperty("confirmed_payments").GetInt64()));
        Assert.Equal(29_000_000, report.GetProperty("revenue_trend_daily")[0].GetProperty("gross_minor_units").GetInt64());
        Assert.Equal(5_000, report.GetProperty("summary").GetProperty("conversion_basis_points").GetInt64());
        Assert.Equal("custom", report.GetProperty("source_rows")[0].GetProperty("source").GetString());
        Assert.Equal(product.Id.ToString(), report.GetProperty("product_reports")[0].GetProperty("product_id").GetString());
        site.Time.Advance(TimeSpan.FromDays(20));
        report = (await (await AgainAsync(site)).GetAsync("/v1/account/analytics?start_date=2026-03-02&end_date=2026-03-02"))
            .Expect(200);
        Assert.Equal(1, report.GetProperty("summary").GetProperty("confirmed_payments").GetInt64());
        Assert.Equal("Ana", report.GetProperty("expiring_memberships")[0].GetProperty("customer_identity_display").GetString());

        var stranger = await Api.SignUpAsync(site.Client);
        Assert.Equal(0, (await stranger.GetAsync("/v1/account/summary")).Expect(200)
            .GetProperty("total_confirmed_payments").GetInt64());
    }

    [Theory]
    [InlineData("window_days=2")]
    [InlineData("daily_days=31")]
    [InlineData("start_date=2026-02-30")]
    [InlineData("end_date=9999-12-31")]
    [InlineData("start_date=2026-03-02&end_date=2026-03-01")]
    [InlineData("start_date=2020-01-01&end_date=2026-03-01")]
    public async Task A_range_that_makes_no_sense_is_422(string query)
    {
        await using var site = await Site.CreateAsync(hasSimulator: false);
        var mia = await Api.SignUpAsync(site.Client);
        (await mia.GetAsync($"/v1/account/analytics?{query}")).Expect(422);
    }

    [Fact]
    public async Task Delivery_is_looked_at_by_provider()
    {
        await using var site = await Site.CreateAsync();
        var owner = await OwnerAsync(site);
        var test = (await owner.PostAsync("/v1/account/delivery/test", new { provider = "Simulator" })).Expect(200);
        Assert.Equal("ok", test.GetProperty("status").GetString());
        test = (await owner.PostAsync("/v1/account/delivery/test", new { provider = "telegram" })).Expect(200);
        Assert.Equal("failed", test.GetProperty("status").GetString());
        Assert.Equal(3, test.GetProperty("checks").GetArrayLength());
        test = (await owner.PostAsync("/v1/account/delivery/test", new { provider = "email" })).Expect(200);
        Assert.Equal("failed", test.GetProperty("status").GetString());
        Assert.Equal("provider", (await owner.PostAsync("/v1/account/delivery/test", new { provider = "fax" })).FieldRefused());
        var platforms = (await owner.GetAsync("/v1/account/delivery/readiness")).Expect(200).GetProperty("platforms");
        Assert.Equal("off", platforms.GetProperty("telegram").GetProperty("status").GetString());
        Assert.Equal("ready", platforms.GetProperty("simulator").GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_domain_is_named_once_and_waits_for_its_record()
    {
        await using var site = await Site.CreateAsync(hasSimulator: false);
        var mia = await Api.SignUpAsync(site.Client);
        var eve = await Api.SignUpAsync(site.Client);
        var item = (await mia.PostAsync("/v1/checkout-domains", new { domain = "Pay.Example.ORG." })).Expect(201)
            .GetProperty("item");
        Assert.Equal("pay.example.org", item.GetProperty("domain").GetString());
        Assert.Equal("pending_dns", item.GetProperty("state").GetString());
        Assert.Equal("_hilt-verify.pay.example.org", item.GetProperty("verification_dns_name").GetString());
        (await eve.PostAsync("/v1/checkout-domains", new { domain = "pay.example.org" })).Expect(409);
        foreach (var bad in new[] { "abc", "a b.example.org", "10.0.0.1", "http://example.org", "-x.example.org", "x..org", "[::1]" })
        {
            Assert.Equal("domain", (await mia.PostAsync("/v1/checkout-domains", new { domain = bad })).FieldRefused());
        }

        Assert.Equal(1, (await mia.GetAsync("/v1/checkout-domains")).Expect(200).GetProperty("items").GetArrayLength());
        Assert.Equal(0, (await eve.GetAsync("/v1/checkout-domains")).Expect(200).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Every_answer_tells_the_limit_and_429_tells_when_to_come_back()
    {
        await using var site = await Site.CreateAsync(hasSimulator: false, more: services =>
        {
            services.Configure<RateLimitOptions>(limits => (limits.Free, limits.Public) = (5, 4));
            services.Configure<AccountOptions>(options => options.DefaultTier = Tier.Free);
        });
        var mia = await Api.SignUpAsync(site.Client);
        var software = await mia.WithKeyAsync();
        var answer = await software.GetAsync("/v1/account/me");
        Assert.Equal(("5", "3"), (answer.Header("X-RateLimit-Limit"), answer.Header("X-RateLimit-Remaining")));
        Assert.Equal(
            site.Time.GetUtcNow().ToUnixTimeSeconds() / 60 * 60 + 60, long.Parse(answer.Header("X-RateLimit-Reset")!));
        Assert.NotEmpty(answer.Header("X-Hilt-Request-Id")!);
        (await mia.GetAsync("/v1/account/summary")).Expect(200);
        (await software.GetAsync("/v1/nothing-here")).Expect(404);
        (await software.PostAsync("/v1/keys")).Expect(401);
        (await mia.GetAsync("/v1/keys")).Expect(200);
        (await mia.GetAsync("/v1/keys")).Expect(200);
        var over = await software.GetAsync("/v1/account/me");
        Assert.Equal("rate_limited", over.Expect(429).GetProperty("detail").GetProperty("code").GetString());
        Assert.Equal(("60", "0"), (over.Header("Retry-After"), over.Header("X-RateLimit-Remaining")));
        site.Time.Advance(TimeSpan.FromMinutes(1));
        (await software.GetAsync("/v1/account/me")).Expect(200);
        for (var guess = 0; guess < 4; guess++)
        {
            (await new Api(site.Client) { Key = "hk_live_guess" }.GetAsync("/v1/account/me")).Expect(401);
        }

        (await new Api(site.Client) { Key = "hk_live_guess" }.GetAsync("/v1/account/me")).Expect(429);
    }

    [Fact]
    public async Task The_document_describes_these_routes()
    {
        await using var site = await Site.CreateAsync(hasSimulator: false);
        var document = (await new Api(site.Client).GetAsync("/v1/openapi.json")).Expect(200);
        var paths = document.GetProperty("paths");
        foreach (var (method, path, success) in new[]
                 {
                     ("post", "/v1/auth/register", "201"), ("post", "/v1/auth/login", "200"),
                     ("post", "/v1/auth/wallet", "200"), ("post", "/v1/auth/wallet/nonce", "200"),
                     ("post", "/v1/auth/refresh", "200"), ("post", "/v1/auth/logout", "200"), ("get", "/v1/keys", "200"),
                     ("post", "/v1/keys", "201"), ("delete", "/v1/keys/{key_id}", "204"), ("get", "/v1/account/me", "200"),
                     ("patch", "/v1/account/me", "200"), ("patch", "/v1/account/me/security", "200"),
                     ("get", "/v1/account/summary", "200"), ("get", "/v1/account/analytics", "200"),
                     ("get", "/v1/account/delivery/readiness", "200"), ("post", "/v1/account/delivery/test", "200"),
                     ("delete", "/v1/account/account", "200"), ("get", "/v1/checkout-domains", "200"),
                     ("post", "/v1/checkout-domains", "201"),
                 })
        {
            Assert.True(
                paths.TryGetProperty(path, out var routes) && routes.TryGetProperty(method, out _),
                $"{method} {path} is not among {string.Join(' ', paths.EnumerateObject().Select(one => one.Name))}");
            var operation = routes.GetProperty(method);
            Assert.True(operation.GetProperty("responses").TryGetProperty(success, out _), $"{method} {path}");
            Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
        }

        var logout = paths.GetProperty("/v1/auth/logout").GetProperty("post");
        Assert.True(logout.GetProperty("security")[0].TryGetProperty("bearer", out _));
        Assert.False(logout.GetProperty("responses").TryGetProperty("401", out _));
        var me = document.GetProperty("components").GetProperty("schemas").GetProperty("AccountResponse");
        Assert.Equal(16, me.GetProperty("required").GetArrayLength());
        Assert.True(me.GetProperty("properties").TryGetProperty("merchant_settings", out _));
    }

    /// <summary>The account of the site's own merchant, opened with a code as its owner would.</summary>
    private static async Task<Api> OwnerAsync(Site site)
    {
        var given = Assert.IsType<AccountCodeOutcome.Given>(await site.InScopeAsync<GiveAccountCode, AccountCodeOutcome>(
            give => give.HandleAsync(site.MerchantId, HiltBot.Engine.Storage.Actor.System, default)));
        var answer = await new Api(site.Client).PostAsync("/v1/auth/register", new
        { email = "owner@example.org", password = Api.Password, setup_code = given.Code });
        answer.Expect(201);
        return new Api(site.Client) { Token = answer.TextOf("token"), MerchantId = site.MerchantId };
    }

    private static async Task<Api> AgainAsync(Site site) => new(site.Client)
    {
        Token = (await new Api(site.Client).PostAsync(
            "/v1/auth/login", new { email = "owner@example.org", password = Api.Password })).TextOf("token"),
    };
}
