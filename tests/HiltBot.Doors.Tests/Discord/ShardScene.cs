using System.Collections.Concurrent;
using HiltBot.Discord.Gateway;
using HiltBot.Discord.Wire;
using HiltBot.TestKit;
using HiltBot.TestKit.Discord;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HiltBot.Doors.Tests.Discord;

/// <summary>Shards against the stand-in's gateway, with time in hand, and what they heard.</summary>
internal sealed class ShardScene : IAsyncDisposable, IGatewayEvents
{
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<GatewayEvent> heard = new();
    private readonly List<Task<string?>> running = [];
    private readonly IdentifyGate gate;

    private ShardScene(ManualTime time, StandInDiscord discord)
    {
        Time = time;
        Discord = discord;
        gate = new IdentifyGate(time, NullLogger<IdentifyGate>.Instance);
    }

    public ManualTime Time { get; }

    public StandInDiscord Discord { get; }

    public GatewayState State { get; } = new();

    public LogBook Log { get; } = new();

    public IReadOnlyList<GatewayEvent> Heard => [.. heard];

    public static async Task<ShardScene> OpenAsync(StandInDiscordOptions? options = null)
    {
        var time = new ManualTime();
        return new ShardScene(time, await StandInDiscord.StartAsync(time, options));
    }

    /// <summary>The first shard's end: what it says why it stopped.</summary>
    public Task<string?> End => running[0].WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Starts every shard that the stand-in recommends.</summary>
    public void Start(string? token = null, SessionStarts? starts = null)
    {
        var plan = new GatewayPlan(
            new Uri(Discord.GatewayUrl), Discord.Options.Shards, Discord.Options.MaxConcurrency, starts);
        gate.Learn(plan);
        for (var number = 0; number < plan.Shards; number++)
        {
            var shard = new Shard(
                number, plan, token ?? Discord.Token, gate, this, State, Time, Log.For<Shard>());
            running.Add(Task.Run(() => shard.RunAsync(stop.Token)));
        }
    }

    /// <summary>Starts one shard and waits until events flow.</summary>
    public async Task ReadyAsync()
    {
        Start();
        await UntilAsync(() => Count("READY") == 1, "the shard is ready");
    }

    /// <summary>Which events break whoever takes them.</summary>
    public Func<GatewayEvent, bool> Throws { get; set; } = _ => false;

    public void Take(GatewayEvent happened)
    {
        heard.Enqueue(happened);
        if (Throws(happened))
        {
            throw new InvalidOperationException("This event breaks something.");
        }
    }

    public int Count(string name) => heard.Count(one => one.Name == name);

    /// <summary>The people of all events of a name, in the order in which they came.</summary>
    public IReadOnlyList<string?> PeopleOf(string name) =>
        [.. heard.Where(one => one.Name == name).Select(one => one.Data.Member("user").Id("id"))];

    /// <summary>Moves time on, a little at a time, until it is so.</summary>
    public Task UntilAsync(Func<bool> isSo, string what, TimeSpan? step = null) =>
        Pump.UntilAsync(Time, isSo, what + $" (heard: {string.Join(", ", heard.Select(one => one.Name))})", step);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(running);
        await Discord.DisposeAsync();
        stop.Dispose();
    }
}

/// <summary>Moves a clock while real work goes on beside it.</summary>
internal static class Pump
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task UntilAsync(ManualTime time, Func<bool> isSo, string what, TimeSpan? step = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                Assert.Fail($"It never came true that {what}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            if (step != TimeSpan.Zero)
            {
                time.Advance(step ?? TimeSpan.FromMilliseconds(100));
            }
        }
    }

    /// <summary>Moves time on by a length, with pauses in which others may work.</summary>
    public static async Task MoveAsync(ManualTime time, TimeSpan length, TimeSpan step)
    {
        for (var moved = TimeSpan.Zero; moved < length; moved += step)
        {
            time.Advance(step);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }
}

/// <summary>What was logged.</summary>
internal sealed class LogBook : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, int Id, string Text)> lines = new();

    public IReadOnlyList<(LogLevel Level, int Id, string Text)> Lines => [.. lines];

    public ILogger<T> For<T>() => new Book<T>(lines);

    public ILogger CreateLogger(string categoryName) => new Book<LogBook>(lines);

    public void Dispose()
    {
    }

    private sealed class Book<T>(ConcurrentQueue<(LogLevel Level, int Id, string Text)> lines) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            lines.Enqueue((logLevel, eventId.Id, formatter(state, exception) + (exception is null ? "" : $" {exception}")));
    }
}
