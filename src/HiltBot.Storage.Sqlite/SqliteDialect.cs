using System.Globalization;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace HiltBot.Storage.Sqlite;

/// <summary>
/// SQLite: instants are microseconds since 1970 in an integer, one writer at a time, one process (a lock file says so).
/// </summary>
public sealed class SqliteDialect : Dialect, IDisposable
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int UniqueConstraint = 2067;
    private const int PrimaryKeyConstraint = 1555;

    private readonly SemaphoreSlim writer = new(1, 1);
    private FileStream? processLock;

    public override string Name => "Sqlite";

    public override string SkipLocked => string.Empty;

    public override void Configure(ModelConfigurationBuilder conventions) =>
        conventions.Properties<DateTimeOffset>().HaveConversion<MicrosecondsConverter>();

    public override object Parameter(DateTimeOffset instant) => Instants.ToMicroseconds(instant);

    public override bool IsOfOneProcess => true;

    public override string ClaimNow(DateTimeOffset nodeNow) =>
        Instants.ToMicroseconds(nodeNow).ToString(CultureInfo.InvariantCulture);

    public override string ClaimNowPlus(DateTimeOffset nodeNow, TimeSpan length) => ClaimNow(nodeNow + length);

    public override Task<DateTimeOffset?> ReadClockAsync(HiltDb db, CancellationToken cancellationToken) =>
        Task.FromResult<DateTimeOffset?>(null);

    public override Task AnnounceAsync(
        HiltDb db, IReadOnlySet<Sweep> sweeps, CancellationToken cancellationToken) => Task.CompletedTask;

    public override bool IsUniqueViolation(Exception exception) =>
        Find(exception) is { SqliteExtendedErrorCode: UniqueConstraint or PrimaryKeyConstraint };

    public override bool IsTransient(Exception exception) =>
        Find(exception) is { SqliteErrorCode: Busy or Locked };

    public override async ValueTask<IDisposable?> EnterAsync(CancellationToken cancellationToken)
    {
        await writer.WaitAsync(cancellationToken);
        return new Turn(writer);
    }

    public override async Task MigrateAsync(HiltDb db, CancellationToken cancellationToken)
    {
        TakeProcessLock(db);
        await db.Database.ExecuteSqlRawAsync("pragma journal_mode = wal", cancellationToken);

        // EF keeps a lock row while it migrates; a process that died in between leaves it behind for ever. The process
        // lock above says that nobody else is at it.
        await db.Database.ExecuteSqlRawAsync("drop table if exists \"__EFMigrationsLock\"", cancellationToken);
        await db.Database.MigrateAsync(cancellationToken);
    }

    public void Dispose()
    {
        processLock?.Dispose();
        writer.Dispose();
    }

    private static SqliteException? Find(Exception? exception) => exception switch
    {
        null => null,
        SqliteException found => found,
        _ => Find(exception.InnerException),
    };

    private void TakeProcessLock(HiltDb db)
    {
        var file = new SqliteConnectionStringBuilder(db.Database.GetConnectionString()).DataSource;
        if (processLock is not null || file.Length == 0 || file.Contains(":memory:", StringComparison.Ordinal))
        {
            return;
        }

        try
        {
            processLock = new FileStream(
                file + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException exception)
        {
            throw new StoreInUseException(
                $"Another HiltBot is using {file}: stop it, or give this one its own HiltBot:DataDirectory.", exception);
        }
    }

    private sealed class Turn(SemaphoreSlim writer) : IDisposable
    {
        public void Dispose() => writer.Release();
    }

    private sealed class MicrosecondsConverter() : ValueConverter<DateTimeOffset, long>(
        instant => Instants.ToMicroseconds(instant), microseconds => Instants.FromMicroseconds(microseconds));
}
