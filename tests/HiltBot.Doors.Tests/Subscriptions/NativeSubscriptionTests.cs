using System.Text.Json;
using HiltBot.Doors.Tests.Identity;
using HiltBot.Doors.Tests.Web;
using HiltBot.Engine.Products;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Doors.Tests.Subscriptions;

/// <summary>Renewals that are collected by themselves answer as the contract documents them (section 10).</summary>
public sealed class NativeSubscriptionTests
{
    private const string Setup = "/v1/pay/automatic-renew/setup";
    private const string Kept = "/v1/access/native-subscriptions";

    private static int calls = 100;

    [Fact]
    public async Task Without_a_program_the_terms_are_told_and_nothing_is_collected()
    {
        await using var site = await Site.CreateAsync();
        var product = await AutomaticAsync(site);
        using var buyer = new Handshake(site, product.Slug);
        var payment = await buyer.OpenAsync(new { customer_reference_value = "s-ana", payer_wallet = buyer.Address });
        var setup = Agreement.Holds($"POST {Setup}", (await SetUpAsync(buyer, payment)).Expect(200));
        Assert.Equal(JsonValueKind.Null, setup.GetProperty("native_subscription").ValueKind);
        Assert.Empty(setup.GetProperty("instructions").EnumerateArray());
        var terms = setup.GetProperty("renewal_terms");
        Assert.Equal(
            (29_000_000, 30, 720, 3),
            (terms.GetProperty("amount_minor_units").GetInt64(), terms.GetProperty("billing_interval_days").GetInt32(),
                terms.GetProperty("period_hours").GetInt32(), terms.GetProperty("grace_period_days").GetInt32()));
        var lines = setup.GetProperty("mandate_message").GetString()!.Split('\n');
        var key = setup.GetProperty("setup_key").GetString()!;
        Assert.Contains($"Setup key: {key}", lines);
        Assert.Contains("Every: 30 days (720 hours)", lines);
        Assert.Contains(lines, line => line.Contains("collects nothing by itself", StringComparison.Ordinal));
        Assert.Equal(setup.ToString(), (await SetUpAsync(buyer, payment)).Expect(200).ToString());

        var signature = await buyer.PayAsync(payment);
        Assert.Equal(409, (await ConfirmAsync(buyer, payment, signature, null)).Status);
        Assert.Equal("automatic_renew_setup_key", (await ConfirmAsync(buyer, payment, signature, "other")).FieldRefused());
        await site.SettleAsync();
        var confirmed = (await ConfirmAsync(buyer, payment, signature, key)).Expect(200);
        Assert.Equal(
            ("CONFIRMED", "failed"),
            (confirmed.GetProperty("status").GetString(),
                confirmed.GetProperty("automatic_renew_setup_status").GetString()));
        Assert.Contains(
            "by hand", confirmed.GetProperty("automatic_renew_setup_error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setup_refuses_what_is_unknown_by_hand_or_over()
    {
        await using var site = await Site.CreateAsync();
        var product = await site.SellAsync();
        using var buyer = new Handshake(site, product.Slug);
        (await SetUpAsync(buyer, "nobody")).Expect(404);
        (await SetUpAsync(buyer, "00000000-0000-7000-8000-000000000001")).Expect(404);
        var payment = await buyer.OpenAsync(new { customer_reference_value = "s-ana" });
        (await SetUpAsync(buyer, payment)).Expect(409);
        await MakeAutomaticAsync(site, product.Id);
        site.Time.Advance(TimeSpan.FromMinutes(31));
        (await SetUpAsync(buyer, payment)).Expect(410);
    }

    [Fact]
    public async Task Whoever_has_no_subscription_finds_none_and_a_confirmation_needs_its_key()
    {
        await using var site = await Site.CreateAsync();
        var merchant = await Api.SignUpAsync(site.Client);
        (await new Api(site.Client).GetAsync($"{Kept}/x")).Expect(401);
        foreach (var id in (string[])["x", "00000000-0000-7000-8000-000000000001"])
        {
            (await merchant.GetAsync($"{Kept}/{id}")).Expect(404);
            (await merchant.PostAsync($"{Kept}/{id}/cancel-intent")).Expect(404);
            (await merchant.PostAsync($"{Kept}/{id}/cancel-confirm", new { }, "a-good-key")).Expect(404);
        }

        Assert.Equal("idempotency_key_required", await CodeAsync(merchant, null));
        Assert.Equal("idempotency_key_required", await CodeAsync(merchant, "short"));
        Assert.Equal("idempotency_key_too_long", await CodeAsync(merchant, new string('x', 256)));
        Assert.Equal("idempotency_key_invalid", await CodeAsync(merchant, "with a space"));
        var narrow = await merchant.WithKeyAsync(false, "access:read");
        (await narrow.GetAsync($"{Kept}/x")).Expect(404);
        (await narrow.PostAsync($"{Kept}/x/cancel-intent")).Expect(403);
    }

    [Fact]
    public async Task A_subscription_is_read_and_ended_in_the_contracts_words()
    {
        var program = new FakeRenewalProgram();
        await using var site = await Site.CreateAsync(more: services => services.AddSingleton<IRenewalProgram>(program));
        var merchant = await Api.SignUpAsync(site.Client);
        var productId = await ProductOfAsync(site, merchant.MerchantId);
        program.Kept = new Authorization(
            "auth-1", merchant.MerchantId, productId, "payer", "mint", 29_000_000, 720, AuthorizationStatus.Active)
        {
            Accounts = FakeRenewalProgram.Accounts,
            NextCollectionDueAt = DateTimeOffset.UnixEpoch,
        };
        var path = $"{Kept}/auth-1";
        var read = Agreement.Holds(
            $"GET {Kept}/{{authorization_id}}", (await merchant.GetAsync(path)).Expect(200));
        Assert.Equal(
            ("auth-1", "active", 30),
            (read.GetProperty("id").GetString(), read.GetProperty("status").GetString(),
                read.GetProperty("billing_interval_days").GetInt32()));
        var stranger = await Api.SignUpAsync(site.Client);
        (await stranger.GetAsync(path)).Expect(404);

        var intent = Agreement.Holds(
            $"POST {Kept}/{{authorization_id}}/cancel-intent",
            (await merchant.PostAsync($"{path}/cancel-intent", new { reason = "moving" })).Expect(200));
        Assert.Equal(
            ("cancel_pending", true, "moving", 1),
            (intent.GetProperty("status").GetString(), intent.GetProperty("cancel_at_period_end").GetBoolean(),
                intent.GetProperty("reason").GetString(), intent.GetProperty("instructions").GetArrayLength()));

        Assert.Equal("cancel_tx_signature", (await ConfirmCancelAsync(merchant, path, new { })).FieldRefused());
        Assert.Equal(
            "cancel_tx_signature",
            (await ConfirmCancelAsync(merchant, path, new { cancel_tx_signature = new string('x', 40) })).FieldRefused());
        Assert.Equal(
            "cancel_tx_signature",
            (await ConfirmCancelAsync(merchant, path, new { cancel_tx_signature = "short" })).FieldRefused());
        var key = await merchant.WithKeyAsync(false, "read", "execute");
        (await ConfirmCancelAsync(key, path, new { verify_onchain = false })).Expect(403);
        var good = new { cancel_tx_signature = FakeRenewalProgram.GoodSignature };
        var done = Agreement.Holds(
            $"POST {Kept}/{{authorization_id}}/cancel-confirm", (await ConfirmCancelAsync(key, path, good)).Expect(200));
        Assert.Equal("cancelled", done.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, done.GetProperty("cancel_requirement").ValueKind);
        Assert.True(done.GetProperty("cancel_verification").GetProperty("verified").GetBoolean());
        (await ConfirmCancelAsync(key, path, good)).Expect(200);
        (await ConfirmCancelAsync(key, path, new { cancel_tx_signature = new string('y', 40) })).Expect(409);
        (await merchant.PostAsync($"{path}/cancel-intent")).Expect(409);
    }

    [Fact]
    public async Task The_document_says_every_field()
    {
        await using var site = await Site.CreateAsync();
        var document = (await new Api(site.Client).GetAsync("/v1/openapi.json")).Expect(200);
        var routes = Agreement.Names("/pay/identity/", "/pay/phantom/", "/automatic-renew/", "/native-subscriptions/");
        Assert.Equal(13, routes.Count);
        foreach (var route in routes)
        {
            var (method, path) = (route.Split(' ')[0].ToLowerInvariant(), route.Split(' ')[1]);
            var answer = document.GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("responses")
                .GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("schema");
            foreach (var field in Agreement.FieldsOf(route))
            {
                var schema = answer;
                foreach (var part in field.Split('.'))
                {
                    schema = Documents.Resolve(document, schema);
                    Assert.True(
                        schema.TryGetProperty("properties", out var fields) && fields.TryGetProperty(part, out schema),
                        $"{route}: {field} is not in the document");
                }
            }
        }
    }

    private static Task<ApiAnswer> SetUpAsync(Handshake buyer, string paymentId) =>
        buyer.Api.PostAsync(Setup, new { payment_id = paymentId });

    private static Task<ApiAnswer> ConfirmAsync(Handshake buyer, string paymentId, string signature, string? key) =>
        buyer.Api.PostAsync("/v1/pay/confirm", new
        {
            payment_id = paymentId,
            tx_signature = signature,
            payer_wallet = buyer.Address,
            automatic_renew_setup_key = key,
        });

    private static Task<ApiAnswer> ConfirmCancelAsync(Api api, string path, object body) =>
        api.PostAsync($"{path}/cancel-confirm", body, $"cancel-{Interlocked.Increment(ref calls)}");

    private static async Task<string?> CodeAsync(Api api, string? key) =>
        (await api.PostAsync($"{Kept}/x/cancel-confirm", new { }, key)).Expect(400)
            .GetProperty("detail").GetProperty("code").GetString();

    private static async Task<Product> AutomaticAsync(Site site)
    {
        var product = await site.SellAsync();
        await MakeAutomaticAsync(site, product.Id);
        return product;
    }

    // By hand: products refuse AUTOMATIC where nothing collects it, which is what these tests are about.
    private static Task MakeAutomaticAsync(Site site, ProductId productId) => site.WriteAsync(async db =>
        (await db.Products.SingleAsync(row => row.Id == productId)).RenewalMode = RenewalMode.Automatic);

    private static async Task<ProductId> ProductOfAsync(Site site, MerchantId merchantId)
    {
        var outcome = await site.InScopeAsync<CreateProduct, ProductOutcome>(create => create.HandleAsync(
            merchantId,
            Site.Offer() with { Membership = new MembershipTerms { IdentityType = IdentityType.Wallet } },
            Engine.Storage.Actor.System, CancellationToken.None));
        return Assert.IsType<ProductOutcome.Saved>(outcome).Product.Id;
    }
}
