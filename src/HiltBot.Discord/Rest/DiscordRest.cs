using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace HiltBot.Discord.Rest;

/// <summary>
/// The one pipeline through which every call of Discord's API goes: buckets as the headers tell them, the limit over all
/// calls, repetitions of what is safe to repeat, and a stop before Discord bans the address
/// (discord.com/developers/docs/topics/rate-limits).
/// </summary>
public sealed partial class DiscordRest : IDisposable
{
    public const string TokenRefused =
        "Discord refuses the bot's token. Make a new one in the developer portal (Bot, Reset Token) and set " +
        "HiltBot:Discord:Token.";

    private const string TooManyInvalid =
        "Discord refused so many calls that it would soon ban this address; calls wait for some minutes.";

    private const string NoAnswer = "Discord's API does not answer.";

    private const int TriesMax = 4;

    private const int RefusalsMax = 8;

    private const int FailuresUntilSaid = 3;

    // While the token is refused one call in so long asks whether that is still so.
    private static readonly TimeSpan TokenPause = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan BackoffMax = TimeSpan.FromSeconds(5);

    private readonly DiscordHttp http;
    private readonly DiscordState state;
    private readonly RestClock clock;
    private readonly RateBuckets buckets;
    private readonly GlobalLimit global;
    private readonly InvalidRequests invalid;
    private readonly ILogger<DiscordRest> logger;
    private readonly Lock gate = new();
    private TimeSpan tokenAskedAt;
    private int failuresInRow;

    /// <param name="homeUrl">Where the bot is at home: Discord demands it in the User-Agent.</param>
    public DiscordRest(
        HttpMessageHandler handler, DiscordOptions options, string homeUrl, DiscordState state, TimeProvider time,
        ILogger<DiscordRest> logger)
    {
        http = new DiscordHttp(handler, options, homeUrl, time);
        this.state = state;
        this.logger = logger;
        clock = new RestClock(time);
        buckets = new RateBuckets(clock);
        global = new GlobalLimit(clock);
        invalid = new InvalidRequests(clock);
    }

    internal int BucketCount => buckets.Count;

    public async Task<RestAnswer> SendAsync(RestCall call, CancellationToken cancellationToken)
    {
        var payload = call.Body is { } body
            ? JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), DiscordJson.Options)
            : null;
        var deadline = clock.Now + call.WaitMax;
        var (tries, refusals, mayBeDone) = (0, 0, false);
        while (true)
        {
            if (Stopped(call) is { } stopped)
            {
                return mayBeDone ? new RestAnswer.Unreachable("calls of Discord are stopped", true) : stopped;
            }

            var (wait, got) = await TryAsync(call, payload, deadline, tries + refusals, cancellationToken);
            if (wait is { } tooLong)
            {
                return mayBeDone
                    ? new RestAnswer.Unreachable("it did not answer, and the next try would have to wait too long", true)
                    : new RestAnswer.Limited(tooLong);
            }

            if (got is HttpTry.Got { Status: 429 } tooMany)
            {
                var after = RetryAfter(tooMany, refusals++);
                if (refusals < RefusalsMax && clock.Now + after <= deadline)
                {
                    continue;
                }

                return mayBeDone
                    ? new RestAnswer.Unreachable("it did not answer, and then asked to wait", true)
                    : new RestAnswer.Limited(after);
            }

            mayBeDone |= MayBeDone(call, got!);
            if (Conclude(call, got!, mayBeDone) is { } answer)
            {
                return answer;
            }

            if (++tries >= TriesMax || !(call.IsSafeToRepeat || got is HttpTry.NotSent))
            {
                return Fail(call, got!, mayBeDone);
            }

            await Task.Delay(Backoff(tries), clock.Time, cancellationToken);
        }
    }

    public void Dispose() => http.Dispose();

    // A wait: it was not sent, and would have to wait so long.
    private async Task<(TimeSpan? Wait, HttpTry? Got)> TryAsync(
        RestCall call, byte[]? payload, TimeSpan deadline, int tries, CancellationToken cancellationToken)
    {
        var pass = await buckets.EnterAsync(call, deadline, tries > 0, cancellationToken);
        if (pass.Gate is not { } bucket)
        {
            return (pass.Wait, null);
        }

        var (news, globalNews, sentAt) = ((RateNews)new RateNews.NotSent(), (RateNews)new RateNews.NotSent(), clock.Now);
        IRateGate? all = null;
        try
        {
            if (call.IsOfBot)
            {
                var turn = await global.EnterAsync(deadline, tries > 0, cancellationToken);
                if (turn.Gate is null)
                {
                    return (turn.Wait, null);
                }

                all = turn.Gate;
            }

            sentAt = clock.Now;
            (news, globalNews) = (new RateNews.Lost(), new RateNews.Lost());
            var got = await http.SendAsync(call, payload, cancellationToken);
            (news, globalNews) = Hear(call, got, bucket, sentAt, tries);
            return (null, got);
        }
        finally
        {
            bucket.Leave(news, sentAt);
            all?.Leave(globalNews, sentAt);
        }
    }

    private (RateNews Bucket, RateNews Global) Hear(
        RestCall call, HttpTry got, IRateGate bucket, TimeSpan sentAt, int tries)
    {
        switch (got)
        {
            case HttpTry.Got { Status: 429 } tooMany:
                var scope = RateHeaders.Scope(tooMany.Headers, tooMany.Body);
                if (scope != RateScope.Shared)
                {
                    invalid.Add();
                }

                var news = new RateNews.TooMany(RetryAfter(tooMany, tries));
                return scope == RateScope.Global && call.IsOfBot
                    ? (new RateNews.NotSent(), news)
                    : (news, new RateNews.NotSent());
            case HttpTry.Got answer:
                if (answer.Status is 401 or 403)
                {
                    invalid.Add();
                }

                var headers = RateHeaders.Of(answer.Headers, clock.Time.GetUtcNow());
                buckets.Learn(call, bucket, headers, sentAt);
                return (new RateNews.Answered(headers), new RateNews.Answered(headers));
            case HttpTry.NotSent:
                return (new RateNews.NotSent(), new RateNews.NotSent());
            default:
                return (new RateNews.Lost(), new RateNews.Lost());
        }
    }

    // Who says nothing, or too little again and again, is asked less and less often.
    private TimeSpan RetryAfter(HttpTry.Got tooMany, int refusals)
    {
        var headers = RateHeaders.Of(tooMany.Headers, clock.Time.GetUtcNow());
        var said = RateHeaders.RetryAfter(tooMany.Headers, tooMany.Body, headers);
        var least = TimeSpan.FromMilliseconds((said is null ? 1000 : 25) << Math.Min(refusals, 6));
        return said > least ? said.Value : least;
    }

    private static bool MayBeDone(RestCall call, HttpTry got) => call.Method != HttpMethod.Get && got switch
    {
        HttpTry.Lost => true,
        HttpTry.Got { Status: >= 500 } => true,
        HttpTry.Got { Status: < 300 } answer => !answer.IsDiscords,
        _ => false,
    };

    // Null: it is worth another try.
    private RestAnswer? Conclude(RestCall call, HttpTry got, bool mayBeDone)
    {
        if (got is not HttpTry.Got { Status: < 500 } answer)
        {
            return null;
        }

        if (!answer.IsDiscords || answer.Status is < 200 or (>= 300 and < 400))
        {
            return answer.Status < 300 ? null : Fail(call, got, mayBeDone);
        }

        Heal(call, answer.Status);
        if (answer.Status < 300)
        {
            return new RestAnswer.Done(answer.Body);
        }

        var (code, message) = ErrorOf(answer.Body);
        if (answer.Status == 401 && call.IsOfBot)
        {
            RefuseToken();
            return new RestAnswer.Refused(401, code, TokenRefused);
        }

        return new RestAnswer.Refused(answer.Status, code, message);
    }

    private static (int Code, string Message) ErrorOf(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return (0, string.Empty);
        }

        var code = body.TryGetProperty("code", out var said) && said.ValueKind == JsonValueKind.Number &&
            said.TryGetInt32(out var number) ? number : 0;
        var message = body.TryGetProperty("message", out var words) && words.ValueKind == JsonValueKind.String
            ? words.GetString()!
            : string.Empty;
        return (code, message.Length > 300 ? message[..300] : message);
    }

    private static TimeSpan Backoff(int tries)
    {
        var full = Math.Min(400 * Math.Pow(2, tries - 1), BackoffMax.TotalMilliseconds);
#pragma warning disable CA5394 // Spreads tries; nobody gains by guessing it.
        return TimeSpan.FromMilliseconds(full * (0.5 + (Random.Shared.NextDouble() / 2)));
#pragma warning restore CA5394
    }

    private RestAnswer? Stopped(RestCall call)
    {
        if (invalid.StoppedFor(call.IsOfBot) is { } stoppedFor)
        {
            if (state.Set(DiscordProblem.InvalidRequests, TooManyInvalid))
            {
                Log.TooManyInvalid(logger, InvalidRequests.Max);
            }

            return new RestAnswer.Limited(stoppedFor);
        }

        if (call.IsOfBot && state.Set(DiscordProblem.InvalidRequests, null))
        {
            Log.InvalidAreFewer(logger);
        }

        return call.IsOfBot && state.IsTokenRefused && !MayAskForToken()
            ? new RestAnswer.Refused(401, 0, TokenRefused)
            : null;
    }

    private bool MayAskForToken()
    {
        lock (gate)
        {
            if (clock.Now < tokenAskedAt + TokenPause)
            {
                return false;
            }

            tokenAskedAt = clock.Now;
            return true;
        }
    }

    private void RefuseToken()
    {
        lock (gate)
        {
            tokenAskedAt = clock.Now;
        }

        if (state.Set(DiscordProblem.Token, TokenRefused))
        {
            Log.TokenIsRefused(logger);
        }
    }

    private void Heal(RestCall call, int status)
    {
        Interlocked.Exchange(ref failuresInRow, 0);
        if (state.Set(DiscordProblem.Connection, null))
        {
            Log.Answers(logger);
        }

        if (call.IsOfBot && status != 401 && state.Set(DiscordProblem.Token, null))
        {
            Log.TokenIsTaken(logger);
        }
    }

    private RestAnswer.Unreachable Fail(RestCall call, HttpTry got, bool mayBeDone)
    {
        var why = got switch
        {
            HttpTry.NotSent notSent => notSent.Why,
            HttpTry.Lost lost => lost.Why,
            HttpTry.Got { Status: >= 500 } answer => $"it answered {answer.Status}",
            HttpTry.Got answer => $"something that is not Discord's answered {answer.Status}",
            _ => "it did not answer",
        };
        if (Interlocked.Increment(ref failuresInRow) >= FailuresUntilSaid &&
            state.Set(DiscordProblem.Connection, NoAnswer))
        {
            Log.DoesNotAnswer(logger, call.Method, call.IsOfBot ? call.Route : "an interaction", why);
        }

        return new RestAnswer.Unreachable($"Discord was not reached: {why}", mayBeDone);
    }

    private static partial class Log
    {
        [LoggerMessage(11000, LogLevel.Error,
            "Discord refuses the bot's token: calls are stopped, and one in five minutes asks again. Make a new token in " +
            "the developer portal (Bot, Reset Token) and set HiltBot:Discord:Token.")]
        public static partial void TokenIsRefused(ILogger logger);

        [LoggerMessage(11001, LogLevel.Information, "Discord takes the bot's token again.")]
        public static partial void TokenIsTaken(ILogger logger);

        [LoggerMessage(11002, LogLevel.Error,
            "Discord refused {Count} calls (401, 403, 429) within ten minutes; it bans an address after 10000. Calls wait " +
            "until that has calmed down.")]
        public static partial void TooManyInvalid(ILogger logger, int count);

        [LoggerMessage(11003, LogLevel.Information, "Calls of Discord go on: few enough were refused lately.")]
        public static partial void InvalidAreFewer(ILogger logger);

        [LoggerMessage(11004, LogLevel.Warning, "Discord's API does not answer ({Method} {Route}: {Why}).")]
        public static partial void DoesNotAnswer(ILogger logger, HttpMethod method, string route, string why);

        [LoggerMessage(11005, LogLevel.Information, "Discord's API answers again.")]
        public static partial void Answers(ILogger logger);
    }
}
