using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Outbox;

/// <summary>
/// Takes due rows for this node by one conditional update (design section 5). The work is done outside the
/// transaction; its outcome is recorded only while the claim is still ours (<see cref="IsMine"/>).
/// </summary>
public sealed class Claims(TimeProvider time, IOptions<WorkOptions> options)
{
    /// <summary>Begins before the claim is taken, so that it ends before the claim does.</summary>
    public Turn StartTurn() => new(time, TimeSpan.FromSeconds(options.Value.ClaimSeconds));

    /// <summary>
    /// Claims at most <paramref name="rowsMax"/> rows that are due at <paramref name="now"/>, oldest first,
    /// and loads them tracked.
    /// </summary>
    /// <param name="also">More SQL for the condition, starting with <c>and</c>; may use <c>{0}</c> for now.
    /// The row's alias is <c>owed</c>.</param>
    public async Task<IReadOnlyList<TRow>> TakeAsync<TRow>(
        HiltDb db, DateTimeOffset now, int rowsMax, CancellationToken cancellationToken, string also = "")
        where TRow : class, IOwed
    {
        var claimId = ClaimId.New(time.Now());

        // What is taken is looked for once: inside the update PostgreSQL may look anew for every row and take
        // more than it was asked for. The rows come back from the update itself: looking them up by their
        // claim would read the whole table.
        var taken = await db.Set<TRow>()
            .FromSqlRaw(Statement<TRow>(db, rowsMax, also, "*"), db.Dialect.Parameter(now), claimId.Value)
            .IgnoreQueryFilters().ToListAsync(cancellationToken);
        return [.. taken.OrderBy(row => row.DueAt)];
    }

    /// <summary>The same, by key alone: for rows of which one cannot be read.</summary>
    internal async Task<IReadOnlyList<Claimed>> TakeKeysAsync<TRow>(
        HiltDb db, DateTimeOffset now, int rowsMax, CancellationToken cancellationToken, string also = "")
        where TRow : class, IOwed
    {
        var claimId = ClaimId.New(time.Now());
        var statement = Statement<TRow>(db, rowsMax, also, "id as \"Value\"");
        var isNumbered = db.Model.FindEntityType(typeof(TRow))!.FindPrimaryKey()!.Properties[0].ClrType == typeof(long);
        return isNumbered
            ? await KeysAsync<long>(db, statement, now, claimId, cancellationToken)
            : await KeysAsync<Guid>(db, statement, now, claimId, cancellationToken);
    }

    /// <summary>Keys as the condition of a claim names them: both databases read a UUID in capitals, and one of them keeps
    /// it as that text.</summary>
    internal static string KeysOf(IEnumerable<Guid> keys) =>
        string.Join(", ", keys.Select(key => $"'{key.ToString("D").ToUpperInvariant()}'"));

    private static async Task<IReadOnlyList<Claimed>> KeysAsync<TKey>(
        HiltDb db, string statement, DateTimeOffset now, ClaimId claimId, CancellationToken cancellationToken)
        where TKey : notnull
    {
        var keys = await db.Database.SqlQueryRaw<TKey>(statement, db.Dialect.Parameter(now), claimId.Value)
            .ToListAsync(cancellationToken);
        return keys.ConvertAll(key => new Claimed(key, claimId));
    }

    private string Statement<TRow>(HiltDb db, int rowsMax, string also, string returned)
    {
        var entity = db.Model.FindEntityType(typeof(TRow))!;
        var table = entity.GetTableName()!;
        var key = string.Join(
            ", ", entity.FindPrimaryKey()!.Properties.Select(property => property.GetColumnName()));
        var dialect = db.Dialect;
        var nodeNow = time.Now();
        var claimNow = dialect.ClaimNow(nodeNow);
        var until = dialect.ClaimNowPlus(nodeNow, TimeSpan.FromSeconds(options.Value.ClaimSeconds));
        return $$"""
            with taken as materialized (
                select {{key}} from {{table}} as owed
                where owed.due_at <= {0} and (owed.claimed_until is null or owed.claimed_until < {{claimNow}}) {{also}}
                order by owed.due_at limit {{rowsMax}} {{dialect.SkipLocked}})
            update {{table}} set claim_id = {1}, claimed_until = {{until}}
            where ({{key}}) in (select {{key}} from taken)
            returning {{returned}}
            """;
    }

    /// <summary>Whether the claim that was taken still stands on the row as it is now.</summary>
    public static bool IsMine(IOwed row, ClaimId? claimId) => claimId is not null && row.ClaimId == claimId;

    /// <summary>Ends a claim: nothing more is due, or something is due later.</summary>
    public static void Release(IOwed row, DateTimeOffset? dueAt)
    {
        row.DueAt = dueAt;
        row.ClaimId = null;
        row.ClaimedUntil = null;
        row.PutOffSince = null;
    }
}
