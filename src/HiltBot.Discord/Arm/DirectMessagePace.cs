namespace HiltBot.Discord.Arm;

/// <summary>
/// Spreads the opening of private channels over the hour: bots that open many at once are flagged as spam. Who has to
/// wait is given a place in line.
/// </summary>
internal sealed class DirectMessagePace(TimeProvider time)
{
    /// <summary>How many may be opened at once after a quiet time.</summary>
    public const int BurstMax = 30;

    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private const int PromisesMax = 20_000;

    private static readonly TimeSpan WaitMax = TimeSpan.FromHours(6);

    private readonly Lock gate = new();
    private readonly long origin = time.GetTimestamp();
    private readonly Dictionary<string, TimeSpan> promises = new(StringComparer.Ordinal);

    // When all that was taken is made up for, and until when places are promised.
    private TimeSpan fullAt;
    private TimeSpan promisedUntil;

    private TimeSpan Now => time.GetElapsedTime(origin);

    /// <returns>Null: one may be opened now. Else when to come again.</returns>
    public TimeSpan? Take(string accountId)
    {
        lock (gate)
        {
            var now = Now;
            var isPromised = promises.TryGetValue(accountId, out var promisedAt);
            if (isPromised && promisedAt > now)
            {
                return Within(promisedAt - now);
            }

            promises.Remove(accountId);
            var free = Later(fullAt, now) + Interval - (Interval * BurstMax);
            if (free <= now && (isPromised || promisedUntil <= now))
            {
                fullAt = Later(fullAt, now) + Interval;
                return null;
            }

            // Newcomers stand behind those who were told to come again.
            promisedUntil = Later(Later(promisedUntil + Interval, free), now);
            Promise(accountId, now);
            return Within(promisedUntil - now);
        }
    }

    /// <summary>Discord itself says that it was too fast.</summary>
    public void Slow(TimeSpan pause)
    {
        lock (gate)
        {
            fullAt = Later(fullAt, Now + (Interval * (BurstMax - 1)) + pause);
        }
    }

    private static TimeSpan Within(TimeSpan wait) => wait > WaitMax ? WaitMax : wait;

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private void Promise(string accountId, TimeSpan now)
    {
        if (promises.Count >= PromisesMax)
        {
            foreach (var (gone, _) in promises.Where(pair => pair.Value < now).ToList())
            {
                promises.Remove(gone);
            }
        }

        if (promises.Count < PromisesMax)
        {
            promises[accountId] = promisedUntil;
        }
    }
}
