using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace HiltBot.Simulation;

/// <summary>Where a node can die, or be overtaken by another.</summary>
internal enum Point
{
    /// <summary>A transaction is about to begin: what was called before it was not recorded yet.</summary>
    Starting,

    Committing,

    /// <summary>It is in the database, and nobody was told.</summary>
    Committed,
}

/// <summary>The node is dead: whatever it was doing ends here.</summary>
internal sealed class CrashException : Exception
{
    public CrashException(string where)
        : base($"The node died: {where}.")
    {
    }
}

/// <summary>Tells the story of every transaction of one node.</summary>
internal sealed class CrashPoints(Func<Point, Task> reached) : DbTransactionInterceptor
{
    public override async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result,
        CancellationToken cancellationToken = default)
    {
        await reached(Point.Starting);
        return result;
    }

    public override async ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result,
        CancellationToken cancellationToken = default)
    {
        await reached(Point.Committing);
        return result;
    }

    public override Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
        reached(Point.Committed);
}
