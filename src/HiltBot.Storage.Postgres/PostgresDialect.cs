using System.Globalization;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace HiltBot.Storage.Postgres;

/// <summary>PostgreSQL: <c>timestamptz</c>, many writers, many nodes; the database's own clock judges claims.</summary>
public sealed class PostgresDialect : Dialect
{
    /// <summary>Where nodes tell each other which sweeps have work.</summary>
    public const string Channel = "hiltbot";

    public override string Name => "Postgres";

    public override string SkipLocked => "for update skip locked";

    public override void Configure(ModelConfigurationBuilder conventions) =>
        conventions.Properties<DateTimeOffset>().HaveColumnType("timestamp with time zone");

    public override object Parameter(DateTimeOffset instant) => instant.ToUniversalTime();

    public override string ClaimNow(DateTimeOffset nodeNow) => "now()";

    public override string ClaimNowPlus(DateTimeOffset nodeNow, TimeSpan length) =>
        string.Create(CultureInfo.InvariantCulture, $"now() + interval '{(long)length.TotalMilliseconds} milliseconds'");

    public override async Task<DateTimeOffset?> ReadClockAsync(HiltDb db, CancellationToken cancellationToken) =>
        await db.Database.SqlQueryRaw<DateTimeOffset>("select clock_timestamp() as \"Value\"")
            .SingleAsync(cancellationToken);

    public override Task AnnounceAsync(
        HiltDb db, IReadOnlySet<Sweep> sweeps, CancellationToken cancellationToken)
    {
        var names = string.Join(',', sweeps.Order());
        return db.Database.ExecuteSqlAsync($"select pg_notify({Channel}, {names})", cancellationToken);
    }

    public override bool IsUniqueViolation(Exception exception) =>
        Find(exception) is { SqlState: PostgresErrorCodes.UniqueViolation };

    public override bool IsTransient(Exception exception) => Find(exception) is
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.LockNotAvailable,
    };

    public override ValueTask<IDisposable?> EnterAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IDisposable?>(null);

    public override Task MigrateAsync(HiltDb db, CancellationToken cancellationToken) =>
        db.Database.MigrateAsync(cancellationToken);

    private static PostgresException? Find(Exception? exception) => exception switch
    {
        null => null,
        PostgresException found => found,
        _ => Find(exception.InnerException),
    };
}
