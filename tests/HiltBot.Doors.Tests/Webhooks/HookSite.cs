using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using HiltBot.Doors.Tests.Web;
using HiltBot.Engine;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using HiltBot.Storage.Sqlite;
using HiltBot.TestKit;
using HiltBot.Web;
using HiltBot.Web.Api.Gate;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HiltBot.Doors.Tests.Webhooks;

/// <summary>The API over an engine on SQLite: a workspace that calls it, time in hand, sweeps that run when
/// told.</summary>
internal sealed class HookSite : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string folder;
    private readonly bool ownsFolder;

    private HookSite(WebApplication app, ManualTime time, string folder, bool ownsFolder)
    {
        this.app = app;
        this.folder = folder;
        this.ownsFolder = ownsFolder;
        Time = time;
    }

    public ManualTime Time { get; }

    public MerchantId MerchantId { get; private set; }

    /// <summary>Signed in.</summary>
    public HttpClient Session { get; private set; } = null!;

    /// <summary>With a live key that may read and execute.</summary>
    public HttpClient Key { get; private set; } = null!;

    public HttpClient Nobody { get; private set; } = null!;

    public IServiceProvider Services => app.Services;

    public DeliveryFlights Flights => app.Services.GetRequiredService<DeliveryFlights>();

    public static async Task<HookSite> OpenAsync(bool allowPrivate = true)
    {
        var site = await StartAsync(
            new ManualTime(), Directory.CreateTempSubdirectory("hiltbot-hooks-").FullName, true,
            allowPrivate);
        site.MerchantId = await site.MakeMerchantAsync("Harbor House");
        site.Session = await site.SignInAsync(site.MerchantId);
        site.Key = await site.KeyAsync(site.MerchantId, isSandbox: false);
        return site;
    }

    /// <summary>Another process of the same installation, after this one died.</summary>
    public async Task<HookSite> StartAgainAsync()
    {
        var next = await StartAsync(Time, folder, false, true);
        next.MerchantId = MerchantId;
        next.Session = await next.SignInAsync(MerchantId);
        return next;
    }

    public async Task<MerchantId> MakeMerchantAsync(string name)
    {
        var made = Assert.IsType<MerchantOutcome.Made>(
            await InScopeAsync<MakeMerchant, MerchantOutcome>(make =>
            make.HandleAsync(new NewMerchant(name), Actor.System, default)));
        var now = Time.GetUtcNow();
        await WriteAsync(async db =>
        {
            if (!await db.Accounts.AnyAsync(row => row.MerchantId == made.MerchantId))
            {
                db.Accounts.Add(new Account
                {
                    MerchantId = made.MerchantId,
                    Email = $"{made.MerchantId.Value:N}@example.org",
                    Tier = Tier.Enterprise,
                    Status = AccountStatus.Active,
                    SessionsFrom = now,
                    CreatedAt = now,
                });
            }
        });
        return made.MerchantId;
    }

    public Task<HttpClient> SignInAsync(MerchantId merchantId)
    {
        var client = app.GetTestServer().CreateClient();
        client.Timeout = Timeout.InfiniteTimeSpan;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", app.Services.GetRequiredService<SessionTokens>().Issue(merchantId, Tier.Enterprise));
        return Task.FromResult(client);
    }

    public async Task<HttpClient> KeyAsync(MerchantId merchantId, bool isSandbox,
        string permissions = "read,execute")
    {
        var text = ApiKeyText.Make(isSandbox);
        await WriteAsync(db =>
        {
            db.ApiKeys.Add(new ApiKey
            {
                Id = ApiKeyId.New(Time.GetUtcNow()),
                MerchantId = merchantId,
                Name = "key",
                KeyPrefix = text[..ApiKeyText.PrefixShown],
                KeyHash = ApiKeyText.HashOf(text)!,
                Permissions = permissions,
                IsSandbox = isSandbox,
                CreatedAt = Time.GetUtcNow(),
            });
            return Task.CompletedTask;
        });
        var client = app.GetTestServer().CreateClient();
        client.Timeout = Timeout.InfiniteTimeSpan;
        client.DefaultRequestHeaders.Add("X-Hilt-Key", text);
        return client;
    }

    public async Task<Product> SellAsync(MerchantId? merchantId = null)
    {
        var outcome = await InScopeAsync<CreateProduct, ProductOutcome>(create => create.HandleAsync(
            merchantId ?? MerchantId,
            Site.Offer() with { Membership = new MembershipTerms { Targets = [] } }, Actor.System, default));
        return Assert.IsType<ProductOutcome.Saved>(outcome).Product;
    }

    /// <summary>Registers an endpoint through the API.</summary>
    public async Task<(string Id, string Secret)> ListenAsync(string url, params string[] events)
    {
        var (status, body) = await CallAsync(
            Session, HttpMethod.Post, "/v1/webhooks/endpoints",
            new { label = "My software", url, subscribed_events = events });
        Assert.True(status == 201, body.ToString());
        return (body.GetProperty("endpoint").GetProperty("id").GetString()!,
            body.GetProperty("signing_secret").GetString()!);
    }

    /// <summary>Renders what is owed and lets it fly.</summary>
    public async Task StartSendingAsync()
    {
        while (await InScopeAsync<RenderEvents, int>(step => step.HandleAsync(default)) +
            await InScopeAsync<DeliverWebhooks, int>(step => step.HandleAsync(default)) > 0)
        {
        }
    }

    public async Task SendAsync()
    {
        await StartSendingAsync();
        await Flights.LandedAsync();
    }

    public static async Task<(int Status, JsonElement Body)> CallAsync(
        HttpClient client, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        using var answer = await client.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    public Task<(int Status, JsonElement Body)> GetAsync(string path) =>
        CallAsync(Session, HttpMethod.Get, path);

    public Task<(int Status, JsonElement Body)> PostAsync(string path, object? body = null) =>
        CallAsync(Session, HttpMethod.Post, path, body);

    public Task<TResult> ReadAsync<TResult>(Func<HiltDb, Task<TResult>> body) =>
        InScopeAsync<Work, TResult>(work => work.ReadAsync(body, default));

    public async Task WriteAsync(Func<HiltDb, Task> body) => await InScopeAsync<Work, bool>(async work =>
    {
        await work.RunAsync(body, default);
        return true;
    });

    public async Task<TResult> InScopeAsync<TService, TResult>(Func<TService, Task<TResult>> body)
        where TService : notnull
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await body(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        if (ownsFolder)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<HookSite> StartAsync(ManualTime time, string folder, bool ownsFolder,
        bool allowPrivate)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton(new MasterKey(new byte[MasterKey.Length]));
        builder.Services.Configure<WebhookOptions>(options => options.AllowPrivateAddresses = allowPrivate);
        builder.Services.AddHiltEngine(new Network(Network.Sandbox));
        builder.Services.AddSqliteStore($"Data Source={Path.Combine(folder, "site.db")};Pooling=False");
        builder.Services.AddHiltWeb(hasSimulator: true);
        var app = builder.Build();
        app.UseRouting();
        app.UseHiltApi();
        app.MapHiltWeb();
        var site = new HookSite(app, time, folder, ownsFolder);
        await site.InScopeAsync<IDbContextFactory<HiltDb>, bool>(async databases =>
        {
            await using var db = await databases.CreateDbContextAsync();
            return await db.Database.EnsureCreatedAsync();
        });
        await site.InScopeAsync<Work, bool>(async work =>
        {
            await app.Services.GetRequiredService<KeyRing>().OpenAsync(work, default);
            return true;
        });
        await app.StartAsync();
        site.Nobody = app.GetTestServer().CreateClient();
        return site;
    }
}
