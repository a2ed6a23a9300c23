using Microsoft.Extensions.Logging;

namespace HiltBot.Engine.Access;

/// <summary>
/// Runs before the first sweep of a node: sees whether nobody was at work for long, and beats for the first time.
/// </summary>
public sealed partial class StartUp(BeatHeart heart, ILogger<StartUp> logger)
{
    public async Task HandleAsync(CancellationToken cancellationToken)
    {
        if (await heart.HandleAsync(cancellationToken))
        {
            Log.WasAwayForLong(logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(6001, LogLevel.Warning,
            "The heartbeat in the database is old: nobody loses access until settlement and notices have caught up.")]
        public static partial void WasAwayForLong(ILogger logger);
    }
}
