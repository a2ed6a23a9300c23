using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HiltBot.TestKit.Discord;

/// <summary>So many calls in a window that begins with its first call.</summary>
public sealed record BucketLimit(int Max, TimeSpan Window);

internal sealed record LimitVerdict(
    bool IsAllowed, string Scope, TimeSpan RetryAfter, IReadOnlyDictionary<string, string> Headers);

/// <summary>
/// Rate limits as Discord documents them: a bucket for a route and its guild, channel or webhook, and one for the whole
/// bot (discord.com/developers/docs/topics/rate-limits). Windows are counted by the stand-in's clock.
/// </summary>
public sealed class StandInLimits(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, BucketLimit> routes = new()
    {
        [DiscordRoutes.GrantRole] = new(10, TimeSpan.FromSeconds(10)),
        [DiscordRoutes.RevokeRole] = new(10, TimeSpan.FromSeconds(10)),
        [DiscordRoutes.ListMembers] = new(10, TimeSpan.FromSeconds(10)),
        [DiscordRoutes.SendMessage] = new(5, TimeSpan.FromSeconds(5)),
        [DiscordRoutes.MakeInvite] = new(5, TimeSpan.FromSeconds(15)),
        [DiscordRoutes.FollowUp] = new(5, TimeSpan.FromSeconds(2)),
        [DiscordRoutes.EditAnswer] = new(5, TimeSpan.FromSeconds(2)),
        [DiscordRoutes.GatewayOfBot] = new(2, TimeSpan.FromSeconds(5)),
        [DiscordRoutes.OpenDirectMessages] = new(10, TimeSpan.FromSeconds(10)),
    };

    private readonly Dictionary<string, Window> windows = [];

    /// <summary>For routes without a limit of their own.</summary>
    public BucketLimit Default { get; set; } = new(50, TimeSpan.FromSeconds(1));

    /// <summary>Calls of the bot within a second, over all routes; interactions do not count.</summary>
    public int GlobalMax { get; set; } = 50;

    /// <summary>False: no <c>X-RateLimit-*</c> header is ever sent; the limits hold all the same.</summary>
    public bool SendsHeaders { get; set; } = true;

    /// <summary>False: a 429 carries its time in the body only.</summary>
    public bool SendsRetryAfter { get; set; } = true;

    /// <summary>False: nothing is limited and no header is sent.</summary>
    public bool AreOn { get; set; } = true;

    /// <summary>How often a call was refused by a limit (not by a planned fault).</summary>
    public int Exceeded { get; private set; }

    public void Set(string route, int max, TimeSpan window)
    {
        lock (gate)
        {
            routes[route] = new(max, window);
        }
    }

    public BucketLimit For(string route)
    {
        lock (gate)
        {
            return routes.GetValueOrDefault(route, Default);
        }
    }

    /// <summary>
    /// The least time from the first to the last of so many role grants, when nothing else is called: the greater of what the
    /// fullest guild's bucket and the global limit ask for.
    /// </summary>
    public TimeSpan MinimumTimeFor(params int[] grantsByGuild)
    {
        var limit = For(DiscordRoutes.GrantRole);
        var ofBucket = grantsByGuild.Select(grants => Full(grants, limit.Max) * limit.Window).Max();
        var ofBot = Full(grantsByGuild.Sum(), GlobalMax) * TimeSpan.FromSeconds(1);
        return ofBucket > ofBot ? ofBucket : ofBot;
    }

    /// <summary>The headers of a 429 that a test planned: those of a bucket that is used up.</summary>
    internal Dictionary<string, string> PlannedHeaders(string route, DiscordFault.TooMany fault)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            var limit = routes.GetValueOrDefault(route, Default);
            var full = new Window { EndsAt = now + fault.RetryAfter, Used = limit.Max };
            var headers = fault.Scope == "global" ? [] : Headers(route, limit, full, now);
            Limited(headers, fault.Scope, fault.RetryAfter);
            return headers;
        }
    }

    internal LimitVerdict Take(string route, string major, bool isOfBot)
    {
        lock (gate)
        {
            if (!AreOn)
            {
                return new(true, "user", default, new Dictionary<string, string>());
            }

            var now = time.GetUtcNow();
            var limit = routes.GetValueOrDefault(route, Default);
            var window = Open($"{route} {major}", limit.Window, now);
            var global = Open("global", TimeSpan.FromSeconds(1), now);
            if (isOfBot && global.Used >= GlobalMax)
            {
                return Refuse("global", global.EndsAt - now, []);
            }

            if (window.Used >= limit.Max)
            {
                return Refuse("user", window.EndsAt - now, Headers(route, limit, window, now));
            }

            window.Used++;
            global.Used += isOfBot ? 1 : 0;
            return new(true, "user", default, Headers(route, limit, window, now));
        }
    }

    private static int Full(int calls, int max) => calls == 0 ? 0 : (calls - 1) / max;

    private LimitVerdict Refuse(string scope, TimeSpan after, Dictionary<string, string> headers)
    {
        Exceeded++;
        Limited(headers, scope, after);
        return new(false, scope, after, headers);
    }

    private void Limited(Dictionary<string, string> headers, string scope, TimeSpan after)
    {
        if (SendsRetryAfter)
        {
            headers["Retry-After"] = Math.Ceiling(after.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        if (SendsHeaders)
        {
            headers["X-RateLimit-Scope"] = scope;
            if (scope == "global")
            {
                headers["X-RateLimit-Global"] = "true";
            }
        }
    }

    private Dictionary<string, string> Headers(string route, BucketLimit limit, Window window, DateTimeOffset now)
    {
        if (!SendsHeaders)
        {
            return [];
        }

        return new()
        {
            ["X-RateLimit-Limit"] = limit.Max.ToString(CultureInfo.InvariantCulture),
            ["X-RateLimit-Remaining"] = Math.Max(0, limit.Max - window.Used).ToString(CultureInfo.InvariantCulture),
            ["X-RateLimit-Reset"] = Seconds(window.EndsAt - DateTimeOffset.UnixEpoch),
            ["X-RateLimit-Reset-After"] = Seconds(window.EndsAt - now),
            ["X-RateLimit-Bucket"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(route))[..8]),
        };
    }

    private static string Seconds(TimeSpan span) =>
        (Math.Ceiling(span.TotalMilliseconds) / 1000).ToString("0.000", CultureInfo.InvariantCulture);

    private Window Open(string key, TimeSpan length, DateTimeOffset now)
    {
        if (!windows.TryGetValue(key, out var window) || window.EndsAt <= now)
        {
            windows[key] = window = new() { EndsAt = now + length };
        }

        return window;
    }

    private sealed class Window
    {
        public required DateTimeOffset EndsAt { get; init; }

        public int Used { get; set; }
    }
}
