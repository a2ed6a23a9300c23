using HiltBot.Discord.Rest;

namespace HiltBot.Discord.Arm;

/// <summary>What is said, and when it is tried again, about an answer from which nothing special follows.</summary>
internal static class RestWords
{
    // An outage is nobody's fault: it does not count as a failed try of a seat.
    private static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TokenPause = TimeSpan.FromMinutes(5);

    /// <summary>Null: Discord refused it for a reason that waiting alone hardly mends.</summary>
    public static TimeSpan? After(RestAnswer answer) => answer switch
    {
        RestAnswer.Limited limited => limited.After,
        RestAnswer.Unreachable => OutagePause,
        RestAnswer.Refused { Status: 401 } => TokenPause,
        _ => null,
    };

    public static string Why(RestAnswer answer) => answer switch
    {
        RestAnswer.Limited => "Discord's limits ask to wait",
        RestAnswer.Unreachable unreachable => unreachable.Why,
        RestAnswer.Refused { Status: 401 } => DiscordRest.TokenRefused,
        RestAnswer.Refused refused => $"Discord refused it: {refused.Message} ({refused.Status}, {refused.Code})",
        _ => "Discord's answer could not be read",
    };
}
