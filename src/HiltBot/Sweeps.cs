using System.Collections.Concurrent;
using System.Threading.Channels;
using HiltBot.Engine.Outbox;
using Quartz;

namespace HiltBot;

/// <summary>
/// One line of the timetable: a step that looks for due rows and says how many it worked on.
/// </summary>
/// <param name="Wakes">The sweep whose bell also runs it; null when only the clock does.</param>
internal sealed record SweepLine(
    string Name, Sweep? Wakes, TimeSpan Interval, Func<IServiceProvider, CancellationToken,
    Task<int>> RunAsync);

/// <summary>
/// What the timetable's jobs share: the lines by name, and which of them somebody is waiting for.
/// </summary>
internal sealed class SweepBook(IReadOnlyList<SweepLine> lines)
{
    private readonly ConcurrentDictionary<string, bool> rung = new();
    private readonly ConcurrentDictionary<string, bool> failing = new();

    public IReadOnlyList<SweepLine> Lines => lines;

    /// <summary>Lines that do not get through at present: shown by /health, while the log says why.</summary>
    public ICollection<string> Failing => failing.Keys;

    public SweepLine Find(string name) => lines.Single(line => line.Name == name);

    /// <summary>
    /// Whether this is the first ring since the line last began: more need not be passed on.
    /// </summary>
    public bool Ring(string name) => rung.TryAdd(name, true);

    public void Begin(string name) => rung.TryRemove(name, out _);

    public bool IsRung(string name) => rung.ContainsKey(name);

    /// <summary>Whether this failure is news.</summary>
    public bool Fails(string name) => failing.TryAdd(name, true);

    public bool IsWellAgain(string name) => failing.TryRemove(name, out _);
}

/// <summary>Runs one line until nothing is due: find what is due, claim it, do it.</summary>
[DisallowConcurrentExecution]
internal sealed partial class SweepJob(
    SweepBook book, IServiceScopeFactory scopes, IHostApplicationLifetime lifetime,
    ILogger<SweepJob> logger) : IJob
{
    public async ValueTask Execute(
        IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var line = book.Find(context.JobDetail.Key.Name);
        try
        {
            var worked = 1;
            while ((worked > 0 || book.IsRung(line.Name)) &&
                !lifetime.ApplicationStopping.IsCancellationRequested)
            {
                book.Begin(line.Name);
                await using var scope = scopes.CreateAsyncScope();
                worked = await line.RunAsync(scope.ServiceProvider, cancellationToken);
            }

            if (book.IsWellAgain(line.Name))
            {
                Log.IsWellAgain(logger, line.Name);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops; what was claimed is taken up again when the claim runs out.
        }
        catch (Exception exception)
        {
            if (book.Fails(line.Name))
            {
                Log.Fails(logger, exception, line.Name);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(9001, LogLevel.Error, "Sweep {Sweep} does not get through; it goes on trying.")]
        public static partial void Fails(ILogger logger, Exception exception, string sweep);

        [LoggerMessage(9002, LogLevel.Information, "Sweep {Sweep} gets through again.")]
        public static partial void IsWellAgain(ILogger logger, string sweep);
    }
}

/// <summary>Carries rings from commits to the scheduler.</summary>
internal sealed class BellRinger(Bell bell, SweepBook book, ISchedulerFactory schedulers) : BackgroundService
{
    private readonly Channel<string> rings = Channel.CreateUnbounded<string>();

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        bell.Answer(sweep =>
        {
            foreach (var line in book.Lines.Where(line => line.Wakes == sweep && book.Ring(line.Name)))
            {
                rings.Writer.TryWrite(line.Name);
            }
        });
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var scheduler = await schedulers.GetScheduler(stoppingToken);
        await foreach (var name in rings.Reader.ReadAllAsync(stoppingToken))
        {
            await scheduler.TriggerJob(new JobKey(name), stoppingToken);
        }
    }
}
