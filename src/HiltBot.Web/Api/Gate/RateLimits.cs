using System.Collections.Concurrent;

namespace HiltBot.Web.Api.Gate;

/// <param name="Remaining">After this request; 0 when it was the last one or one too many.</param>
/// <param name="ResetsAt">Unix seconds.</param>
internal sealed record RateCount(int Limit, int Remaining, long ResetsAt, bool IsOver)
{
    public long SecondsUntilReset(DateTimeOffset now) => Math.Max(1, ResetsAt - now.ToUnixTimeSeconds());
}

/// <summary>
/// Fixed windows of a minute, counted by each node for itself (contract 2.5): a workspace's requests together, the
/// others by address. The counters of a minute are dropped with it.
/// </summary>
internal sealed class RateLimits(TimeProvider time)
{
    private const int Window = 60;

    // More callers than this in one minute share one counter, so that a flood of addresses costs no memory.
    private const int CallersMax = 100_000;

    private ConcurrentDictionary<string, int> counts = new(StringComparer.Ordinal);
    private long minute;

    /// <summary>Counts one request.</summary>
    public RateCount Count(string caller, int limit) => Look(caller, limit, add: 1);

    /// <summary>Looks without counting.</summary>
    public RateCount Look(string caller, int limit) => Look(caller, limit, add: 0);

    private RateCount Look(string caller, int limit, int add)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds() / Window;
        if (Interlocked.Exchange(ref minute, now) != now)
        {
            counts = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        }

        var name = counts.Count < CallersMax || counts.ContainsKey(caller) ? caller : "everybody else";
        var count = add == 0
            ? counts.GetValueOrDefault(name)
            : counts.AddOrUpdate(name, 1, static (_, one) => one == int.MaxValue ? one : one + 1);
        return new RateCount(
            limit, Math.Max(0, limit - count), (now + 1) * Window, add == 0 ? count >= limit : count > limit);
    }
}
