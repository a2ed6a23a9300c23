using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using HiltBot.Engine;
using HiltBot.Engine.Access;
using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Storage.Sqlite;
using HiltBot.TestKit;
using HiltBot.Web;
using HiltBot.Web.Api.Gate;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HiltBot.Doors.Tests.Web;

/// <summary>The pages over an engine on SQLite, with one merchant, time in hand, and sweeps that run when they are told.</summary>
public sealed partial class Site : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string folder;
    private HttpClient? client;
    private string? cookie;

    private Site(WebApplication app, ManualTime time, string folder)
    {
        this.app = app;
        this.folder = folder;
        Time = time;
    }

    public ManualTime Time { get; }

    /// <summary>Works once the host has started.</summary>
    public HttpClient Client => client ??= app.GetTestServer().CreateClient();

    public MerchantId MerchantId { get; private set; }

    /// <summary>The host's own services.</summary>
    public IServiceProvider Services => app.Services;

    /// <param name="more">Sets options and replaces services, after the product's own.</param>
    /// <param name="routes">Routes beside the product's own.</param>
    public static async Task<Site> CreateAsync(
        bool hasSimulator = true, string network = Network.Sandbox, Action<IServiceCollection>? more = null,
        Action<WebApplication>? routes = null)
    {
        var time = new ManualTime();
        var folder = Directory.CreateTempSubdirectory("hiltbot-site-").FullName;
        await SqliteTemplate.CopyToAsync(Path.Combine(folder, "site.db"));
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton(new MasterKey(new byte[MasterKey.Length]));
        builder.Services.AddHiltEngine(new Network(network));
        builder.Services.AddSqliteStore($"Data Source={Path.Combine(folder, "site.db")};Pooling=False");
        builder.Services.AddHiltWeb(hasSimulator);
        builder.Services.Configure<RateLimitOptions>(limits => limits.Registrations = 1000);
        builder.Services.Configure<AccountOptions>(accounts => accounts.PasswordRounds = 1000);
        more?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseRouting();
        app.UseHiltApi();
        app.MapHiltWeb();
        routes?.Invoke(app);
        var site = new Site(app, time, folder);
        await site.InScopeAsync<Work>(work =>
            app.Services.GetRequiredService<KeyRing>().OpenAsync(work, CancellationToken.None));
        await app.StartAsync();
        await site.MakeMerchantAsync(hasSimulator);
        return site;
    }

    public async Task<Product> SellAsync(NewProduct? wanted = null)
    {
        var outcome = await InScopeAsync<CreateProduct, ProductOutcome>(create =>
            create.HandleAsync(MerchantId, wanted ?? Offer(), Actor.System, CancellationToken.None));
        return Assert.IsType<ProductOutcome.Saved>(outcome).Product;
    }

    public static NewProduct Offer(string title = "Inner circle") => new(ProductType.PaymentLink, title)
    {
        AmountMinorUnits = 29_000_000,
        MerchantWallet = SimWallet.Of("the merchant"),
        TermsText = "Be kind.",
        Membership = new MembershipTerms
        {
            Billing = new Billing(BillingUnit.Day, 30, "UTC", null),
            GracePeriodDays = 3,
            Targets = [new NewTarget(Platform.SimServer, "sim:inner-circle", "Inner circle")],
        },
    };

    /// <summary>A link for Ana, as the bot gives it.</summary>
    public async Task<HandoffOutcome.Made> LinkAsync(Product product, int minutes = 30)
    {
        var outcome = await InScopeAsync<MakeHandoffLink, HandoffOutcome>(make => make.HandleAsync(
            new HandoffRequest(MerchantId, product.Id, "s-ana")
            {
                IdentityDisplay = "Ana",
                AskedOn = Platform.SimServer,
                ExpiresInMinutes = minutes,
            },
            CancellationToken.None));
        return Assert.IsType<HandoffOutcome.Made>(outcome);
    }

    /// <summary>Runs every sweep until none has work.</summary>
    public async Task SettleAsync()
    {
        int done;
        do
        {
            done = await InScopeAsync<ReadReceivingAccounts, int>(step => step.HandleAsync(CancellationToken.None));
            done += await InScopeAsync<EndCheckouts, int>(step => step.HandleAsync(CancellationToken.None));
            done += await InScopeAsync<ReconcileAccess, int>(step => step.HandleAsync(CancellationToken.None));
        }
        while (done > 0);
    }

    public async Task<(int Status, string Body)> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var answer = await SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Posts the first form of a page that goes to an address ending so, as a browser without scripts would.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(
        string page, string actionEnd, params IReadOnlyList<(string Name, string Value)> more)
    {
        var form = FormPattern().Matches(page).First(match => match.Groups["action"].Value.EndsWith(actionEnd, StringComparison.Ordinal));
        var fields = HiddenPattern().Matches(form.Groups["inside"].Value)
            .Select(field => (field.Groups["name"].Value, System.Net.WebUtility.HtmlDecode(field.Groups["value"].Value)))
            .Concat(more).Select(field => KeyValuePair.Create(field.Item1, field.Item2));
        using var request = new HttpRequestMessage(HttpMethod.Post, form.Groups["action"].Value)
        {
            Content = new FormUrlEncodedContent(fields),
        };
        return await SendAsync(request);
    }

    public async Task<(int Status, JsonElement Body)> PostJsonAsync(string path, object body)
    {
        using var answer = await Client.PostAsJsonAsync(path, body);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        var answer = await Client.SendAsync(request);
        if (answer.Headers.TryGetValues("Set-Cookie", out var cookies))
        {
            cookie = cookies.First().Split(';')[0];
        }

        return answer;
    }

    public Task<TResult> ReadAsync<TResult>(Func<HiltDb, Task<TResult>> body) =>
        InScopeAsync<Work, TResult>(work => work.ReadAsync(body, CancellationToken.None));

    public Task WriteAsync(Func<HiltDb, Task> body) =>
        InScopeAsync<Work>(work => work.RunAsync(body, CancellationToken.None));

    public SimulatedPlace Place(Platform platform) =>
        app.Services.GetRequiredKeyedService<SimulatedPlace>(platform);

    public async Task<TResult> InScopeAsync<TService, TResult>(Func<TService, Task<TResult>> body)
        where TService : notnull
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await body(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public async Task InScopeAsync<TService>(Func<TService, Task> body)
        where TService : notnull
    {
        await using var scope = app.Services.CreateAsyncScope();
        await body(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public async ValueTask DisposeAsync()
    {
        client?.Dispose();
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task MakeMerchantAsync(bool hasSimulator)
    {
        var made = await InScopeAsync<MakeMerchant, MerchantOutcome>(make =>
            make.HandleAsync(new NewMerchant("Harbor House"), Actor.System, CancellationToken.None));
        MerchantId = Assert.IsType<MerchantOutcome.Made>(made).MerchantId;
        if (!hasSimulator)
        {
            return;
        }

        await InScopeAsync<OpenSimulatedPlaces>(open => open.HandleAsync(CancellationToken.None));
        foreach (var layout in SimWorld.Places)
        {
            var code = await InScopeAsync<Work, string>(work => work.RunAsync(
                db => app.Services.GetRequiredService<OneTimeCodes>().IssueAsync(
                    db, CodePurpose.BindCommunity, MerchantId, null, TimeSpan.FromHours(1), CancellationToken.None),
                CancellationToken.None));
            var robin = new StaffAccount(layout.Platform, SimWorld.FindPersona("robin")!.AccountOn(layout.Platform), "Robin");
            Assert.IsType<BindOutcome.Bound>(await InScopeAsync<BindCommunity, BindOutcome>(bind => bind.HandleAsync(
                new BindRequest(layout.Platform, layout.ExternalId, layout.Title, code, robin, true)
                {
                    AlertChannelId = layout.AlertChannelId,
                },
                CancellationToken.None)));
        }
    }

    [GeneratedRegex("<form method=\"post\" action=\"(?<action>[^\"]+)\">(?<inside>.*?)</form>", RegexOptions.Singleline)]
    private static partial Regex FormPattern();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex HiddenPattern();
}
