using HiltBot.Engine.Outbox;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HiltBot.Engine.Storage;

/// <summary>
/// One transaction, one truth (rule 1): opens the database, runs a step's body, saves, commits, then wakes
/// what became due. When another writer was faster (a version moved, a unique row stood already, a deadlock),
/// the context is thrown away and the body runs again from its load; so a body must be free of effects
/// outside the database. A body that runs inside another joins its transaction: a chat command and what it
/// does commit together.
/// </summary>
/// <remarks>Scoped: one flow of work at a time. Parallel work takes a scope each.</remarks>
public sealed partial class Work(
    IDbContextFactory<HiltDb> databases, Dialect dialect, Bell bell, ILogger<Work> logger)
{
    private const int TriesMax = 12;

    private HiltDb? current;

    /// <summary>When set, everything sees only this merchant's rows (rule 7).</summary>
    public MerchantId? ActsFor { get; set; }

    /// <summary>Whether a sandbox key causes what is done: no event of it is live (contract 2.2).</summary>
    public bool IsSandboxCall { get; set; }

    /// <summary>
    /// The named call that this flow of work answers: the first of its transactions marks it as done, in the same
    /// commit as what was done.
    /// </summary>
    internal (CallKey Key, ClaimId ClaimId)? Call { get; set; }

    /// <summary>
    /// Whether this scope is inside a transaction. Others wait for it, so nothing slow (a ledger, a platform)
    /// is asked then.
    /// </summary>
    public bool IsRunning => current is not null;

    public Task RunAsync(Func<HiltDb, Task> body, CancellationToken cancellationToken) =>
        RunAsync(
            async db =>
            {
                await body(db);
                return true;
            },
            cancellationToken);

    /// <summary>
    /// Runs <paramref name="body"/> in a transaction, again from the start when it lost a race.
    /// </summary>
    /// <exception cref="DbUpdateException">The race was lost too often.</exception>
    public async Task<TResult> RunAsync<TResult>(
        Func<HiltDb, Task<TResult>> body, CancellationToken cancellationToken)
    {
        if (current is not null)
        {
            var joined = await body(current);
            await current.SaveChangesAsync(cancellationToken);
            return joined;
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await RunOnceAsync(body, cancellationToken);
            }
            catch (Exception exception) when (attempt < TriesMax && IsLostRace(exception))
            {
                Log.RunsAgain(logger, attempt, exception.GetType().Name);
                await WaitABitAsync(attempt, cancellationToken);
            }
        }
    }

    /// <summary>Looks without a transaction; nothing is tracked and nothing is saved.</summary>
    public async Task<TResult> ReadAsync<TResult>(
        Func<HiltDb, Task<TResult>> body, CancellationToken cancellationToken)
    {
        if (current is not null)
        {
            return await body(current);
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.ActsFor = ActsFor;
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return await body(db);
    }

    private async Task<TResult> RunOnceAsync<TResult>(
        Func<HiltDb, Task<TResult>> body, CancellationToken cancellationToken)
    {
        using var turn = await dialect.EnterAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.ActsFor = ActsFor;
        db.IsSandboxCall = IsSandboxCall;
        current = db;
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var result = await body(db);
            await db.SaveChangesAsync(cancellationToken);
            await MarkCallAsync(db, cancellationToken);
            if (db.Wakes.Count > 0)
            {
                await dialect.AnnounceAsync(db, db.Wakes, cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            bell.Ring(db.Wakes);
            return result;
        }
        finally
        {
            current = null;
        }
    }

    private async Task MarkCallAsync(HiltDb db, CancellationToken cancellationToken)
    {
        if (Call is not { } call)
        {
            return;
        }

        var marked = await IdempotentCalls.Mine(db, call.Key, call.ClaimId).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.IsWorked, true), cancellationToken);
        if (marked == 0)
        {
            throw new CallTakenOverException();
        }
    }

    private bool IsLostRace(Exception exception) =>
        exception is DbUpdateConcurrencyException || dialect.IsUniqueViolation(exception) ||
        dialect.IsTransient(exception);

    // Losers come back at different moments, so that they do not meet again.
    private static async Task WaitABitAsync(int attempt, CancellationToken cancellationToken)
    {
        if (attempt > 2)
        {
            var milliseconds = Random.Shared.Next(1, 1 << Math.Min(attempt, 7));
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, cancellationToken);
        }

    }

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Debug, "A step lost a race (try {Attempt}, {Cause}) and runs again.")]
        public static partial void RunsAgain(ILogger logger, int attempt, string cause);
    }
}

/// <summary>A named call ran longer than its time, and another request does it now.</summary>
public sealed class CallTakenOverException() : Exception("Another request with the same key does this work now.");
