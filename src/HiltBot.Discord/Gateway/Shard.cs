using Microsoft.Extensions.Logging;

namespace HiltBot.Discord.Gateway;

/// <summary>
/// One shard: connection after connection, resumed where Discord allows it, until it is told to stop or
/// Discord says that coming back is of no use.
/// </summary>
internal sealed partial class Shard(
    int number, GatewayPlan plan, string token, IdentifyGate gate, IGatewayEvents events, GatewayState state,
    TimeProvider time, ILogger<Shard> logger)
{
    /// <summary>A session that lived shorter counts as a failure, so that a thousand a day are never used
    /// up.</summary>
    private static readonly TimeSpan LifeMin = TimeSpan.FromMinutes(1);

    private const int ResumeUrlTries = 2;

    private readonly GatewaySession session = new();
    private int failures;
    private bool isTold;

    /// <returns>The sentence that says why it stopped for good; null when it was told to stop.</returns>
    public async Task<string?> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                state.Stand(number, ShardStanding.Connecting);
                var connection = new GatewayConnection(
                    new GatewayOpening(token, number, plan.Shards, plan.Url), session, gate, events, time, logger)
                {
                    OnReady = BeReady,
                };
                var beganAt = time.GetTimestamp();
                var end = await connection.RunAsync(cancellationToken);
                switch (end)
                {
                    case ConnectionEnd.Left:
                        return null;
                    case ConnectionEnd.Stopped stopped:
                        state.Stop(stopped.Sentence);
                        state.Stand(number, ShardStanding.Stopped);
                        Log.Stopped(logger, number, stopped.Sentence);
                        return stopped.Sentence;
                    default:
                        var wait = Judge(end, connection.WasReady, time.GetElapsedTime(beganAt));
                        await Task.Delay(wait, time, cancellationToken);
                        break;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private TimeSpan Judge(ConnectionEnd end, bool wasReady, TimeSpan lived)
    {
        var (why, wait) = end switch
        {
            ConnectionEnd.Again again => (again.Why, again.Wait),
            ConnectionEnd.Anew anew => (anew.Why, anew.Wait),
            ConnectionEnd.Unreachable unreachable => (unreachable.Why, TimeSpan.Zero),
            _ => (string.Empty, TimeSpan.Zero),
        };
        failures = wasReady && (end is ConnectionEnd.Again || lived >= LifeMin) ? 0 : failures + 1;
        if (end is ConnectionEnd.Anew)
        {
            session.Forget();
        }
        else if (!wasReady && failures > ResumeUrlTries)
        {
            session.ForgetUrl();
        }

        Log.Ended(logger, number, why);
        if (failures > 1 && !isTold)
        {
            isTold = true;
            Log.Unreachable(logger, number, why);
        }

        var backoff = end is ConnectionEnd.Anew && failures == 1 ? TimeSpan.Zero : Backoff.After(failures);
        return wait > backoff ? wait : backoff;
    }

    private void BeReady()
    {
        state.Stand(number, ShardStanding.Ready);
        if (isTold)
        {
            isTold = false;
            Log.IsBack(logger, number);
        }
        else
        {
            Log.Ready(logger, number);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(11210, LogLevel.Error, "Shard {Shard} does not connect any more. {Sentence}")]
        public static partial void Stopped(ILogger logger, int shard, string sentence);

        [LoggerMessage(11211, LogLevel.Debug, "The connection of shard {Shard} ended: {Why}.")]
        public static partial void Ended(ILogger logger, int shard, string why);

        [LoggerMessage(11212, LogLevel.Warning,
            "Shard {Shard} has no connection to Discord's gateway ({Why}); it goes on trying.")]
        public static partial void Unreachable(ILogger logger, int shard, string why);

        [LoggerMessage(11213, LogLevel.Information, "Shard {Shard} is connected to Discord's gateway again.")]
        public static partial void IsBack(ILogger logger, int shard);

        [LoggerMessage(11214, LogLevel.Debug, "Shard {Shard} is ready.")]
        public static partial void Ready(ILogger logger, int shard);
    }
}
