using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HiltBot.Engine.Outbox;

/// <summary>A claimed row by its key: a UUID, or a row number.</summary>
internal sealed record Claimed(object Id, ClaimId ClaimId);

/// <summary>
/// Works on due rows a batch a transaction. A batch that breaks is done again row by row, each in a
/// transaction of its own, and the row that breaks alone is put off: one bad row never holds up the others.
/// Its table's key is a UUID or a row number, named id.
/// </summary>
public sealed partial class Batches(Work work, Claims claims, TimeProvider time, ILogger<Batches> logger)
{
    private static readonly TimeSpan PutOffMin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PutOffMax = TimeSpan.FromHours(6);

    /// <summary>
    /// How long a row rests whose work has been breaking for so long: as long again, within limits.
    /// </summary>
    public static TimeSpan RestAfter(TimeSpan broken) =>
        broken < PutOffMin ? PutOffMin : broken > PutOffMax ? PutOffMax : broken;

    /// <summary>Claims due rows and does <paramref name="body"/> in the same transaction.</summary>
    /// <param name="clock">The clock that the rows are due by.</param>
    /// <param name="also">As of <see cref="Claims.TakeAsync"/>.</param>
    /// <returns>How many rows were taken.</returns>
    public async Task<int> RunAsync<TRow>(
        Func<DateTimeOffset> clock, int rowsMax, Func<HiltDb, IReadOnlyList<TRow>, Task> body,
        CancellationToken cancellationToken, string also = "")
        where TRow : class, IOwed
    {
        var (taken, _) = await TakeAsync<TRow, bool>(
            clock, rowsMax,
            async (db, rows) =>
            {
                await body(db, rows);
                return [];
            },
            cancellationToken, also);
        return taken;
    }

    /// <summary>
    /// The same for work that goes on outside the transaction, with what the body found out.
    /// </summary>
    internal async Task<(int Taken, IReadOnlyList<TResult> Results)> TakeAsync<TRow, TResult>(
        Func<DateTimeOffset> clock, int rowsMax, Func<HiltDb, IReadOnlyList<TRow>,
        Task<IReadOnlyList<TResult>>> body,
        CancellationToken cancellationToken, string also = "")
        where TRow : class, IOwed
    {
        try
        {
            return await work.RunAsync<(int, IReadOnlyList<TResult>)>(
                async db =>
                {
                    var rows = await claims.TakeAsync<TRow>(db, clock(), rowsMax, cancellationToken, also);
                    return rows.Count == 0 ? (0, []) : (rows.Count, await body(db, rows));
                },
                cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.BatchBroke(logger, typeof(TRow).Name, exception.Message);
        }

        // Claimed by key alone, and committed: a row that cannot even be read must not spoil the claim of the
        // others.
        var taken = await work.RunAsync(
            db => claims.TakeKeysAsync<TRow>(
                db, clock(), rowsMax, cancellationToken, also), cancellationToken);
        var results = await OneByOneAsync<Claimed, TResult>(
            taken,
            async (db, claimed) => await LoadAsync<TRow>(db, claimed, cancellationToken) is { } row
                ? await body(db, [row])
                : [],
            (claimed, why) => PutOffAsync<TRow>(claimed, clock(), why, cancellationToken), cancellationToken);
        return (taken.Count, results);
    }

    /// <summary>Records what became of claimed rows: together, or one by one where together breaks.</summary>
    internal async Task<IReadOnlyList<TResult>> RecordAsync<TRow, TItem, TResult>(
        IReadOnlyList<TItem> items, Func<TItem, Claimed> claimOf, Func<DateTimeOffset> clock,
        Func<HiltDb, IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> body,
        CancellationToken cancellationToken)
        where TRow : class, IOwed
    {
        try
        {
            return await work.RunAsync(db => body(db, items), cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.BatchBroke(logger, typeof(TRow).Name, exception.Message);
        }

        return await OneByOneAsync(
            items, (db, item) => body(db, [item]),
            (item, why) => PutOffAsync<TRow>(
                claimOf(item), clock(), why, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// The same for rows that nobody claimed: what breaks alone is handed to <paramref name="broken"/>.
    /// </summary>
    internal async Task<IReadOnlyList<TResult>> ReadAsync<TItem, TResult>(
        IReadOnlyList<TItem> items, Func<HiltDb, IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> body,
        Func<TItem, Task> broken, CancellationToken cancellationToken)
    {
        try
        {
            return items.Count == 0 ? [] : await work.RunAsync(db => body(db, items), cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.BatchBroke(logger, typeof(TResult).Name, exception.Message);
        }

        return await OneByOneAsync(
            items, (db, item) => body(db, [item]), (item, _) => broken(item), cancellationToken);
    }

    private async Task<IReadOnlyList<TResult>> OneByOneAsync<TItem, TResult>(
        IReadOnlyList<TItem> items, Func<HiltDb, TItem, Task<IReadOnlyList<TResult>>> body,
        Func<TItem, Exception, Task> broken, CancellationToken cancellationToken)
    {
        var results = new List<TResult>();
        foreach (var item in items)
        {
            try
            {
                results.AddRange(await work.RunAsync(db => body(db, item), cancellationToken));
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // Where the database is what broke, this breaks too, and the sweep says so.
                await broken(item, exception);
            }
        }

        return results;
    }

    /// <summary>Puts off one claimed row that breaks whatever works on it.</summary>
    internal async Task PutOffAsync<TRow>(
        Claimed claimed, DateTimeOffset now, Exception why, CancellationToken cancellationToken)
        where TRow : class, IOwed
    {
        var realNow = time.Now();
        var isNews = await work.RunAsync(
            async db =>
            {
                var table = db.Model.FindEntityType(typeof(TRow))!.GetTableName()!;
                var look = $"select * from {table} where id = {{0}} and claim_id = {{1}}";
                var since = await db.Set<TRow>().FromSqlRaw(look, claimed.Id, claimed.ClaimId.Value)
                    .IgnoreQueryFilters().Select(row => row.PutOffSince).ToListAsync(cancellationToken);
                if (since is not [var standing])
                {
                    return false;
                }

                // Attempts belong to the row's own schedule; how long it rests follows from how long it has
                // been broken.
                var first = standing ?? realNow;
                var putOff = $"update {table} set due_at = {{2}}, put_off_since = {{3}}, claim_id = null, " +
                    "claimed_until = null where id = {0} and claim_id = {1}";
                await db.Database.ExecuteSqlRawAsync(
                    putOff,
                    [claimed.Id, claimed.ClaimId.Value, db.Dialect.Parameter(now + RestAfter(realNow - first)),
                        db.Dialect.Parameter(first)],
                    cancellationToken);
                return standing is null;
            },
            cancellationToken);
        if (isNews)
        {
            Log.IsPutOff(logger, why, typeof(TRow).Name, claimed.Id);
        }
    }

    private static Task<TRow?> LoadAsync<TRow>(
        HiltDb db, Claimed claimed, CancellationToken cancellationToken)
        where TRow : class, IOwed
    {
        var table = db.Model.FindEntityType(typeof(TRow))!.GetTableName()!;
        var sql = $"select * from {table} where id = {{0}} and claim_id = {{1}}";
        return db.Set<TRow>().FromSqlRaw(sql, claimed.Id, claimed.ClaimId.Value).IgnoreQueryFilters()
            .SingleOrDefaultAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(1201, LogLevel.Error,
            "{Row} {Id} cannot be worked on. It is put off and tried again later; the others go on.")]
        public static partial void IsPutOff(ILogger logger, Exception exception, string row, object id);

        [LoggerMessage(1202, LogLevel.Debug, "A batch of {Row} broke ({Cause}) and is done row by row.")]
        public static partial void BatchBroke(ILogger logger, string row, string cause);
    }
}
