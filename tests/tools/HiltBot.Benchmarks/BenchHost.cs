using System.Globalization;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HiltBot.Benchmarks;

/// <summary>The product's host in this process, quiet, on either database; and how waiting times are printed.</summary>
internal sealed class BenchHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string folder;

    private BenchHost(WebApplication app, string folder)
    {
        this.app = app;
        this.folder = folder;
    }

    public static async Task<BenchHost> StartAsync(
        string provider, IReadOnlyDictionary<string, string> platform, Action<IServiceCollection>? more = null)
    {
        var folder = Directory.CreateTempSubdirectory("hiltbot-benchmark-").FullName;
        var keyFile = Path.Combine(folder, "master.key");
        await File.WriteAllTextAsync(keyFile, Convert.ToBase64String(new byte[32]));
        var settings = platform.ToDictionary(StringComparer.Ordinal);
        settings["HiltBot:PublicUrl"] = $"http://127.0.0.1:{HostProcess.FreePort()}";
        settings["HiltBot:DataDirectory"] = folder;
        settings["HiltBot:MasterKeyFile"] = keyFile;
        settings["HiltBot:Database:Provider"] = provider;
        settings["Logging:LogLevel:Default"] = "Warning";
        if (provider == Store.Postgres)
        {
            var server = await PostgresServer.GetAsync() ??
                throw new InvalidOperationException("No PostgreSQL here: tests/run.sh --install brings it.");
            settings["HiltBot:Database:ConnectionString"] = await server.CreateDatabaseAsync();
        }

        var app = HiltHost.Build(
            [.. settings.Select(pair => $"--{pair.Key}={pair.Value}")],
            services =>
            {
                services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
                more?.Invoke(services);
            });
        _ = Task.Run(() => HiltHost.RunAsync(app));

        // The demo workspace stands when the host has started.
        var isStarted = new TaskCompletionSource();
        await using (app.Lifetime.ApplicationStarted.Register(isStarted.SetResult))
        {
            await isStarted.Task;
        }

        return new BenchHost(app, folder);
    }

    /// <summary>Connects a place to the demo workspace.</summary>
    public async Task BindAsync(Platform platform, string externalId)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var merchantId = await scope.ServiceProvider.GetRequiredService<Work>().ReadAsync(
            db => db.Merchants.Select(row => row.Id).FirstAsync(), CancellationToken.None);
        var code = (BindCodeOutcome.Given)await scope.ServiceProvider.GetRequiredService<GiveBindCode>()
            .HandleAsync(merchantId, Actor.System, CancellationToken.None);
        await scope.ServiceProvider.GetRequiredService<BindCommunity>().HandleAsync(
            new BindRequest(
                platform, externalId, "Harbor House", code.Code, new StaffAccount(platform, "1", "Robin"), MayManage: true),
            CancellationToken.None);
    }

    public static void Print(
        string provider, string what, IReadOnlyList<TimeSpan> calm, IReadOnlyList<TimeSpan> busy)
    {
        foreach (var (name, share) in ((string, double)[])[("p50", 0.50), ("p99", 0.99)])
        {
            var (few, many) = (At(calm, share), At(busy, share));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{provider,-9} {many / few,6:0.00} x  {what} at 200 a second, against at 20: {name}  " +
                $"({many.TotalMilliseconds:0.0} ms, {few.TotalMilliseconds:0.0} ms)"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static TimeSpan At(IReadOnlyList<TimeSpan> sorted, double share) => sorted[(int)((sorted.Count - 1) * share)];
}
