using System.Buffers.Text;
using System.Text.Json;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Storage;
using HiltBot.Solana.Keys;
using HiltBot.Web.Api.Gate;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Doors.Tests.Web;

/// <summary>Accounts, tokens and keys at <c>/v1</c> (contract 11.1, 11.3).</summary>
public sealed class SigningInTests
{
    [Fact]
    public async Task Whoever_registers_has_a_workspace_a_token_and_a_key()
    {
        await using var site = await Site.CreateAsync();
        var api = new Api(site.Client);
        var registered = await api.PostAsync(
            "/v1/auth/register", new { email = " Mia@Example.ORG ", password = Api.Password, display_name = "Mia's" });
        registered.Expect(201);
        Assert.Equal("mia@example.org", registered.TextOf("email"));
        Assert.Equal("enterprise", registered.TextOf("tier"));
        Assert.True(registered.Body.GetProperty("claims").GetProperty("hilt_pay").GetBoolean());
        Assert.False(registered.Body.GetProperty("claims").GetProperty("is_staff").GetBoolean());

        var login = await api.PostAsync("/v1/auth/login", new { email = "MIA@example.org", password = Api.Password });
        login.Expect(200);
        Assert.Equal(registered.TextOf("user_id"), login.TextOf("user_id"));
        var token = JsonDocument.Parse(Base64Url.DecodeFromChars(login.TextOf("token")!.Split('.')[1])).RootElement;
        Assert.Equal(
            (login.TextOf("user_id"), "enterprise", true),
            (token.GetProperty("sub").GetString(), token.GetProperty("tier").GetString(),
                token.GetProperty("claims").GetProperty("receipt_exports").GetBoolean()));
        var mia = new Api(site.Client) { Token = login.TextOf("token") };
        var made = (await mia.PostAsync("/v1/keys", new { name = "Shop", permissions = new[] { "READ " } })).Expect(201);
        var raw = made.GetProperty("raw_key").GetString()!;
        Assert.StartsWith("hk_live_", raw, StringComparison.Ordinal);
        Assert.Equal(raw[..16], made.GetProperty("key").GetProperty("key_prefix").GetString());
        var listed = await mia.GetAsync("/v1/keys");
        Assert.Equal(1, listed.Expect(200).GetArrayLength());
        Assert.DoesNotContain(raw, listed.Text, StringComparison.Ordinal);

        var (account, merchant, key) = await site.ReadAsync(async db =>
            (await db.Accounts.SingleAsync(), await db.Merchants.SingleAsync(row => row.Name == "Mia's"),
                await db.ApiKeys.SingleAsync()));
        Assert.Equal((account.MerchantId, "read"), (merchant.Id, key.Permissions));
        Assert.DoesNotContain(Api.Password, account.PasswordHash!, StringComparison.Ordinal);
        Assert.DoesNotContain(raw, key.KeyHash, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"email\":\"nobody\",\"password\":\"12345678\"}", "email")]
    [InlineData("{\"email\":\"a@b@c.de\",\"password\":\"12345678\"}", "email")]
    [InlineData("{\"email\":\"a@localhost\",\"password\":\"12345678\"}", "email")]
    [InlineData("{\"email\":\"mia@example.org\",\"password\":\"1234567\"}", "password")]
    [InlineData("{\"email\":\"mia@example.org\"}", "password")]
    [InlineData("{\"email\":\"mia@example.org\",\"password\":\"12345678\",\"setup_code\":\"abc\"}", "setup_code")]
    public async Task What_cannot_be_registered_is_said_with_its_field(string body, string field)
    {
        await using var site = await Site.CreateAsync(hasSimulator: false);
        var answer = await new Api(site.Client).PostAsync("/v1/auth/register", body);
        Assert.Equal(field, answer.FieldRefused());
        Assert.Equal(0, await site.ReadAsync(db => db.Accounts.CountAsync()));
    }

    [Fact]
    public async Task An_unknown_email_and_a_wrong_password_are_answered_alike()
    {
        await using var site = await Site.CreateAsync(hasSimulator: false);
        var mia = await Api.SignUpAsync(site.Client);
        var api = new Api(site.Client);
        var wrong = await api.PostAsync("/v1/auth/login", new { email = mia.Email, password = "not this one" });
        var unknown = await api.PostAsync("/v1/auth/login", new { email = "no@example.org", password = "not this one" });
        Assert.Equal((401, 401), (wrong.Status, unknown.Status));
        Assert.Equal(wrong.Text, unknown.Text);
        var taken = await api.PostAsync("/v1/auth/register", new { email = mia.Email.ToUpperInvariant(), password = Api.Password });
        Assert.Equal(409, taken.Status);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_by_the_next_call()
    {
        await using var site = await Site.CreateAsync(hasSimulator: false);
        var mia = await Api.SignUpAsync(site.Client);
        var software = await mia.WithKeyAsync();
        (await software.GetAsync("/v1/account/me")).Expect(200);
        var id = (await mia.GetAsync("/v1/keys")).Body[0].GetProperty("id").GetString();
        Assert.Equal(204, (await mia.DeleteAsync($"/v1/keys/{id}")).Status);
        (await software.GetAsync("/v1/account/me")).Expect(401);
        Assert.Equal(204, (await mia.DeleteAsync($"/v1/keys/{id}")).Status);
        Assert.NotNull((await mia.GetAsync("/v1/keys")).Body[0].GetProperty("revoked_at").GetString());
        var stranger = await Api.SignUpAsync(site.Client);
        Assert.Equal(404, (await stranger.DeleteAsync($"/v1/keys/{id}")).Status);
        Assert.Equal(404, (await mia.DeleteAsync("/v1/keys/none")).Status);
    }

    [Fact]
    public async Task A_suspended_account_is_403_with_password_token_refresh_and_key()
    {
        await using var site = await Site.CreateAsync(hasSimulator: false);
        var mia = await Api.SignUpAsync(site.Client);
        var software = await mia.WithKeyAsync();
        await site.WriteAsync(db => db.Accounts.ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Status, AccountStatus.Suspended)));
        var stranger = new Api(site.Client);
        (await software.GetAsync("/v1/account/me")).Expect(403);
        (await mia.GetAsync("/v1/keys")).Expect(403);
        (await stranger.PostAsync("/v1/auth/refresh", new { token = mia.Token })).Expect(403);
        (await stranger.PostAsync("/v1/auth/login", new { email = mia.Email, password = Api.Password })).Expect(403);
        (await stranger.PostAsync("/v1/auth/login", new { email = mia.Email, password = "a wrong one" })).Expect(401);
    }

    [Fact]
    public async Task A_token_is_refreshed_while_it_is_good()
    {
        await using var site = await Site.CreateAsync(hasSimulator: false);
        var mia = await Api.SignUpAsync(site.Client);
        site.Time.Advance(TimeSpan.FromHours(20));
        var fresh = await new Api(site.Client).PostAsync("/v1/auth/refresh", new { token = mia.Token });
        fresh.Expect(200);
        site.Time.Advance(TimeSpan.FromHours(20));
        (await mia.GetAsync("/v1/keys")).Expect(401);
        (await new Api(site.Client) { Token = fresh.TextOf("token") }.GetAsync("/v1/keys")).Expect(200);
        (await mia.PostAsync("/v1/auth/refresh", new { token = mia.Token })).Expect(401);
        (await mia.PostAsync("/v1/auth/refresh", new { token = "a.b.c" })).Expect(401);
        (await mia.PostAsync("/v1/auth/logout")).Expect(200);
        (await new Api(site.Client).PostAsync("/v1/auth/logout")).Expect(200);
    }

    [Fact]
    public async Task A_wallet_signs_in_once_with_each_text()
    {
        await using var site = await Site.CreateAsync(hasSimulator: false);
        using var wallet = KeyPair.FromSeed(new byte[32]);
        var first = await WalletAsync(site, wallet, "a text of the client's own");
        first.Expect(200);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, first.Body.GetProperty("email").ValueKind);
        (await WalletAsync(site, wallet, "a text of the client's own")).Expect(401);
        var second = await WalletAsync(site, wallet, "another text");
        Assert.Equal(first.TextOf("user_id"), second.TextOf("user_id"));
        (await WalletAsync(site, wallet, "signed", nonceSent: "not signed")).Expect(401);
        (await WalletAsync(site, wallet, "not a wallet", address: "abc")).Expect(422);
    }

    [Fact]
    public async Task Off_the_play_networks_a_wallet_signs_a_fresh_text_that_names_this_host()
    {
        await using var site = await Site.CreateAsync(hasSimulator: false, more: services => services.Configure<AccountOptions>(
            options => options.WalletNonces = WalletNonceRule.Bound));
        using var wallet = KeyPair.FromSeed(new byte[32]);
        var address = wallet.Address.ToString();
        (await WalletAsync(site, wallet, "a text of the client's own")).Expect(401);
        (await WalletAsync(site, wallet, "evil.example wants you 2026-03-02T09:30:00Z")).Expect(401);
        (await WalletAsync(site, wallet, "localhost.evil.example wants you 2026-03-02T09:30:00Z")).Expect(401);
        (await WalletAsync(site, wallet, "localhost wants you 2026-03-02T09:19:00Z")).Expect(401);
        var nonce = await new Api(site.Client).PostAsync("/v1/auth/wallet/nonce", new { wallet_address = address });
        var text = nonce.Expect(200).GetProperty("message_nonce").GetString()!;
        (await WalletAsync(site, wallet, text)).Expect(200);
        (await WalletAsync(site, wallet, text)).Expect(401);
        site.Time.Advance(WalletNonces.Lifetime);
        var late = (await new Api(site.Client).PostAsync("/v1/auth/wallet/nonce", new { wallet_address = address }))
            .TextOf("message_nonce")!;
        site.Time.Advance(WalletNonces.Lifetime);
        (await WalletAsync(site, wallet, late)).Expect(401);
    }

    [Fact]
    public async Task With_registration_closed_the_code_of_a_workspace_opens_its_account_once()
    {
        await using var site = await Site.CreateAsync(hasSimulator: false, more: services => services.Configure<AccountOptions>(
            options => options.Registration = Registration.Closed));
        var api = new Api(site.Client);
        (await api.PostAsync("/v1/auth/register", new { email = "mia@example.org", password = Api.Password })).Expect(403);
        using var wallet = KeyPair.FromSeed(new byte[32]);
        (await WalletAsync(site, wallet, "let me in")).Expect(403);
        var given = Assert.IsType<AccountCodeOutcome.Given>(await site.InScopeAsync<GiveAccountCode, AccountCodeOutcome>(
            give => give.HandleAsync(site.MerchantId, Actor.System, default)));
        var registered = await api.PostAsync("/v1/auth/register", new
        { email = "mia@example.org", password = Api.Password, setup_code = given.Code.ToUpperInvariant() });
        registered.Expect(201);
        Assert.Equal(site.MerchantId.ToString(), registered.TextOf("user_id"));
        var again = await api.PostAsync("/v1/auth/register", new
        { email = "eve@example.org", password = Api.Password, setup_code = given.Code });
        Assert.Equal("setup_code", again.FieldRefused());
        Assert.Equal(1, await site.ReadAsync(db => db.Merchants.CountAsync()));
    }

    [Fact]
    public async Task Guessing_is_slowed_down_by_address_and_by_name()
    {
        await using var site = await Site.CreateAsync(hasSimulator: false, more: services => services.Configure<RateLimitOptions>(
            limits => (limits.SignIns, limits.SignInsPerName, limits.Registrations) = (6, 3, 2)));
        var mia = await Api.SignUpAsync(site.Client);
        var api = new Api(site.Client);
        for (var guess = 0; guess < 3; guess++)
        {
            (await api.PostAsync("/v1/auth/login", new { email = mia.Email, password = $"guess {guess}" })).Expect(401);
        }

        var stopped = await api.PostAsync("/v1/auth/login", new { email = mia.Email, password = Api.Password });
        Assert.Equal("rate_limited", stopped.Expect(429).GetProperty("detail").GetProperty("code").GetString());
        Assert.Equal("60", stopped.Header("Retry-After"));
        for (var guess = 0; guess < 2; guess++)
        {
            (await api.PostAsync("/v1/auth/refresh", new { token = $"guess {guess}" })).Expect(401);
        }

        (await api.PostAsync("/v1/auth/refresh", new { token = mia.Token })).Expect(429);
        (await api.PostAsync("/v1/auth/register", new { email = mia.Email, password = Api.Password })).Expect(409);
        (await api.PostAsync("/v1/auth/register", new { email = "x@example.org", password = Api.Password })).Expect(429);
        site.Time.Advance(TimeSpan.FromMinutes(1));
        (await api.PostAsync("/v1/auth/login", new { email = mia.Email, password = Api.Password })).Expect(200);
    }

    [Fact]
    public async Task What_a_key_did_stands_on_it_a_little_later()
    {
        await using var site = await Site.CreateAsync(hasSimulator: false);
        var mia = await Api.SignUpAsync(site.Client);
        var software = await mia.WithKeyAsync(isSandbox: true, "read");
        for (var call = 0; call < 24; call++)
        {
            (await software.GetAsync("/v1/account/me")).Expect(200);
        }

        (await software.GetAsync("/v1/account/analytics?window_days=1")).Expect(422);
        (await software.PostAsync("/v1/account/delivery/test", new { provider = "telegram" })).Expect(401);
        Assert.Equal(25, await site.InScopeAsync<WriteKeyUse, int>(write => write.HandleAsync(default)));
        (await software.GetAsync("/v1/account/me")).Expect(200);
        Assert.Equal(1, await site.InScopeAsync<WriteKeyUse, int>(write => write.HandleAsync(default)));
        Assert.Equal(20, await site.ReadAsync(db => db.KeyCalls.CountAsync()));
        var key = (await mia.GetAsync("/v1/keys")).Expect(200)[0];
        var usage = key.GetProperty("usage_summary");
        Assert.Equal(26, usage.GetProperty("total_calls").GetInt64());
        Assert.Equal(1, usage.GetProperty("error_calls").GetInt64());
        Assert.Equal("GET /v1/account/me", usage.GetProperty("latest_endpoint").GetString());
        Assert.NotNull(key.GetProperty("last_used_at").GetString());
        var recent = key.GetProperty("recent_activity");
        Assert.Equal(20, recent.GetArrayLength());
        Assert.Equal(200, recent[0].GetProperty("status_code").GetInt32());
        Assert.Equal("Unprocessable Entity", recent[1].GetProperty("error_message").GetString());
    }

    private static Task<ApiAnswer> WalletAsync(
        Site site, KeyPair wallet, string text, string? nonceSent = null, string? address = null) =>
        new Api(site.Client).PostAsync("/v1/auth/wallet", new
        {
            wallet_address = address ?? wallet.Address.ToString(),
            signed_message = wallet.Sign(System.Text.Encoding.UTF8.GetBytes(text)).ToString(),
            message_nonce = nonceSent ?? text,
        });
}
