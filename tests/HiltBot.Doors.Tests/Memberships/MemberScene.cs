using System.Text.Json;
using HiltBot.Doors.Tests.Web;
using HiltBot.Engine.Access;
using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Web.Api.Gate;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Doors.Tests.Memberships;

/// <summary>
/// A merchant who sells a membership, people who buy it through the product's doors with play money, and the
/// merchant's own software that calls the API.
/// </summary>
internal sealed class MemberScene(Site site, Product product, Api mia, Api software) : IAsyncDisposable
{
    public Site Site => site;

    public Product Product => product;

    /// <summary>The merchant, signed in.</summary>
    public Api Mia => mia;

    /// <summary>The merchant's software, with a key.</summary>
    public Api Software => software;

    /// <param name="more">As of <see cref="Site.CreateAsync"/>.</param>
    public static async Task<MemberScene> OpenAsync(
        NewProduct? wanted = null, string network = Network.Sandbox, Action<IServiceCollection>? more = null)
    {
        var site = await Site.CreateAsync(network: network, more: more);
        var product = await site.SellAsync(wanted);
        await site.WriteAsync(async db =>
        {
            if (!await db.Accounts.AnyAsync(row => row.MerchantId == site.MerchantId))
            {
                db.Accounts.Add(new Account
                {
                    MerchantId = site.MerchantId,
                    Email = "mia@example.org",
                    Tier = Tier.Enterprise,
                    Status = AccountStatus.Active,
                    SessionsFrom = site.Time.GetUtcNow(),
                    CreatedAt = site.Time.GetUtcNow(),
                });
            }
        });
        var mia = new Api(site.Client)
        {
            Token = site.Services.GetRequiredService<SessionTokens>().Issue(site.MerchantId, Tier.Enterprise),
            MerchantId = site.MerchantId,
        };
        return new MemberScene(site, product, mia, await mia.WithKeyAsync());
    }

    /// <summary>A member who has asked in the server's chat, paid, and is in the server.</summary>
    /// <param name="persona">ana or ben.</param>
    public async Task<string> BuyAsync(string persona = "ana", Product? what = null, bool joins = true)
    {
        if (joins)
        {
            await DoAsync(new SimDoing.Join(Platform.SimServer, $"s-{persona}"));
        }

        var payment = await PayAsync(await SessionAsync(persona, what), persona);
        return payment.MembershipId!.Value.ToString();
    }

    /// <summary>Pays a session and lets every sweep run.</summary>
    public async Task<Payment> PayAsync(PaymentId id, string persona = "ana", long? amount = null)
    {
        Assert.IsType<PlayOutcome.Sent>(await site.InScopeAsync<PayWithPlayMoney, PlayOutcome>(pay =>
            pay.HandleAsync(id, SimWallet.Of(persona), amount, default)));
        await SettleAsync();
        return await site.ReadAsync(db => db.Payments.SingleAsync(row => row.Id == id));
    }

    public async Task<PaymentId> SessionAsync(string persona = "ana", Product? what = null, string? token = null)
    {
        what ??= product;
        if (token is null)
        {
            var made = await site.InScopeAsync<MakeHandoffLink, HandoffOutcome>(make => make.HandleAsync(
                new HandoffRequest(site.MerchantId, what.Id, $"s-{persona}")
                {
                    IdentityDisplay = $"@{char.ToUpperInvariant(persona[0])}{persona[1..]}",
                    AskedOn = Platform.SimServer,
                },
                default));
            token = Assert.IsType<HandoffOutcome.Made>(made).Token;
        }

        var (status, body) = await site.PostJsonAsync($"/v1/products/p/{what.Slug}/connect", new { handoff_token = token });
        Assert.True(status == 200, body.ToString());
        return PaymentId.From(body.GetProperty("payment_id").GetGuid());
    }

    public async Task DoAsync(SimDoing doing) => Assert.IsType<SimDone.Done>(
        await site.InScopeAsync<DoInSimulatedPlace, SimDone>(act => act.HandleAsync(doing, default)));

    /// <summary>Every sweep, until none has work.</summary>
    public async Task SettleAsync()
    {
        do
        {
            await site.SettleAsync();
            await site.InScopeAsync<SendNotices, int>(step => step.HandleAsync(default));
        }
        while (await site.InScopeAsync<LapseMemberships, int>(step => step.HandleAsync(default)) > 0);
        await site.SettleAsync();
    }

    /// <summary>Moves both clocks and lets happen what is due.</summary>
    public async Task WaitAsync(TimeSpan length)
    {
        site.Time.Advance(length);
        await site.InScopeAsync<BeatHeart>(beat => beat.HandleAsync(default));
        await SettleAsync();
    }

    /// <summary>The kinds of events that the merchant's software is owed, in order.</summary>
    public Task<List<string>> EventsAsync() => site.ReadAsync(db =>
        db.WebhookEvents.OrderBy(row => row.Id).Select(row => row.EventType).ToListAsync());

    public ValueTask DisposeAsync() => site.DisposeAsync();
}

internal static class Answers
{
    public static IReadOnlyList<JsonElement> Items(this JsonElement answer, string key = "items") =>
        [.. answer.GetProperty(key).EnumerateArray()];

    public static string? Text(this JsonElement answer, string key) => answer.GetProperty(key).GetString();

    public static IReadOnlyList<string?> Texts(this JsonElement answer, string list, string key) =>
        [.. answer.Items(list).Select(one => one.Text(key))];
}
