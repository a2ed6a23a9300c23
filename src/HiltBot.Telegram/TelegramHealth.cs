using HiltBot.Telegram.Api;

namespace HiltBot.Telegram;

/// <summary>What stands between the bot and Telegram, in one or two sentences that may be read by everybody.</summary>
public sealed class TelegramHealth(TelegramState state)
{
    /// <summary>Null when all is well.</summary>
    public string? Problem => state.Problem;
}
