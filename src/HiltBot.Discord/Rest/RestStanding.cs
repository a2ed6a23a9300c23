using Microsoft.Extensions.Logging;

namespace HiltBot.Discord.Rest;

/// <summary>
/// Whether calls may be made at all: the token is taken, the address is not about to be banned, Discord answers. Each
/// change is said once.
/// </summary>
internal sealed partial class RestStanding(
    RestClock clock, InvalidRequests invalid, DiscordState state, ILogger<DiscordRest> logger)
{
    private const string TooManyInvalid =
        "Discord refused so many calls that it would soon ban this address; calls wait for some minutes.";

    private const string NoAnswer = "Discord's API does not answer.";

    private const int FailuresUntilSaid = 3;

    // While the token is refused one call in so long asks whether that is still so.
    private static readonly TimeSpan TokenPause = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private TimeSpan tokenAskedAt;
    private int failuresInRow;

    /// <returns>Null: it may be made.</returns>
    public RestAnswer? Stopped(RestCall call)
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
            ? new RestAnswer.Refused(401, 0, DiscordRest.TokenRefused)
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

    public void RefuseToken()
    {
        lock (gate)
        {
            tokenAskedAt = clock.Now;
        }

        if (state.Set(DiscordProblem.Token, DiscordRest.TokenRefused))
        {
            Log.TokenIsRefused(logger);
        }
    }

    /// <summary>Discord itself answered.</summary>
    public void Heal(RestCall call, int status)
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

    public RestAnswer.Unreachable Fail(RestCall call, HttpTry got, bool mayBeDone)
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
