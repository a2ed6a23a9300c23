using HiltBot.Contract.Tests.Fuzz;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace HiltBot.Contract.Tests;

/// <summary>
/// The product's own composition in this process: Kestrel on loopback, the sandbox network, every sweep, a database of either
/// kind. Only limits and the cost of a password are the test's.
/// </summary>
internal sealed class LiveHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string folder;
    private readonly string provider;
    private readonly Task running;

    private LiveHost(WebApplication app, string url, string folder, string provider, Books books)
    {
        this.app = app;
        this.folder = folder;
        Url = url;
        this.provider = provider;
        Books = books;
        Http = NewClient();
        running = HiltHost.RunAsync(app);
    }

    public string Url { get; }

    public Books Books { get; }

    public HttpClient Http { get; }

    public ApiDocument Document { get; private set; } = null!;

    public static async Task<LiveHost> StartAsync(string provider, params IReadOnlyList<(string Name, string Value)> more)
    {
        var folder = Directory.CreateTempSubdirectory("hiltbot-contract-").FullName;
        var keyFile = Path.Combine(folder, "master.key");
        await File.WriteAllTextAsync(keyFile, Convert.ToBase64String(new byte[32]));
        var phantomKey = Path.Combine(folder, "phantom.key");
        await File.WriteAllTextAsync(phantomKey, Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray()));
        var address = $"Data Source={Path.Combine(folder, "hiltbot.db")}";
        if (provider == Store.Postgres)
        {
            var server = await PostgresServer.GetAsync();
            if (server is null)
            {
                Assert.Skip("No PostgreSQL here: tests/run.sh --install brings it.");
            }

            address = await server.CreateDatabaseAsync();
        }

        var url = $"http://127.0.0.1:{HostProcess.FreePort()}";
        List<(string Name, string Value)> settings =
        [
            ("PublicUrl", url), ("DataDirectory", folder), ("MasterKeyFile", keyFile), ("Phantom:KeyFile", phantomKey),
            ("Database:Provider", provider),
            ("Database:ConnectionString", address), ("Work:SweepSeconds", "1"), ("Webhooks:AllowPrivateAddresses", "true"),
            .. ((string[])["Public", "Free", "Starter", "Growth", "Scale", "Enterprise", "SignIns", "SignInsPerName",
                "Registrations"]).Select(name => ($"RateLimits:{name}", "10000000")),
            .. more,
        ];
        var app = HiltHost.Build(
            [.. settings.Select(one => $"--HiltBot:{one.Name}={one.Value}")],
            services =>
            {
                services.Configure<AccountOptions>(accounts => accounts.PasswordRounds = 1000);
                services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error));
            });
        var host = new LiveHost(app, url, folder, provider, new Books(provider, address));
        await host.ReadyAsync();
        host.Document = ApiDocument.Parse(await host.Http.GetStringAsync("/v1/openapi.json"));
        return host;
    }

    public HttpClient NewClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        BaseAddress = new Uri(Url),
        Timeout = TimeSpan.FromMinutes(2),
    };

    public TService Service<TService>()
        where TService : notnull => app.Services.GetRequiredService<TService>();

    /// <summary>From here on nothing happens by itself: what changes in the books, a request changed.</summary>
    public async Task HoldStillAsync()
    {
        var scheduler = await Service<ISchedulerFactory>().GetScheduler();
        await scheduler.Standby();

        // Sweeps that ran already come to their end by themselves.
        var last = await Digest.OfAsync(Books, provider);
        await Eventually.IsAsync(
            async () =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
                var (before, now) = (last, await Digest.OfAsync(Books, provider));
                last = now;
                return Digest.Difference(before, now);
            },
            difference => difference.Length == 0, "the books are still");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await running;
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task ReadyAsync()
    {
        var started = app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted;
        await Eventually.IsAsync(
            () => Task.FromResult(started.IsCancellationRequested || running.IsCompleted), isSo => isSo, "the host runs");
        if (running.IsCompleted)
        {
            await running;
        }
    }
}
