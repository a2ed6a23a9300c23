namespace HiltBot.Solana.Rpc;

/// <summary>
/// A token bucket over a TimeProvider: so many requests a second, as many at once after a quiet second.
/// Places are handed out in order of asking. Pollers look at <see cref="Backlog"/> and stretch their
/// intervals.
/// </summary>
public sealed class RequestBudget
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly TimeSpan _burst;
    private readonly Lock _lock = new();
    private DateTimeOffset _fullAt;

    public RequestBudget(int requestsPerSecond, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(requestsPerSecond, 1);
        _time = time;
        _interval = TimeSpan.FromSeconds(1) / requestsPerSecond;
        _burst = _interval * requestsPerSecond;
        _fullAt = time.GetUtcNow();
    }

    /// <summary>How long a request that is asked for now would wait; zero when there is room.</summary>
    public TimeSpan Backlog
    {
        get
        {
            lock (_lock)
                return WaitAt(_time.GetUtcNow(), 1);
        }
    }

    /// <summary>
    /// Takes places and says how long to wait for the last of them; false, and nothing is taken, when that
    /// would be over <paramref name="max"/>.
    /// </summary>
    internal bool TryTake(TimeSpan max, out TimeSpan wait, int places = 1)
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            wait = WaitAt(now, places);
            if (wait > max)
                return false;
            _fullAt = (_fullAt > now ? _fullAt : now) + _interval * places;
            return true;
        }
    }

    /// <summary>The bucket is full again at _fullAt; each request moves that by one interval.</summary>
    private TimeSpan WaitAt(DateTimeOffset now, int places)
    {
        var next = (_fullAt > now ? _fullAt : now) + _interval * places - _burst;
        return next > now ? next - now : TimeSpan.Zero;
    }
}
