using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Payments;

/// <summary>How far behind the slowest cursor was when it was last looked at, for the metrics.</summary>
public sealed class SettlementPace
{
    private long ticks;

    /// <summary>Zero when no account is read.</summary>
    public TimeSpan Behind
    {
        get => new(Interlocked.Read(ref ticks));
        set => Interlocked.Exchange(ref ticks, value.Ticks);
    }
}

/// <summary>
/// The slowest account that is read: everything that reached any of them up to <paramref name="Through"/> is
/// recorded (rule 12).
/// </summary>
/// <param name="Through">Null: it has not been read to its end yet.</param>
/// <param name="Since">When it began to be read, by business time.</param>
public sealed record SlowestAccount(string Address, DateTimeOffset? Through, DateTimeOffset Since, bool IsFailing)
{
    /// <param name="now">Business time.</param>
    public TimeSpan Behind(DateTimeOffset now) => now > (Through ?? Since) ? now - (Through ?? Since) : TimeSpan.Zero;

    /// <summary>Null when no account is read.</summary>
    public static Task<SlowestAccount?> FindAsync(HiltDb db, CancellationToken cancellationToken) => db.ReceivingAccounts
        .Where(account => account.DueAt != null)
        .OrderBy(account => account.ReadThroughAt != null).ThenBy(account => account.ReadThroughAt)
        .Select(account => new SlowestAccount(
            account.Address, account.ReadThroughAt, account.WatchedFrom, account.LastError != null))
        .FirstOrDefaultAsync(cancellationToken);
}

/// <summary>
/// Compares the nodes of the chain, which is how one that is behind is found, and notes how far behind
/// settlement is.
/// </summary>
public sealed class WatchNodes(Work work, ChainNodes nodes, SettlementPace pace, BusinessTime business)
{
    /// <returns>Zero: one look is enough.</returns>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        await nodes.CompareAsync(cancellationToken);
        var slowest = await work.ReadAsync(
            db => SlowestAccount.FindAsync(db, cancellationToken), cancellationToken);
        pace.Behind = slowest?.Behind(business.Now()) ?? TimeSpan.Zero;
        return 0;
    }
}
