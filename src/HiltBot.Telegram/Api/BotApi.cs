using System.Text.Json;
using HiltBot.Telegram.Wire;
using Microsoft.Extensions.Logging;

namespace HiltBot.Telegram.Api;

/// <summary>
/// The Bot API: makes calls within Telegram's limits, as POST of JSON (core.telegram.org/bots/api#making-requests). What
/// Telegram asks to wait is waited; a call is made again only where that is safe or where it was surely not made.
/// </summary>
public sealed class BotApi : IDisposable
{
    public const string TokenRefused =
        "Telegram refuses the bot's token. Get it from @BotFather (/mybots, API Token) and set HiltBot:Telegram:Token.";

    internal const string Flood = "Telegram asks the bot to slow down; messages wait in line.";

    private const int TriesMax = 4;

    private const int RefusalsMax = 8;

    internal static readonly TimeSpan FloodSaidFrom = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan BackoffMax = TimeSpan.FromSeconds(5);

    private readonly BotHttp http;
    private readonly ApiClock clock;
    private readonly CallLine line;
    private readonly ApiStanding standing;

    /// <param name="messagesPerSecond">Telegram's own limit, where it has not granted this bot more.</param>
    public BotApi(
        HttpMessageHandler handler, TelegramOptions options, TelegramState state, TimeProvider time,
        ILogger<BotApi> logger, int messagesPerSecond = CallLine.OverallMax)
    {
        http = new BotHttp(handler, options, time);
        clock = new ApiClock(time);
        line = new CallLine(clock, messagesPerSecond);
        standing = new ApiStanding(clock, state, logger);
    }

    internal CallLine Line => line;

    /// <summary>Makes the call when its turn comes. Expected failures are answers.</summary>
    public async Task<BotAnswer> SendAsync(BotCall call, CancellationToken cancellationToken)
    {
        var payload = call.Body is { } body
            ? JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), BotJson.Options)
            : null;
        var deadline = clock.Now + call.WaitMax;
        var number = line.NextNumber();
        var (tries, refusals, mayBeDone) = (0, 0, false);
        while (true)
        {
            if (standing.Stopped() is { } stopped)
            {
                return mayBeDone ? new BotAnswer.Unreachable("calls of Telegram are stopped", true) : stopped;
            }

            var pass = await line.EnterAsync(call, number, deadline, cancellationToken);
            if (!pass.MaySend)
            {
                return TooLong(mayBeDone, pass.Wait);
            }

            var got = await TryAsync(call, payload, cancellationToken);
            if (TooMany(got) is { } said)
            {
                // Who says too little again and again is asked less and less often.
                var least = TimeSpan.FromMilliseconds(25 << Math.Min(refusals, 6));
                var after = said > least ? said : least;
                line.Refuse(call, after);
                standing.TooMany(call, after);
                if (++refusals < RefusalsMax && clock.Now + after <= deadline)
                {
                    await WaitAsUncountedAsync(call, after, cancellationToken);
                    continue;
                }

                return TooLong(mayBeDone, after);
            }

            mayBeDone |= MayBeDone(call, got);
            if (Conclude(call, got, mayBeDone) is { } answer)
            {
                return answer;
            }

            var pause = Backoff(++tries);
            if (tries >= TriesMax || !(call.IsSafeToRepeat || got is HttpTry.NotSent) || clock.Now + pause > deadline)
            {
                return standing.Fail(call, got, mayBeDone);
            }

            await Task.Delay(pause, clock.Time, cancellationToken);
        }
    }

    public void Dispose()
    {
        line.Dispose();
        http.Dispose();
    }

    private static BotAnswer TooLong(bool mayBeDone, TimeSpan wait) => mayBeDone
        ? new BotAnswer.Unreachable("Telegram did not answer, and the next try would have to wait too long", true)
        : new BotAnswer.Limited(wait);

    private async Task<HttpTry> TryAsync(BotCall call, byte[]? payload, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(call, payload, cancellationToken);
        }
        finally
        {
            line.Leave(call);
        }
    }

    // The long poll stands in no lane that could hold it up.
    private Task WaitAsUncountedAsync(BotCall call, TimeSpan after, CancellationToken cancellationToken) =>
        call.Method == "getUpdates" ? Task.Delay(after, clock.Time, cancellationToken) : Task.CompletedTask;

    private static TimeSpan? TooMany(HttpTry got)
    {
        if (got is not HttpTry.Got answer || (answer.Status != 429 && answer.Body.Whole("error_code") != 429))
        {
            return null;
        }

        var seconds = answer.Body.Member("parameters").Whole("retry_after") ?? 1;
        return TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86_400));
    }

    private static bool MayBeDone(BotCall call, HttpTry got) =>
        !call.Method.StartsWith("get", StringComparison.Ordinal) && got switch
        {
            HttpTry.Lost => true,
            HttpTry.Got { Status: >= 500 } => true,
            HttpTry.Got { Status: < 300 } answer => !IsBotApis(answer),
            _ => false,
        };

    private static bool IsBotApis(HttpTry.Got answer) =>
        answer.Body.Member("ok").ValueKind is JsonValueKind.True or JsonValueKind.False;

    // Null: it is worth another try.
    private BotAnswer? Conclude(BotCall call, HttpTry got, bool mayBeDone)
    {
        if (got is not HttpTry.Got answer)
        {
            return null;
        }

        if (!IsBotApis(answer))
        {
            return answer.Status is < 300 or >= 500 ? null : standing.Fail(call, got, mayBeDone);
        }

        if (answer.Body.IsTrue("ok"))
        {
            standing.Heal(takesToken: true);
            standing.Flows();
            return new BotAnswer.Done(answer.Body.Member("result"));
        }

        var code = (int)Math.Clamp(answer.Body.Whole("error_code") ?? answer.Status, 0, 999);
        if (code >= 500)
        {
            return null;
        }

        // A token that never was one is no address that Telegram knows.
        var isToken = code == 401 || (code == 404 && call.Method == "getMe");
        standing.Heal(takesToken: !isToken && code != 404);
        if (isToken)
        {
            standing.RefuseToken();
            return new BotAnswer.Refused(code, TokenRefused);
        }

        var words = answer.Body.Text("description") ?? string.Empty;
        return new BotAnswer.Refused(
            code, words.Length > 300 ? words[..300] : words,
            answer.Body.Member("parameters").Id("migrate_to_chat_id"));
    }

    private static TimeSpan Backoff(int tries)
    {
        var full = Math.Min(400 * Math.Pow(2, tries - 1), BackoffMax.TotalMilliseconds);
#pragma warning disable CA5394 // Spreads tries; nobody gains by guessing it.
        return TimeSpan.FromMilliseconds(full * (0.5 + (Random.Shared.NextDouble() / 2)));
#pragma warning restore CA5394
    }
}
