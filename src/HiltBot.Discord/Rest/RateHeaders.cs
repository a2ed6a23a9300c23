using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace HiltBot.Discord.Rest;

internal enum RateScope
{
    /// <summary>The bot's own limit on this bucket.</summary>
    User,

    /// <summary>The limit of the thing itself, whoever calls it; not counted as an invalid request.</summary>
    Shared,

    /// <summary>All calls of the bot, or of this address.</summary>
    Global,
}

/// <summary>
/// What an answer says about its bucket (discord.com/developers/docs/topics/rate-limits), each part only as far as it is
/// there and makes sense.
/// </summary>
/// <param name="Reset">Seconds since 1970 by the server's clock: the name of the window.</param>
internal sealed record RateHeaders(string? Hash, int? Limit, int? Remaining, TimeSpan? ResetAfter, double? Reset)
{
    private const int CountMax = 100_000;

    private const int HashMax = 100;

    private static readonly TimeSpan WaitMax = TimeSpan.FromDays(1);

    /// <summary>Whether there is enough to know when the next call may leave.</summary>
    public bool SaysWhen => Remaining is not null && ResetAfter is not null;

    /// <param name="now">Real time; only compared with <c>X-RateLimit-Reset</c> when the answer carries no date.</param>
    public static RateHeaders Of(HttpResponseHeaders headers, DateTimeOffset now)
    {
        var resetAfter = Seconds(First(headers, "X-RateLimit-Reset-After"));
        var reset = Number(First(headers, "X-RateLimit-Reset")) is > 0 and < 1e11 and var end ? end : (double?)null;
        if (resetAfter is null && reset is not null)
        {
            var left = DateTimeOffset.UnixEpoch.AddSeconds(reset.Value) - (headers.Date ?? now);
            resetAfter = left < TimeSpan.Zero ? TimeSpan.Zero : left > WaitMax ? null : left;
        }

        return new RateHeaders(
            First(headers, "X-RateLimit-Bucket") is { Length: > 0 and <= HashMax } hash ? hash : null,
            Count(First(headers, "X-RateLimit-Limit")) is > 0 and var limit ? limit : (int?)null,
            Count(First(headers, "X-RateLimit-Remaining")), resetAfter, reset);
    }

    /// <summary>How long a 429 asks to wait: its body is exact, the header is rounded up.</summary>
    /// <returns>Null when it does not say.</returns>
    public static TimeSpan? RetryAfter(HttpResponseHeaders headers, JsonElement body, RateHeaders rate)
    {
        var inBody = body.ValueKind == JsonValueKind.Object && body.TryGetProperty("retry_after", out var said)
            ? said.ValueKind switch
            {
                JsonValueKind.Number => Seconds(said.GetRawText()),
                JsonValueKind.String => Seconds(said.GetString()),
                _ => null,
            }
            : null;
        return inBody ?? Seconds(First(headers, "Retry-After")) ?? rate.ResetAfter;
    }

    public static RateScope Scope(HttpResponseHeaders headers, JsonElement body)
    {
        var isGlobal = IsTrue(First(headers, "X-RateLimit-Global")) || (body.ValueKind == JsonValueKind.Object &&
            body.TryGetProperty("global", out var said) && said.ValueKind == JsonValueKind.True);
        return (isGlobal, First(headers, "X-RateLimit-Scope")?.ToLowerInvariant(), body.ValueKind) switch
        {
            (true, _, _) or (_, "global", _) => RateScope.Global,
            (_, "shared", _) => RateScope.Shared,

            // Not Discord's own words: whoever stands before it holds the whole address.
            (_, null, not JsonValueKind.Object) => RateScope.Global,
            _ => RateScope.User,
        };
    }

    private static string? First(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault()?.Trim() : null;

    private static bool IsTrue(string? text) => string.Equals(text, "true", StringComparison.OrdinalIgnoreCase);

    private static int? Count(string? text) => Number(text) is >= 0 and <= CountMax and var number ? (int)number : null;

    private static TimeSpan? Seconds(string? text) => Number(text) switch
    {
        null or < 0 => null,
        var seconds when seconds > WaitMax.TotalSeconds => WaitMax,
        var seconds => TimeSpan.FromSeconds(seconds.Value),
    };

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null;
}
