using HiltBot.Engine.Access;
using HiltBot.Engine.Storage;

namespace HiltBot.TestKit;

/// <summary>A database that agrees with the test's time, or is off by as much as the test says.</summary>
public sealed class ManualDatabaseClock(ManualTime time) : IDatabaseClock
{
    public TimeSpan OffBy { get; set; }

    public Task<DateTimeOffset?> ReadAsync(HiltDb db, CancellationToken cancellationToken) =>
        Task.FromResult<DateTimeOffset?>(time.GetUtcNow() + OffBy);
}
