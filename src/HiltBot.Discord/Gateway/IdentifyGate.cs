using Microsoft.Extensions.Logging;

namespace HiltBot.Discord.Gateway;

/// <summary>
/// Sessions are begun as slowly as Discord asks: one in five seconds for each of <c>max_concurrency</c> keys
/// (shard number modulo), and not more in a day than it grants. Nodes do not know of one another here:
/// Discord refuses what was too much by opcode 9, after which the shard waits and tries again.
/// </summary>
internal sealed partial class IdentifyGate(TimeProvider time, ILogger<IdentifyGate> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly Dictionary<int, DateTimeOffset> nextAt = [];
    private int keys = 1;
    private SessionStarts? starts;
    private int remaining;
    private DateTimeOffset resetAt;

    public void Learn(GatewayPlan plan)
    {
        lock (gate)
        {
            keys = plan.IdentifiesAtOnce;
            starts = plan.Starts;
            remaining = plan.Starts?.Remaining ?? 0;
            resetAt = time.GetUtcNow() + (plan.Starts?.ResetAfter ?? TimeSpan.Zero);
        }
    }

    /// <summary>Waits for this shard's turn; who comes out may identify once.</summary>
    public async Task EnterAsync(int shard, CancellationToken cancellationToken)
    {
        var (turnAt, isUsedUp) = Take(shard);
        if (isUsedUp)
        {
            Log.UsedUp(logger, turnAt);
        }

        while (turnAt - time.GetUtcNow() is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    private (DateTimeOffset TurnAt, bool IsUsedUp) Take(int shard)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (starts is not null && now >= resetAt)
            {
                remaining = starts.Total;
                resetAt = now + TimeSpan.FromDays(1);
            }

            var turnAt = nextAt.TryGetValue(shard % keys, out var next) && next > now ? next : now;
            var isUsedUp = starts is not null && remaining == 0;
            if (isUsedUp)
            {
                turnAt = turnAt > resetAt ? turnAt : resetAt;
            }
            else if (starts is not null)
            {
                remaining--;
            }

            nextAt[shard % keys] = turnAt + Interval;
            return (turnAt, isUsedUp);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(11200, LogLevel.Error,
            "Discord allows no further session of this bot before {At:O}; something made it begin too many. Waiting.")]
        public static partial void UsedUp(ILogger logger, DateTimeOffset at);
    }
}
