using System.Globalization;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using HiltBot.TestKit.Discord;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HiltBot.Benchmarks;

/// <summary>
/// From an interaction that Discord delivers to the answer that it gets, through the gateway, with the database in use. The
/// stand-in that asks and counts runs in the same process, on the same cores.
/// </summary>
internal static class Interactions
{
    private const int People = 200;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(string provider)
    {
        await using var discord = await StandInDiscord.StartAsync();
        discord.Limits.AreOn = false;
        var guild = discord.AddGuild("Harbor House");
        var lobby = discord.AddChannel(guild, "lobby");
        var people = discord.AddMembers(guild, People);
        var folder = Directory.CreateTempSubdirectory("hiltbot-benchmark-").FullName;
        var app = await StartAsync(provider, discord, folder);
        await BindAsync(app, guild);
        await discord.UntilAsync(() => discord.Commands.Contains("join"), "the commands are registered");
        await discord.Gateway.ReadyAsync();
        await AskAsync(discord, guild, lobby, people, perSecond: 100);
        var calm = await AskAsync(discord, guild, lobby, people, perSecond: 20);
        var busy = await AskAsync(discord, guild, lobby, people, perSecond: 200);
        Print(provider, "50", calm, busy, 0.50);
        Print(provider, "99", calm, busy, 0.99);
        await app.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<WebApplication> StartAsync(string provider, StandInDiscord discord, string folder)
    {
        var keyFile = Path.Combine(folder, "master.key");
        await File.WriteAllTextAsync(keyFile, Convert.ToBase64String(new byte[32]));
        var settings = discord.Settings.ToDictionary(StringComparer.Ordinal);
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
            services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning)));
        _ = Task.Run(() => HiltHost.RunAsync(app));
        return app;
    }

    private static async Task BindAsync(WebApplication app, string guild)
    {
        // The demo workspace stands when the host has started.
        var started = app.Lifetime.ApplicationStarted;
        var isStarted = new TaskCompletionSource();
        await using (started.Register(isStarted.SetResult))
        {
            await isStarted.Task;
        }

        await using var scope = app.Services.CreateAsyncScope();
        var merchantId = await scope.ServiceProvider.GetRequiredService<Work>().ReadAsync(
            db => db.Merchants.Select(row => row.Id).FirstAsync(), CancellationToken.None);
        var code = (BindCodeOutcome.Given)await scope.ServiceProvider.GetRequiredService<GiveBindCode>()
            .HandleAsync(merchantId, Actor.System, CancellationToken.None);
        await scope.ServiceProvider.GetRequiredService<BindCommunity>().HandleAsync(
            new BindRequest(
                Platform.Discord, guild, "Harbor House", code.Code, new StaffAccount(Platform.Discord, "1", "Robin"),
                MayManage: true),
            CancellationToken.None);
    }

    /// <summary>So many people a second say <c>/status</c> and <c>/join</c>, whether the ones before were answered or not.</summary>
    private static async Task<IReadOnlyList<TimeSpan>> AskAsync(
        StandInDiscord discord, string guild, string lobby, IReadOnlyList<string> people, int perSecond)
    {
        var before = discord.Answers.Count;
        var asked = 0;
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond));
        var total = (int)(perSecond * Length.TotalSeconds);
        while (asked < total && await tick.WaitForNextTickAsync())
        {
            await discord.SayAsync(
                people[asked % people.Count], guild, lobby, asked % 2 == 0 ? "status" : "join");
            asked++;
        }

        await discord.UntilAsync(() => discord.Answers.Count >= before + total, "everybody is answered");
        return [.. discord.Answers.Skip(before).Where(answer => answer.Way == "callback").Select(answer => answer.Took).Order()];
    }

    private static void Print(
        string provider, string percentile, IReadOnlyList<TimeSpan> calm, IReadOnlyList<TimeSpan> busy, double share)
    {
        var (few, many) = (At(calm, share), At(busy, share));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{provider,-9} {many / few,6:0.00} x  interaction to answer at 200 a second, against at 20: p{percentile}  " +
            $"({many.TotalMilliseconds:0.0} ms, {few.TotalMilliseconds:0.0} ms)"));
    }

    private static TimeSpan At(IReadOnlyList<TimeSpan> sorted, double share) => sorted[(int)((sorted.Count - 1) * share)];
}
