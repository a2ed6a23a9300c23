using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HiltBot.Engine.Access;

/// <summary>
/// Runs before the first sweep of a node: sees whether nobody was at work for long, beats for the first time,
/// and arms the seats that waited for a platform which is connected now.
/// </summary>
public sealed partial class StartUp(
    Work work, BeatHeart heart, SeatCalls calls, TimeProvider time, ILogger<StartUp> logger)
{
    public async Task HandleAsync(CancellationToken cancellationToken)
    {
        if (await heart.HandleAsync(cancellationToken))
        {
            Log.WasAwayForLong(logger);
        }

        var registered = calls.Registered().ToList();
        await work.RunAsync(
            async db =>
            {
                var now = time.Now();
                var armed = await db.Seats
                    .Where(seat => seat.LastError == SeatPlanner.NoArm && registered.Contains(seat.Platform))
                    .ExecuteUpdateAsync(
                        set => set.SetProperty(seat => seat.DueAt, now)
                            .SetProperty(seat => seat.Version, seat => seat.Version + 1),
                        cancellationToken);
                if (armed > 0)
                {
                    db.Wake(Sweep.Access);
                }
            },
            cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(6001, LogLevel.Warning,
            "The heartbeat in the database is old: nobody loses access until settlement and notices have caught up.")]
        public static partial void WasAwayForLong(ILogger logger);
    }
}
