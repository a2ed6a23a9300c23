using System.Text.Json;
using HiltBot.Doors.Tests.Web;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Web.Api.Products;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Doors.Tests.Products;

/// <summary>
/// A merchant's own software and a buyer's wallet at one server: everything through the routes, the play ledger pays.
/// </summary>
public sealed class Shop : IAsyncDisposable
{
    private Shop(Site site, Api key)
    {
        Site = site;
        Key = key;
        Buyer = new Api(site.Client);
    }

    public Site Site { get; }

    /// <summary>The software of a workspace that has the two simulated places.</summary>
    public Api Key { get; }

    /// <summary>Anybody.</summary>
    public Api Buyer { get; }

    public static string Wallet => SimWallet.Of("the merchant");

    public static string Payer => SimWallet.Of("a payer");

    public static async Task<Shop> OpenAsync(Action<IServiceCollection>? more = null)
    {
        var site = await Site.CreateAsync(more: more);
        var given = Assert.IsType<AccountCodeOutcome.Given>(await site.InScopeAsync<GiveAccountCode, AccountCodeOutcome>(
            give => give.HandleAsync(site.MerchantId, Actor.System, CancellationToken.None)));
        var registered = await new Api(site.Client).PostAsync("/v1/auth/register", new
        {
            email = "robin@example.org",
            password = Api.Password,
            setup_code = given.Code,
        });
        var session = new Api(site.Client)
        {
            Token = registered.Expect(201).GetProperty("token").GetString(),
            MerchantId = site.MerchantId,
        };
        return new Shop(site, await session.WithKeyAsync());
    }

    /// <summary>What is sent for an ordinary membership that opens nothing: identity is a text of the merchant's own.</summary>
    public static Dictionary<string, object?> Course() => new()
    {
        ["product_type"] = "PAYMENT_LINK",
        ["title"] = "Course",
        ["description"] = "Ten letters",
        ["image_url"] = "https://img.example/course.png",
        ["amount_minor_units"] = 29_000_000,
        ["merchant_wallet"] = Wallet,
        ["delivery_type"] = "REDIRECT",
        ["delivery_value"] = "https://course.example/secret-door",
        ["max_payments"] = 50,
        ["membership_config"] = new Dictionary<string, object?>
        {
            ["platform"] = "custom ",
            ["access_mode"] = "redirect",
            ["identity_type"] = "email",
            ["identity_label"] = "E-mail",
            ["identity_required"] = true,
            ["renewal_mode"] = "MANUAL",
            ["billing_interval_days"] = 30,
            ["grace_period_days"] = 3,
            ["renewal_reminder_offsets_days"] = (int[])[1, 7, 2],
            ["platform_target_id"] = "course-42",
            ["platform_target_label"] = "Course 42",
            ["settings_json"] = new Dictionary<string, object?> { ["theme"] = "dark" },
        },
    };

    public async Task<JsonElement> SellAsync(Dictionary<string, object?> wanted) =>
        (await Key.PostAsync("/v1/products", wanted)).Expect(200);

    public async Task<JsonElement> ConnectAsync(JsonElement product, object body) =>
        (await Buyer.PostAsync($"/v1/products/p/{Text(product, "slug")}/connect", body)).Expect(200);

    /// <summary>The buyer's wallet sends what the session asks for.</summary>
    /// <returns>The signature.</returns>
    public async Task<string> PayAsync(JsonElement session, string? payer = null)
    {
        var outcome = await Site.InScopeAsync<PayWithPlayMoney, PlayOutcome>(pay => pay.HandleAsync(
            PaymentId.From(session.GetProperty("payment_id").GetGuid()), payer ?? Payer, null, CancellationToken.None));
        return Assert.IsType<PlayOutcome.Sent>(outcome).Signature;
    }

    /// <summary>From session to confirmed payment.</summary>
    public async Task<JsonElement> BuyAsync(JsonElement product, string who)
    {
        var session = await ConnectAsync(
            product, new { payer_wallet = SimWallet.Of(who), customer_reference_value = who });
        var signature = await PayAsync(session, SimWallet.Of(who));
        await Site.SettleAsync();
        return (await Buyer.PostAsync("/v1/pay/confirm", new
        {
            payment_id = Text(session, "payment_id"),
            tx_signature = signature,
            payer_wallet = SimWallet.Of(who),
        })).Expect(200);
    }

    public Task CountOpensAsync() =>
        Site.InScopeAsync<WriteProductOpens>(write => write.HandleAsync(CancellationToken.None));

    public static string Text(JsonElement body, string key) => body.GetProperty(key).GetString()!;

    public ValueTask DisposeAsync() => Site.DisposeAsync();
}
