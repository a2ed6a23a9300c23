using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace HiltBot.Discord.Rest;

/// <summary>
/// The one pipeline through which every call of Discord's API goes: buckets as the headers tell them, the limit over all
/// calls, repetitions of what is safe to repeat, and a stop before Discord bans the address
/// (discord.com/developers/docs/topics/rate-limits).
/// </summary>
public sealed class DiscordRest : IDisposable
{
    public const string TokenRefused =
        "Discord refuses the bot's token. Make a new one in the developer portal (Bot, Reset Token) and set " +
        "HiltBot:Discord:Token.";

    private const int TriesMax = 4;

    private const int RefusalsMax = 8;

    private static readonly TimeSpan BackoffMax = TimeSpan.FromSeconds(5);

    private readonly DiscordHttp http;
    private readonly RestClock clock;
    private readonly RateBuckets buckets;
    private readonly GlobalLimit global;
    private readonly InvalidRequests invalid;
    private readonly RestStanding standing;

    /// <param name="homeUrl">Where the bot is at home: Discord demands it in the User-Agent.</param>
    public DiscordRest(
        HttpMessageHandler handler, DiscordOptions options, string homeUrl, DiscordState state, TimeProvider time,
        ILogger<DiscordRest> logger)
    {
        http = new DiscordHttp(handler, options, homeUrl, time);
        clock = new RestClock(time);
        buckets = new RateBuckets(clock);
        global = new GlobalLimit(clock);
        invalid = new InvalidRequests(clock);
        standing = new RestStanding(clock, invalid, state, logger);
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
            if (standing.Stopped(call) is { } stopped)
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
                return standing.Fail(call, got!, mayBeDone);
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
            return answer.Status < 300 ? null : standing.Fail(call, got, mayBeDone);
        }

        standing.Heal(call, answer.Status);
        if (answer.Status < 300)
        {
            return new RestAnswer.Done(answer.Body);
        }

        var (code, message) = ErrorOf(answer.Body);
        if (answer.Status == 401 && call.IsOfBot)
        {
            standing.RefuseToken();
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
}
