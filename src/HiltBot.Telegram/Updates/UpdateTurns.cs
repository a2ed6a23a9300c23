using HiltBot.Engine.Storage;
using HiltBot.Telegram.Arm;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HiltBot.Telegram.Updates;

/// <summary>Why somebody gets a word although their update was not acted on.</summary>
internal enum UpdateTrouble
{
    /// <summary>It failed again and again for a reason of its own.</summary>
    PutAside,

    /// <summary>They did too much in too short a time.</summary>
    TooMany,
}

/// <summary>A handler that can tell the person of an update what became of it.</summary>
internal interface ITellsOfTrouble
{
    Task TellAsync(BotUpdate update, UpdateTrouble trouble, CancellationToken cancellationToken);
}

/// <summary>
/// Acts on updates, whichever way they came: one person's in their order, different people's side by side. One that fails is
/// tried again, and put aside when it alone fails; while the database is away nothing is put aside.
/// </summary>
internal sealed partial class UpdateTurns : IDisposable
{
    public const int TriesMax = 4;

    /// <summary>While Telegram itself does not do its part: some two minutes.</summary>
    public const int TriesOfTelegramMax = 10;

    public const int SideBySideMax = 64;
    public const int WaitingMax = 2000;

    private readonly Turns turns = new(SideBySideMax, WaitingMax);
    private readonly CancellationTokenSource stopped = new();
    private readonly RecentUpdates recent = new();
    private readonly IReadOnlyList<IUpdateHandler> handlers;
    private readonly PersonPace pace;
    private readonly IServiceScopeFactory scopes;
    private readonly TimeProvider time;
    private readonly ILogger logger;

    public UpdateTurns(
        IEnumerable<IUpdateHandler> handlers, IServiceScopeFactory scopes, TimeProvider time,
        ILogger<UpdateTurns> logger)
    {
        this.handlers = [.. handlers];
        this.scopes = scopes;
        this.time = time;
        this.logger = logger;
        pace = new PersonPace(time);
        Kinds = [.. this.handlers.SelectMany(handler => handler.Kinds).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>What Telegram is asked for (<c>allowed_updates</c>).</summary>
    public IReadOnlyList<string> Kinds { get; }

    /// <summary>Takes an update in its turn, and never waits for it.</summary>
    /// <param name="giveUp">What was not begun by then is left to whoever takes over.</param>
    /// <returns>Whether it need not come again; null: too much waits already, and it was not taken.</returns>
    public Task<bool>? TryTake(BotUpdate update, CancellationToken giveUp)
    {
        var concerned = handlers.Where(handler => handler.Kinds.Contains(update.Kind)).ToList();
        if (concerned.Count == 0)
        {
            return Task.FromResult(true);
        }

        var key = UpdateReader.TurnOf(update);
        var paced = UpdateReader.TalkerOf(update) is { } talker ? pace.Act(talker) : Paced.InTime;
        return paced switch
        {
            Paced.InTime => Run(key, () => ActAsync(update, concerned, giveUp)),
            Paced.TooFast => Run(key, () => DropAsync(update, concerned)),
            _ => Task.FromResult(true),
        };
    }

    /// <summary>Waits for what was begun.</summary>
    public Task FinishAsync(CancellationToken patience) => turns.FinishAsync(patience);

    /// <summary>What is still in work is broken off, for good.</summary>
    public Task StopAsync() => stopped.CancelAsync();

    public void Dispose()
    {
        turns.Dispose();
        stopped.Dispose();
    }

    private Task<bool>? Run(string key, Func<Task<bool>> runAsync)
    {
        turns.TryRun(key, runAsync, out var running);
        return running;
    }

    private async Task<bool> ActAsync(BotUpdate update, List<IUpdateHandler> concerned, CancellationToken giveUp)
    {
        var left = new Queue<IUpdateHandler>(concerned);
        for (var tries = 1; left.Count > 0; tries++)
        {
            if (recent.Has(update.UpdateId))
            {
                return true;
            }

            if (giveUp.IsCancellationRequested || stopped.IsCancellationRequested)
            {
                return false;
            }

            try
            {
                await left.Peek().HandleAsync(update, stopped.Token);
                left.Dequeue();
                tries = 0;
            }
            catch (OperationCanceledException) when (stopped.IsCancellationRequested)
            {
                return false;
            }
#pragma warning disable CA1031 // Whatever it was: one bad update must not end the loop or hold up the others.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                if (!await GoOnAsync(update, left, tries, exception))
                {
                    return false;
                }
            }
        }

        recent.Add(update.UpdateId);
        return true;
    }

    // After a failure: waits for the next try, or puts it aside. False: everything stops.
    private async Task<bool> GoOnAsync(BotUpdate update, Queue<IUpdateHandler> left, int tries, Exception exception)
    {
        if (tries == 1)
        {
            Log.Fails(logger, update.UpdateId, update.Kind, exception);
        }

        try
        {
            var isTelegrams = exception is UpdateNotDoneException;
            if (tries >= (isTelegrams ? TriesOfTelegramMax : TriesMax) && (isTelegrams || await IsStoreWellAsync()))
            {
                Log.PutAside(logger, update.UpdateId, update.Kind, tries, exception);
                await TellAsync(update, [left.Dequeue()], UpdateTrouble.PutAside);
                return true;
            }

            await turns.RestAsync(Backoff.After(tries) / 2, time, stopped.Token);
            return true;
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<bool> DropAsync(BotUpdate update, List<IUpdateHandler> concerned)
    {
        Log.TooMany(logger, UpdateReader.TalkerOf(update) ?? string.Empty);
        await TellAsync(update, concerned, UpdateTrouble.TooMany);
        return true;
    }

    private async Task TellAsync(BotUpdate update, IReadOnlyList<IUpdateHandler> concerned, UpdateTrouble trouble)
    {
        foreach (var teller in concerned.OfType<ITellsOfTrouble>())
        {
            try
            {
                await teller.TellAsync(update, trouble, stopped.Token);
            }
#pragma warning disable CA1031 // A courtesy.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.NotTold(logger, update.UpdateId, exception.GetType().Name);
            }
        }
    }

    // Whether a failure is likely the update's own fault.
    private async Task<bool> IsStoreWellAsync()
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<Work>().ReadAsync(
                db => db.Leases.AnyAsync(stopped.Token), stopped.Token);
            return true;
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever it says: it is not well.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(12200, LogLevel.Warning, "Update {UpdateId} ({Kind}) failed; it is tried again.")]
        public static partial void Fails(ILogger logger, long updateId, string kind, Exception exception);

        [LoggerMessage(12201, LogLevel.Error,
            "Update {UpdateId} ({Kind}) failed {Tries} times and is put aside: it is not acted on. Others go on.")]
        public static partial void PutAside(
            ILogger logger, long updateId, string kind, int tries, Exception exception);

        [LoggerMessage(12202, LogLevel.Warning,
            "Account {AccountId} sends more than anybody types; what is too much is not acted on.")]
        public static partial void TooMany(ILogger logger, string accountId);

        [LoggerMessage(12203, LogLevel.Debug, "The person of update {UpdateId} was not told ({Why}).")]
        public static partial void NotTold(ILogger logger, long updateId, string why);
    }
}
