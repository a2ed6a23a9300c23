using HiltBot.Telegram.Api;

namespace HiltBot.Telegram.Arm;

/// <summary>What is said, and when it is tried again, about an answer from which nothing special follows.</summary>
internal static class ApiWords
{
    // An outage is nobody's fault: it does not count as a failed try of a seat.
    private static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TokenPause = TimeSpan.FromMinutes(5);

    /// <summary>Null: Telegram refused it for a reason that waiting alone hardly mends.</summary>
    public static TimeSpan? After(BotAnswer answer) => answer switch
    {
        BotAnswer.Limited limited => limited.After,
        BotAnswer.Unreachable => OutagePause,
        BotAnswer.Refused { Code: 401 } => TokenPause,
        _ => null,
    };

    public static string Why(BotAnswer answer) => answer switch
    {
        BotAnswer.Limited => "Telegram's limits ask to wait",
        BotAnswer.Unreachable unreachable => unreachable.Why,
        BotAnswer.Refused { Code: 401 } => BotApi.TokenRefused,
        BotAnswer.Refused refused => $"Telegram refused it: {refused.Description} ({refused.Code})",
        _ => "Telegram's answer could not be read",
    };
}
