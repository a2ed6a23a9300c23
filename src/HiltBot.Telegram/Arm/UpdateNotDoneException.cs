using HiltBot.Telegram.Api;

namespace HiltBot.Telegram.Arm;

/// <summary>What an update asks for could not be done now: it comes again.</summary>
public sealed class UpdateNotDoneException(string message) : Exception(message)
{
    internal static UpdateNotDoneException Of(BotAnswer answer) => new(ApiWords.Why(answer));
}
