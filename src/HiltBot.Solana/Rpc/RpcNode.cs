namespace HiltBot.Solana.Rpc;

/// <summary>
/// One node and its rest after trouble, shared by all callers: exponential with jitter, or as long as the
/// node asked for. Requests that were already under way when a rest began do not lengthen the next one. A node
/// that gave no answer many times in a row is out: it rests for longer and longer, and one call alone tries
/// whether it is back.
/// </summary>
internal sealed class RpcNode(
    Uri url, string name, SolanaRpcOptions options, TimeProvider time, Random jitter)
{
    /// <summary>How long others wait while one call tries a node that was out.</summary>
    private static readonly TimeSpan ProbeLook = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private DateTimeOffset _restsUntil = DateTimeOffset.MinValue;
    private DateTimeOffset _restedAt = DateTimeOffset.MinValue;
    private DateTimeOffset _noBatchesUntil = DateTimeOffset.MinValue;
    private int _failures;
    private int _silences;
    private bool _isProbed;
    private string? _why;
    private string? _genesis;
    private (ulong Slot, DateTimeOffset At)? _heard;
    private long _requests;
    private long _requestsFailed;

    public Uri Url { get; } = url;

    /// <summary>For people: the host alone, since paths and queries of nodes carry keys.</summary>
    public string Name { get; } = name;

    public bool IsOut
    {
        get
        {
            lock (_lock)
                return _silences >= options.OutAfter;
        }
    }

    /// <summary>The network that it told; null when it has to be asked (again).</summary>
    public string? Genesis
    {
        get
        {
            lock (_lock)
                return _genesis;
        }

        set
        {
            lock (_lock)
                _genesis = value;
        }
    }

    /// <summary>The finalized slot that it told last, and when.</summary>
    public (ulong Slot, DateTimeOffset At)? Heard
    {
        get
        {
            lock (_lock)
                return _heard;
        }
    }

    public (long Requests, long Failures) Counts =>
        (Interlocked.Read(ref _requests), Interlocked.Read(ref _requestsFailed));

    /// <summary>What went wrong last.</summary>
    public string? Why
    {
        get
        {
            lock (_lock)
                return _why;
        }
    }

    public TimeSpan RestAt(DateTimeOffset now)
    {
        lock (_lock)
            return Rest(now);
    }

    /// <summary>Takes a place at the node; false while it rests or another call is trying it.</summary>
    /// <param name="now">Real time.</param>
    /// <param name="isProbe">It was out, and this call alone tries it.</param>
    public bool TryEnter(DateTimeOffset now, out bool isProbe)
    {
        lock (_lock)
        {
            isProbe = false;
            if (Rest(now) > TimeSpan.Zero)
                return false;
            isProbe = _isProbed = _silences >= options.OutAfter;
            return true;
        }
    }

    public void EndProbe()
    {
        lock (_lock)
            _isProbed = false;
    }

    public void Asked() => Interlocked.Increment(ref _requests);

    public void Failed() => Interlocked.Increment(ref _requestsFailed);

    /// <returns>Whether it was out until now.</returns>
    public bool Answered()
    {
        lock (_lock)
        {
            var wasOut = _silences >= options.OutAfter;
            (_failures, _silences, _why) = (0, 0, null);
            return wasOut;
        }
    }

    public void Hear(ulong slot)
    {
        lock (_lock)
            _heard = (slot, time.GetUtcNow());
    }

    public bool TakesBatches(DateTimeOffset now)
    {
        lock (_lock)
            return _noBatchesUntil <= now;
    }

    /// <summary>It is asked one by one for a while; software behind an address changes.</summary>
    public void RefusedBatch()
    {
        lock (_lock)
            _noBatchesUntil = time.GetUtcNow() + options.BatchRefusalTime;
    }

    /// <param name="startedAt">When the request began that failed.</param>
    /// <param name="retryAfter">What the node asked for.</param>
    /// <param name="isSilence">There was no answer of a node at all: that alone puts it out.</param>
    /// <param name="why">In words, without its URL.</param>
    /// <returns>Whether it is out from now on.</returns>
    public bool Rest(DateTimeOffset startedAt, TimeSpan? retryAfter, bool isSilence, string why)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var wasUnderWay = startedAt <= _restedAt;
            if (wasUnderWay && retryAfter is null)
                return false;
            var wasOut = _silences >= options.OutAfter;
            if (!wasUnderWay)
            {
                _failures++;
                _silences += isSilence ? 1 : 0;
            }

            var isOut = _silences >= options.OutAfter;
            (_restedAt, _why) = (now, why);
            var until = now + (retryAfter ?? (isOut
                ? Backoff.Out(_silences - options.OutAfter, options, jitter)
                : Backoff.After(_failures, options, jitter)));
            if (until > _restsUntil)
                _restsUntil = until;

            // Who comes back may be another: its network is asked for first.
            _genesis = isOut ? null : _genesis;
            return isOut && !wasOut;
        }
    }

    private TimeSpan Rest(DateTimeOffset now)
    {
        var rest = _restsUntil > now ? _restsUntil - now : TimeSpan.Zero;
        return rest == TimeSpan.Zero && _isProbed ? ProbeLook : rest;
    }
}

/// <summary>Half of the doubling time for sure, the other half by chance, within the two limits.</summary>
internal static class Backoff
{
    public static TimeSpan After(int failures, SolanaRpcOptions options, Random jitter) =>
        Of(failures, options.BackoffMin, options.BackoffMax, jitter);

    /// <summary>A node that nobody can stand in for is tried at least every <c>BackoffMax</c>.</summary>
    public static TimeSpan Out(int rounds, SolanaRpcOptions options, Random jitter) =>
        Of(
            rounds + 1, options.BackoffMax / (options.Urls.Count > 1 ? 1 : 2),
            options.Urls.Count > 1 ? options.OutMax : options.BackoffMax, jitter);

    private static TimeSpan Of(int doublings, TimeSpan min, TimeSpan max, Random jitter)
    {
        var longest = min.Ticks;
        for (var i = 0; i < doublings && longest < max.Ticks; i++)
            longest = Math.Min(longest * 2, max.Ticks);
        return TimeSpan.FromTicks(longest / 2 + jitter.NextInt64(longest / 2 + 1));
    }
}
