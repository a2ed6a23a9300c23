namespace HiltBot.Solana.Rpc;

/// <summary>
/// One node and its rest after trouble, shared by all callers: exponential with jitter, or as long as the
/// node asked for. Requests that were already under way when a rest began do not lengthen the next one.
/// </summary>
internal sealed class RpcNode(Uri url, SolanaRpcOptions options, TimeProvider time, Random jitter)
{
    private readonly Lock _lock = new();
    private DateTimeOffset _restsUntil = DateTimeOffset.MinValue;
    private DateTimeOffset _restedAt = DateTimeOffset.MinValue;
    private int _failures;

    public Uri Url { get; } = url;

    /// <summary>For people: the host alone, since paths and queries of nodes carry keys.</summary>
    public string Name => Url.Host;

    public TimeSpan RestAt(DateTimeOffset now)
    {
        lock (_lock)
            return _restsUntil > now ? _restsUntil - now : TimeSpan.Zero;
    }

    public void Answered()
    {
        lock (_lock)
            _failures = 0;
    }

    public void Rest(DateTimeOffset startedAt, TimeSpan? retryAfter)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var wasUnderWay = startedAt <= _restedAt;
            if (wasUnderWay && retryAfter is null)
                return;
            if (!wasUnderWay)
                _failures++;
            _restedAt = now;
            var until = now + (retryAfter ?? Backoff.After(_failures, options, jitter));
            if (until > _restsUntil)
                _restsUntil = until;
        }
    }
}

/// <summary>Half of the doubling time for sure, the other half by chance, within the two limits.</summary>
internal static class Backoff
{
    public static TimeSpan After(int failures, SolanaRpcOptions options, Random jitter)
    {
        var longest = options.BackoffMin.Ticks;
        for (var i = 0; i < failures && longest < options.BackoffMax.Ticks; i++)
            longest = Math.Min(longest * 2, options.BackoffMax.Ticks);
        return TimeSpan.FromTicks(longest / 2 + jitter.NextInt64(longest / 2 + 1));
    }
}
