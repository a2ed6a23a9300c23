using HiltBot.Telegram.Api;

namespace HiltBot.Telegram.Door;

/// <summary>Links that open the private chat with what was asked elsewhere.</summary>
internal sealed class DeepLinks(BotSelf self)
{
    /// <returns>Null where it does not fit, or the bot's own name is not known yet.</returns>
    public string? Url(DeepLink link) => self.Username is { } username && link.Write() is { } payload
        ? $"https://t.me/{username}?start={payload}"
        : null;

    /// <summary>The private chat alone.</summary>
    public string? Chat => self.Username is { } username ? $"https://t.me/{username}?start=help" : null;
}
