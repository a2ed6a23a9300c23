using System.Text.Json;
using HiltBot.Doors.Tests.Web;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using HiltBot.Web.Api.Gate;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Doors.Tests.Receipts;

/// <summary>A merchant who sells one product on a ledger in the test's hand, and calls the API about it.</summary>
internal sealed class ReceiptShop : IAsyncDisposable
{
    private ReceiptShop(Site site, Product product, Api owner) => (Site, Product, Owner) = (site, product, owner);

    public static string Payer { get; } = FakeChain.Wallet("ana pays");

    public Site Site { get; }

    public Product Product { get; }

    /// <summary>Signed in.</summary>
    public Api Owner { get; }

    public FakeChain Chain => Site.Services.GetRequiredService<FakeChain>();

    public static async Task<ReceiptShop> OpenAsync(
        Action<IServiceCollection>? more = null, string title = "Inner circle", string? wallet = null)
    {
        var site = await Site.CreateAsync(more: services =>
        {
            services.AddSingleton<FakeChain>();
            services.AddSingleton<IPaymentChain>(provider => provider.GetRequiredService<FakeChain>());
            more?.Invoke(services);
        });
        await site.WriteAsync(db =>
        {
            db.Accounts.Add(new Account
            {
                MerchantId = site.MerchantId,
                Email = "owner@harbor.example",
                Tier = Tier.Enterprise,
                Status = AccountStatus.Active,
                SessionsFrom = site.Time.GetUtcNow(),
                CreatedAt = site.Time.GetUtcNow(),
            });
            return Task.CompletedTask;
        });
        var owner = new Api(site.Client)
        {
            MerchantId = site.MerchantId,
            Token = site.Services.GetRequiredService<SessionTokens>().Issue(site.MerchantId, Tier.Enterprise),
        };
        var product = await site.SellAsync(Site.Offer(title) with { MerchantWallet = wallet ?? FakeChain.Wallet("harbor") });
        return new ReceiptShop(site, product, owner);
    }

    /// <summary>Ana opens a session; nothing is paid yet.</summary>
    public async Task<Payment> SessionAsync()
    {
        var link = await Site.LinkAsync(Product);
        var (status, body) = await Site.PostJsonAsync(
            $"/v1/products/p/{Product.Slug}/connect", new { handoff_token = link.Token });
        Assert.True(status == 200, body.ToString());
        var id = PaymentId.From(body.GetProperty("payment_id").GetGuid());
        return await Site.ReadAsync(db => db.Payments.SingleAsync(row => row.Id == id));
    }

    /// <summary>A whole purchase; the receipt as its owner reads it.</summary>
    public async Task<JsonElement> BuyAsync()
    {
        var session = await SessionAsync();
        var signature = Chain.Pay(session, Payer);
        await Site.SettleAsync();
        var id = await Site.ReadAsync(db => db.Receipts.Where(row => row.TxSig == signature).Select(row => row.Id).SingleAsync());
        return (await Owner.GetAsync($"/v1/receipt/{id}")).Expect(200);
    }

    public async Task<(byte[] Content, string? Type)> FileAsync(string path, Api? caller = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (caller?.Token is { } token)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        using var answer = await Site.Client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        return (await answer.Content.ReadAsByteArrayAsync(), answer.Content.Headers.ContentType?.ToString());
    }

    public ValueTask DisposeAsync() => Site.DisposeAsync();
}
