using System.Text.Json;
using HiltBot.Doors.Tests.Identity;
using HiltBot.Doors.Tests.Web;
using HiltBot.Engine.Checkouts.Phantom;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Solana.Keys;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Doors.Tests.Phantom;

/// <summary>The Phantom wallet on a phone, by encrypted deep links (contract 4.6).</summary>
public sealed class PhantomRoutesTests
{
    private const string Base = "/v1/pay/phantom";

    private static readonly string[] Routes =
    [
        "connect/callback", "message-url", "message/callback", "renewal-message-url", "renewal-message/callback",
        "transaction-url", "transaction/callback",
    ];

    [Fact]
    public async Task A_wallet_connects_signs_the_transaction_and_the_payment_arrives()
    {
        await using var site = await OpenAsync();
        await using var phone = NodeWallet.Start();
        var product = await site.SellAsync();
        using var buyer = new Handshake(site, product.Slug);
        var session = (await buyer.ConnectAsync(new { customer_reference_value = "s-ana" })).Expect(200);
        var payment = session.GetProperty("payment_id").GetString()!;
        var connected = Agreement.Holds(
            $"POST {Base}/connect/callback", (await ConnectAsync(buyer, phone, session)).Expect(200));
        Assert.Equal(
            (phone.Address, "phantom", true),
            (connected.GetProperty("wallet_address").GetString(), connected.GetProperty("wallet_source").GetString(),
                connected.GetProperty("session_stored").GetBoolean()));

        var page = $"/p/{product.Slug}/pay/{payment}";
        var prepared = (await buyer.Api.PostAsync($"{page}/prepare", new { wallet = phone.Address })).Expect(200);
        var unsigned = Convert.FromBase64String(prepared.GetProperty("transaction").GetString()!);
        var asked = Agreement.Holds(
            $"POST {Base}/transaction-url",
            (await buyer.Api.PostAsync($"{Base}/transaction-url", new
            {
                payment_id = payment,
                serialized_transaction_b58 = Base58.Encode(unsigned),
            })).Expect(200));
        var (path, brought) = await phone.FollowAsync(asked.GetProperty("deeplink_url").GetString()!);
        Assert.Equal($"{page}/phantom/signed", path);
        var signed = Agreement.Holds(
            $"POST {Base}/transaction/callback",
            (await buyer.Api.PostAsync($"{Base}/transaction/callback", new
            {
                payment_id = payment,
                nonce = brought["nonce"],
                data = brought["data"],
            })).Expect(200));

        var sent = (await buyer.Api.PostAsync($"{page}/send", new
        {
            wallet = phone.Address,
            signed_transaction = signed.GetProperty("serialized_transaction_b64").GetString(),
        })).Expect(200);
        Assert.True(sent.GetProperty("is_taken").GetBoolean());
        await site.SettleAsync();
        var paid = (await buyer.Api.GetAsync($"/v1/payments/{payment}")).Expect(200);
        Assert.Equal("CONFIRMED", paid.GetProperty("status").GetString());
        Assert.Equal(phone.Address, await site.ReadAsync(db => db.Payments.Select(row => row.PayerWallet).SingleAsync()));
    }

    [Fact]
    public async Task A_wallet_signs_an_identity_session_and_a_mandate()
    {
        await using var site = await OpenAsync();
        await using var phone = NodeWallet.Start();
        var product = await site.SellAsync();
        await site.WriteAsync(async db =>
            (await db.Products.SingleAsync(row => row.Id == product.Id)).RenewalMode = RenewalMode.Automatic);
        using var buyer = new Handshake(site, product.Slug);
        var session = (await buyer.ConnectAsync(new { })).Expect(200);
        var payment = session.GetProperty("payment_id").GetString()!;
        (await ConnectAsync(buyer, phone, session)).Expect(200);
        var started = (await buyer.StartAsync("s-ana", wallet: phone.Address)).Expect(200);
        var identity = started.GetProperty("session_id").GetString()!;
        var message = Agreement.Holds(
            $"POST {Base}/message-url",
            (await buyer.Api.PostAsync($"{Base}/message-url", new { payment_id = payment, identity_session_id = identity }))
            .Expect(200));
        var (path, brought) = await phone.FollowAsync(message.GetProperty("deeplink_url").GetString()!);
        Assert.EndsWith($"/phantom/message/{identity}", path, StringComparison.Ordinal);
        var verified = Agreement.Holds(
            $"POST {Base}/message/callback",
            (await buyer.Api.PostAsync($"{Base}/message/callback", new
            {
                payment_id = payment,
                identity_session_id = identity,
                nonce = brought["nonce"],
                data = brought["data"],
            })).Expect(200));
        Assert.Equal(phone.Address, verified.GetProperty("wallet_address").GetString());
        await buyer.OpenAsync(new { identity_session_id = identity, payer_wallet = phone.Address });

        var key = (await buyer.Api.PostAsync("/v1/pay/automatic-renew/setup", new { payment_id = payment })).Expect(200)
            .GetProperty("setup_key").GetString()!;
        var mandate = Agreement.Holds(
            $"POST {Base}/renewal-message-url",
            (await buyer.Api.PostAsync(
                $"{Base}/renewal-message-url", new { payment_id = payment, automatic_renew_setup_key = key })).Expect(200));
        (path, brought) = await phone.FollowAsync(mandate.GetProperty("deeplink_url").GetString()!);
        Assert.EndsWith($"/phantom/mandate/{key}", path, StringComparison.Ordinal);
        var signed = Agreement.Holds(
            $"POST {Base}/renewal-message/callback",
            (await buyer.Api.PostAsync($"{Base}/renewal-message/callback", new
            {
                payment_id = payment,
                automatic_renew_setup_key = key,
                nonce = brought["nonce"],
                data = brought["data"],
            })).Expect(200));
        Assert.Equal(88, signed.GetProperty("signed_message_b64").GetString()!.Length);
        Assert.Equal(
            "automatic_renew_setup_key",
            (await buyer.Api.PostAsync(
                $"{Base}/renewal-message-url", new { payment_id = payment, automatic_renew_setup_key = "other" }))
            .FieldRefused());
    }

    [Fact]
    public async Task What_is_not_connected_over_unknown_or_changed_is_refused()
    {
        await using var site = await OpenAsync();
        await using var phone = NodeWallet.Start();
        var product = await site.SellAsync();
        using var buyer = new Handshake(site, product.Slug);
        var session = (await buyer.ConnectAsync(new { customer_reference_value = "s-ana" })).Expect(200);
        var payment = session.GetProperty("payment_id").GetString()!;
        foreach (var route in Routes)
        {
            (await PostAsync(buyer, route, "nobody")).Expect(404);
            (await PostAsync(buyer, route, "00000000-0000-7000-8000-000000000001")).Expect(404);
            (await PostAsync(buyer, route, payment)).Expect(route == "connect/callback" ? 422 : 409);
        }

        var (_, brought) = await phone.FollowAsync(UrlOf(session));
        var changed = brought["data"][..^1] + (brought["data"][^1] == '2' ? '3' : '2');
        Assert.Equal("data", (await ConnectAsync(buyer, payment, brought, changed)).FieldRefused());
        (await ConnectAsync(buyer, payment, brought, brought["data"])).Expect(200);
        foreach (var route in Routes)
        {
            var (status, _) = await StatusAsync(buyer, route, payment);
            var expected = route switch
            {
                "message-url" => 404,
                "renewal-message-url" or "renewal-message/callback" => 409,
                _ => 422,
            };
            Assert.Equal((route, expected), (route, status));
        }

        // The wallet's token stands in the database, and not in the clear.
        var stored = await site.ReadAsync(db => db.PhantomSessions.SingleAsync());
        Assert.Equal(phone.Address, stored.WalletAddress);
        site.Time.Advance(TimeSpan.FromMinutes(31));
        foreach (var route in Routes)
        {
            (await PostAsync(buyer, route, payment)).Expect(410);
        }

        site.Time.Advance(PhantomSession.KeepTime);
        await site.InScopeAsync<PruneRows, int>(prune => prune.HandleAsync(CancellationToken.None));
        Assert.Equal(0, await site.ReadAsync(db => db.PhantomSessions.CountAsync()));
    }

    [Fact]
    public async Task Without_a_key_nothing_of_it_is_there()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync();
        using var buyer = new Handshake(site, product.Slug);
        var session = (await buyer.ConnectAsync(new { customer_reference_value = "s-ana" })).Expect(200);
        Assert.Equal(JsonValueKind.Null, session.GetProperty("phantom_mobile").ValueKind);
        foreach (var route in Routes)
        {
            Assert.Equal((404, "Not Found"), await StatusAsync(buyer, route, session.GetProperty("payment_id").GetString()!));
            (await buyer.Api.PostAsync($"{Base}/{route}", "rubbish")).Expect(404);
        }
    }

    [Fact]
    public async Task The_page_that_the_wallet_returns_to_goes_on()
    {
        await using var site = await OpenAsync();
        var product = await site.SellAsync();
        using var buyer = new Handshake(site, product.Slug);
        var payment = await buyer.OpenAsync(new { customer_reference_value = "s-ana" });
        var page = $"/p/{product.Slug}/pay/{payment}/phantom";
        foreach (var step in (string[])["connected", "signed", "message/some-session", "mandate/some-key"])
        {
            var (status, body) = await site.GetAsync($"{page}/{step}?nonce=x&data=y");
            Assert.Equal(200, status);
            Assert.Contains("/assets/phantom.js", body, StringComparison.Ordinal);
            Assert.Contains($"data-step=\"{step.Split('/')[0]}\"", body, StringComparison.Ordinal);
        }

        Assert.Equal(404, (await site.GetAsync($"{page}/elsewhere")).Status);
        Assert.Equal(404, (await site.GetAsync($"{page}/message")).Status);
        Assert.Equal(404, (await site.GetAsync($"/p/other/pay/{payment}/phantom/signed")).Status);
        Assert.Equal(200, (await site.GetAsync("/assets/phantom.js")).Status);
    }

    [Fact]
    public async Task A_payment_tells_until_when_its_links_hold()
    {
        await using var site = await OpenAsync();
        var product = await site.SellAsync();
        using var buyer = new Handshake(site, product.Slug);
        var session = (await buyer.ConnectAsync(new { customer_reference_value = "s-ana" })).Expect(200);
        var path = $"/v1/payments/{session.GetProperty("payment_id").GetString()}";
        var open = (await buyer.Api.GetAsync(path)).Expect(200);
        Assert.Equal(session.GetProperty("expires_at").GetString(), open.GetProperty("deep_link_expires_at").GetString());

        site.Time.Advance(TimeSpan.FromDays(1));
        await site.SettleAsync();
        var ended = (await buyer.Api.GetAsync(path)).Expect(200);
        Assert.Equal(("FAILED", "null"), (ended.GetProperty("status").GetString(), ended.GetProperty("deep_link_expires_at").GetRawText()));
    }

    private static Task<Site> OpenAsync() => Site.CreateAsync(more: services =>
    {
        services.AddSingleton(PhantomKey.From(Enumerable.Repeat((byte)9, 32).ToArray()));
        var ledger = services.Last(service => service.ServiceType == typeof(IPaymentChain));
        services.Remove(ledger);
        services.Add(new ServiceDescriptor(
            typeof(IPaymentChain),
            provider => new SigningChain(
                (IPaymentChain)(ledger.ImplementationFactory?.Invoke(provider) ??
                    ActivatorUtilities.CreateInstance(provider, ledger.ImplementationType!)),
                provider.GetRequiredService<IServiceScopeFactory>()),
            ledger.Lifetime));
    });

    private static string UrlOf(JsonElement session) =>
        session.GetProperty("phantom_mobile").GetProperty("connect_url").GetString()!;

    private static async Task<ApiAnswer> ConnectAsync(Handshake buyer, NodeWallet phone, JsonElement session)
    {
        var (path, brought) = await phone.FollowAsync(UrlOf(session));
        Assert.EndsWith("/phantom/connected", path, StringComparison.Ordinal);
        return await ConnectAsync(
            buyer, session.GetProperty("payment_id").GetString()!, brought, brought["data"]);
    }

    private static Task<ApiAnswer> ConnectAsync(
        Handshake buyer, string payment, IReadOnlyDictionary<string, string> brought, string data) =>
        buyer.Api.PostAsync($"{Base}/connect/callback", new
        {
            payment_id = payment,
            phantom_encryption_public_key = brought["phantom_encryption_public_key"],
            nonce = brought["nonce"],
            data,
        });

    private static Task<ApiAnswer> PostAsync(Handshake buyer, string route, string payment) =>
        buyer.Api.PostAsync($"{Base}/{route}", new
        {
            payment_id = payment,
            phantom_encryption_public_key = "111",
            identity_session_id = "none",
            automatic_renew_setup_key = "none",
            serialized_transaction_b58 = "none",
            nonce = "111",
            data = "111",
        });

    private static async Task<(int Status, string? Detail)> StatusAsync(Handshake buyer, string route, string payment)
    {
        var answer = await PostAsync(buyer, route, payment);
        var detail = answer.Body.GetProperty("detail");
        return (answer.Status, detail.ValueKind == JsonValueKind.String ? detail.GetString() : null);
    }
}
