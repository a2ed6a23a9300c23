using HiltBot.Engine.Outbox;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Storage;

/// <summary>
/// What the two databases do differently; everything else is one code (design section 5). A store is a
/// dialect, its connection settings and its migrations.
/// </summary>
public abstract class Dialect
{
    /// <summary>Sqlite or Postgres, as <c>HiltBot:Database:Provider</c> spells it.</summary>
    public abstract string Name { get; }

    /// <summary>Whether one process at a time opens such a database.</summary>
    public virtual bool IsOfOneProcess => false;

    /// <summary>Maps instants to what the column holds.</summary>
    public abstract void Configure(ModelConfigurationBuilder conventions);

    /// <summary>An instant as a parameter of hand-written SQL.</summary>
    public abstract object Parameter(DateTimeOffset instant);

    /// <summary>The instant that judges claims, as SQL: the database's own where it has one.</summary>
    public abstract string ClaimNow(DateTimeOffset nodeNow);

    /// <summary><see cref="ClaimNow"/> plus a length, as SQL.</summary>
    public abstract string ClaimNowPlus(DateTimeOffset nodeNow, TimeSpan length);

    /// <summary>
    /// Ends the select of a claim: rows that somebody else is just claiming are passed over.
    /// </summary>
    public abstract string SkipLocked { get; }

    /// <summary>
    /// The database's own clock, for the doubt of rule 13; null when it has none of its own.
    /// </summary>
    public abstract Task<DateTimeOffset?> ReadClockAsync(HiltDb db, CancellationToken cancellationToken);

    /// <summary>Tells other nodes, when this transaction commits, which sweeps have work.</summary>
    public abstract Task AnnounceAsync(
        HiltDb db, IReadOnlySet<Sweep> sweeps, CancellationToken cancellationToken);

    /// <summary>
    /// Whether the database refused a row that stands already: a race, answered by running the step again.
    /// </summary>
    public abstract bool IsUniqueViolation(Exception exception);

    /// <summary>
    /// Whether the database asks for the same work once more: a deadlock, a lock that was not free in time.
    /// </summary>
    public abstract bool IsTransient(Exception exception);

    /// <summary>
    /// Waits until this process may write. A database with one writer queues here instead of failing busy;
    /// others do not wait at all.
    /// </summary>
    public abstract ValueTask<IDisposable?> EnterAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Applies migrations under a lock that keeps other nodes out meanwhile.
    /// </summary>
    public abstract Task MigrateAsync(HiltDb db, CancellationToken cancellationToken);
}
