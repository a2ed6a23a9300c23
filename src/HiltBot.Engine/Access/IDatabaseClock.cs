using HiltBot.Engine.Storage;

namespace HiltBot.Engine.Access;

/// <summary>The database's own clock, against which a node's clock is held (rule 13).</summary>
public interface IDatabaseClock
{
    /// <summary>Null when the database has no clock of its own.</summary>
    Task<DateTimeOffset?> ReadAsync(HiltDb db, CancellationToken cancellationToken);
}

/// <summary>Asks the database that the work runs on.</summary>
internal sealed class DatabaseClock : IDatabaseClock
{
    public Task<DateTimeOffset?> ReadAsync(HiltDb db, CancellationToken cancellationToken) =>
        db.Dialect.ReadClockAsync(db, cancellationToken);
}
