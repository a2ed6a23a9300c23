using System.Text.RegularExpressions;

namespace HiltBot.Discord.Rest;

/// <summary>
/// Finds the bucket of a call: by its method and route until an answer names it, then by Discord's name and the guild,
/// channel or webhook that the route is about. Buckets that nobody uses are forgotten.
/// </summary>
internal sealed partial class RateBuckets(RestClock clock)
{
    private const int SweepMin = 256;

    private const int NamesMax = 1000;

    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly Dictionary<string, RateBucket> byRoute = [];
    private readonly Dictionary<(string Hash, string Major), RateBucket> byName = [];
    private readonly Dictionary<string, string> names = [];
    private int sweepAt = SweepMin;

    public int Count
    {
        get
        {
            lock (gate)
            {
                return byRoute.Count;
            }
        }
    }

    public Task<RatePass> EnterAsync(
        RestCall call, TimeSpan deadline, bool isAgain, CancellationToken cancellationToken)
    {
        RateBucket bucket;
        lock (gate)
        {
            bucket = Find(call);
            bucket.Touch();
        }

        return bucket.EnterAsync(deadline, isAgain, cancellationToken);
    }

    /// <summary>An answer may name another bucket than the call was counted in.</summary>
    public void Learn(RestCall call, IRateGate countedIn, RateHeaders headers, TimeSpan sentAt)
    {
        if (headers.Hash is not { } hash || countedIn is not RateBucket bucket || bucket.Hash == hash)
        {
            return;
        }

        lock (gate)
        {
            var (pattern, major) = Split(call);
            if (names.Count >= NamesMax)
            {
                names.Clear();
            }

            names[pattern] = hash;
            if (bucket.Hash is null && !byName.ContainsKey((hash, major)))
            {
                bucket.Hash = hash;
                byName[(hash, major)] = bucket;
                return;
            }

            var named = Named(call, hash, major);
            byRoute[KeyOf(call)] = named;
            named.Hear(headers, sentAt);
            named.TakeOver(bucket);
        }
    }

    private static string KeyOf(RestCall call) => $"{call.Method} {call.Route}";

    private static (string Pattern, string Major) Split(RestCall call)
    {
        var major = Major().Match(call.Route);
        return major.Success
            ? ($"{call.Method} {major.Groups["kind"].Value}{call.Route[major.Length..]}", major.Value)
            : (KeyOf(call), string.Empty);
    }

    private RateBucket Find(RestCall call)
    {
        var key = KeyOf(call);
        if (byRoute.TryGetValue(key, out var known))
        {
            return known;
        }

        Sweep();
        var (pattern, major) = Split(call);
        return byRoute[key] = names.TryGetValue(pattern, out var hash)
            ? Named(call, hash, major)
            : new RateBucket(clock, startsAlone: call.IsOfBot);
    }

    private RateBucket Named(RestCall call, string hash, string major)
    {
        if (!byName.TryGetValue((hash, major), out var bucket))
        {
            byName[(hash, major)] = bucket = new RateBucket(clock, startsAlone: call.IsOfBot) { Hash = hash };
        }

        return bucket;
    }

    private void Sweep()
    {
        if (byRoute.Count < sweepAt)
        {
            return;
        }

        var idle = byRoute.Values.Concat(byName.Values).Where(bucket => bucket.IsIdle(IdleTime)).ToHashSet();
        Remove(byRoute, idle);
        Remove(byName, idle);
        foreach (var bucket in idle)
        {
            bucket.Dispose();
        }

        sweepAt = Math.Max(SweepMin, byRoute.Count * 2);
    }

    private static void Remove<TKey>(Dictionary<TKey, RateBucket> buckets, HashSet<RateBucket> idle)
        where TKey : notnull
    {
        foreach (var (key, _) in buckets.Where(pair => idle.Contains(pair.Value)).ToList())
        {
            buckets.Remove(key);
        }
    }

    // Interactions are no major parameter of Discord's; counted as one, each leaves no more than its own bucket.
    [GeneratedRegex(@"^/(?<kind>guilds|channels|webhooks|interactions)/[^/]+(?:(?<=^/webhooks/[^/]+)/[^/]+)?")]
    private static partial Regex Major();
}
