using System.Collections.Concurrent;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Outbox;

/// <summary>
/// Work that one node at a time may do, by rows in the database (design section 5). A lease is taken or renewed by one
/// statement, judged by the database's clock; this node counts itself out a quarter of the time before others may take
/// it.
/// </summary>
public sealed class Leases(IServiceScopeFactory scopes, TimeProvider time, IOptions<WorkOptions> options)
{
    /// <summary>How often a lease has to be asked for at the least, so that it does not run out in between.</summary>
    public static readonly TimeSpan HoldInterval = TimeSpan.FromSeconds(1);

    // Renewed at half time by whoever asks each second, with a second to spare before this node counts itself out.
    private static readonly TimeSpan LengthMin = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LengthMax = TimeSpan.FromSeconds(30);

    private readonly string nodeId = Guid.CreateVersion7(time.GetUtcNow()).ToString();
    private readonly ConcurrentDictionary<string, long> takenAt = new(StringComparer.Ordinal);

    /// <summary>How long a lease lasts that nobody renews; a dead node's work is taken over after it.</summary>
    public TimeSpan Length
    {
        get
        {
            var claim = TimeSpan.FromSeconds(options.Value.ClaimSeconds);
            return claim < LengthMin ? LengthMin : claim > LengthMax ? LengthMax : claim;
        }
    }

    /// <summary>Whether this node may go on with that work.</summary>
    public bool IsHeld(string name) =>
        takenAt.TryGetValue(name, out var since) && time.GetElapsedTime(since) < Length * 3 / 4;

    /// <summary>
    /// Takes it where it is free, renews it where it is ours and half used up. Whoever wants to keep it asks every
    /// <see cref="HoldInterval"/>.
    /// </summary>
    /// <returns>Whether this node holds it.</returns>
    public async Task<bool> HoldAsync(string name, CancellationToken cancellationToken)
    {
        if (takenAt.TryGetValue(name, out var since) && time.GetElapsedTime(since) < Length / 2)
        {
            return true;
        }

        var before = time.GetTimestamp();
        if (!await TakeAsync(name, cancellationToken))
        {
            takenAt.TryRemove(name, out _);
            return false;
        }

        takenAt[name] = before;
        return true;
    }

    /// <summary>Lets others have it at once; nothing happens where it is not ours.</summary>
    public async Task ReleaseAsync(string name, CancellationToken cancellationToken)
    {
        if (!takenAt.TryRemove(name, out _))
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Work>().RunAsync(
            db => Ours(db, name).ExecuteDeleteAsync(cancellationToken), cancellationToken);
    }

    private async Task<bool> TakeAsync(string name, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Work>().RunAsync(
            async db =>
            {
                var now = time.Now();
                var sql =
                    $$"""
                    insert into leases (name, holder_id, held_until)
                    values ({0}, {1}, {{db.Dialect.ClaimNowPlus(now, Length)}})
                    on conflict (name) do update
                    set holder_id = excluded.holder_id, held_until = excluded.held_until
                    where leases.holder_id = excluded.holder_id or leases.held_until < {{db.Dialect.ClaimNow(now)}}
                    """;
                return await db.Database.ExecuteSqlRawAsync(sql, [name, HolderOf(db)], cancellationToken) == 1;
            },
            cancellationToken);
    }

    private IQueryable<Lease> Ours(HiltDb db, string name)
    {
        var holder = HolderOf(db);
        return db.Leases.Where(row => row.Name == name && row.HolderId == holder);
    }

    // A database of one process knows one node: after a crash it need not wait for its own lease.
    private string HolderOf(HiltDb db) => db.Dialect.IsOfOneProcess ? "only" : nodeId;
}
