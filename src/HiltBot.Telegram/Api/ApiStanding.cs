using Microsoft.Extensions.Logging;

namespace HiltBot.Telegram.Api;

/// <summary>
/// Whether calls may be made at all: the token is taken, and Telegram answers. Each change is said once.
/// </summary>
internal sealed partial class ApiStanding(ApiClock clock, TelegramState state, ILogger<BotApi> logger)
{
    private const string NoAnswer = "Telegram's Bot API does not answer.";

    private const int FailuresUntilSaid = 3;

    // While the token is refused one call in so long asks whether that is still so.
    private static readonly TimeSpan TokenPause = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private TimeSpan tokenAskedAt;
    private int failuresInRow;

    /// <returns>Null: it may be made.</returns>
    public BotAnswer? Stopped() => state.IsTokenRefused && !MayAskForToken()
        ? new BotAnswer.Refused(401, BotApi.TokenRefused)
        : null;

    public void RefuseToken()
    {
        lock (gate)
        {
            tokenAskedAt = clock.Now;
        }

        if (state.Set(TelegramProblem.Token, BotApi.TokenRefused))
        {
            Log.TokenIsRefused(logger);
        }
    }

    /// <summary>Telegram itself answered.</summary>
    /// <param name="takesToken">Whether it did so as to a bot that it knows.</param>
    public void Heal(bool takesToken)
    {
        Interlocked.Exchange(ref failuresInRow, 0);
        if (state.Set(TelegramProblem.Connection, null))
        {
            Log.Answers(logger);
        }

        if (takesToken && state.Set(TelegramProblem.Token, null))
        {
            Log.TokenIsTaken(logger);
        }
    }

    public BotAnswer.Unreachable Fail(BotCall call, HttpTry got, bool mayBeDone)
    {
        var why = got switch
        {
            HttpTry.NotSent notSent => notSent.Why,
            HttpTry.Lost lost => lost.Why,
            HttpTry.Got { Status: >= 500 } answer => $"it answered {answer.Status}",
            HttpTry.Got answer => $"something that is not the Bot API's answered {answer.Status}",
            _ => "it did not answer",
        };
        if (Interlocked.Increment(ref failuresInRow) >= FailuresUntilSaid &&
            state.Set(TelegramProblem.Connection, NoAnswer))
        {
            Log.DoesNotAnswer(logger, call.Method, why);
        }

        return new BotAnswer.Unreachable($"Telegram was not reached: {why}", mayBeDone);
    }

    public void TooMany(BotCall call, TimeSpan after)
    {
        if (after > BotApi.FloodSaidFrom && state.Set(TelegramProblem.Flood, BotApi.Flood))
        {
            Log.Flooded(logger, call.Method, after.TotalSeconds);
        }
    }

    /// <summary>A call that Telegram may refuse by 429 was taken.</summary>
    public void Flows()
    {
        if (state.Set(TelegramProblem.Flood, null))
        {
            Log.FlowsAgain(logger);
        }
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

    private static partial class Log
    {
        [LoggerMessage(12000, LogLevel.Error,
            "Telegram refuses the bot's token: calls are stopped, and one in five minutes asks again. Get the token from " +
            "@BotFather (/mybots, API Token) and set HiltBot:Telegram:Token.")]
        public static partial void TokenIsRefused(ILogger logger);

        [LoggerMessage(12001, LogLevel.Information, "Telegram takes the bot's token again.")]
        public static partial void TokenIsTaken(ILogger logger);

        [LoggerMessage(12002, LogLevel.Warning, "Telegram's Bot API does not answer ({Method}: {Why}).")]
        public static partial void DoesNotAnswer(ILogger logger, string method, string why);

        [LoggerMessage(12003, LogLevel.Information, "Telegram's Bot API answers again.")]
        public static partial void Answers(ILogger logger);

        [LoggerMessage(12004, LogLevel.Warning,
            "Telegram asks the bot to wait ({Method}: {Seconds} s); its calls wait in line.")]
        public static partial void Flooded(ILogger logger, string method, double seconds);

        [LoggerMessage(12005, LogLevel.Information, "Telegram takes the bot's calls without waiting again.")]
        public static partial void FlowsAgain(ILogger logger);
    }
}
