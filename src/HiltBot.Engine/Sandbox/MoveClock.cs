using HiltBot.Engine.Outbox;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Sandbox;

/// <summary>
/// A ledger outside this process whose clock goes along with ours: the local Solana (rule 5).
/// </summary>
public interface IChainClock
{
    Task SetAsync(DateTimeOffset businessNow, CancellationToken cancellationToken);
}

/// <summary>
/// Moves business time forward, on play networks only: one database row, only growing, read by every node;
/// every account is read again and every sweep is woken (rule 5).
/// </summary>
public sealed class MoveClock(
    Work work, BusinessTime business, TimeProvider time, Network network, IPaymentChain chain, Bell bell,
    IEnumerable<IChainClock> chainClocks)
{
    /// <param name="length">Forward; zero wakes everything and moves nothing.</param>
    /// <returns>Business time after the move.</returns>
    /// <exception cref="InvalidOperationException">The network is real.</exception>
    public async Task<DateTimeOffset> HandleAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        if (!network.IsPlay)
        {
            throw new InvalidOperationException($"The clock of {network.Name} cannot be moved.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(length, TimeSpan.Zero);
        var genesis = await chain.GenesisHashAsync(cancellationToken);
        var offset = await work.RunAsync(db => MoveAsync(db, length, genesis, cancellationToken), cancellationToken);
        business.Adopt(offset);
        var now = business.Now();
        var hasChainClock = false;
        foreach (var clock in chainClocks)
        {
            await clock.SetAsync(now, cancellationToken);
            hasChainClock = true;
        }

        if (hasChainClock)
        {
            // What was read since the commit was read by the chain's old time, and a quiet account rests for a minute.
            await work.RunAsync(db => ReadAllAgainAsync(db, cancellationToken), cancellationToken);
        }

        // The commit rang before this node had taken over the new time, so it rings again.
        bell.RingAll();
        return now;
    }

    private async Task<TimeSpan> MoveAsync(
        HiltDb db, TimeSpan length, string genesis, CancellationToken cancellationToken)
    {
        var now = db.Dialect.Parameter(time.Now());
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into installations (id, network, genesis_hash, business_offset_microseconds, created_at)
            values ({Installation.OnlyId}, {network.Name}, {genesis}, 0, {now})
            on conflict do nothing
            """,
            cancellationToken);
        var microseconds = length.Ticks / TimeSpan.TicksPerMicrosecond;
        await db.Database.ExecuteSqlAsync(
            $"""
            update installations set business_offset_microseconds = business_offset_microseconds + {microseconds}
            where id = {Installation.OnlyId}
            """,
            cancellationToken);
        await ReadAllAgainAsync(db, cancellationToken);
        foreach (var sweep in Enum.GetValues<Sweep>())
        {
            db.Wake(sweep);
        }

        return TimeSpan.FromMicroseconds(await db.Installations.Where(row => row.Id == Installation.OnlyId)
            .Select(row => row.BusinessOffsetMicroseconds).SingleAsync(cancellationToken));
    }

    // Raising the version tells a read that is under way that it has to be made once more.
    private Task<int> ReadAllAgainAsync(HiltDb db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
            update receiving_accounts set due_at = {db.Dialect.Parameter(time.Now())}, version = version + 1
            where due_at is not null
            """,
            cancellationToken);
}
