using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat;

/// <summary>Links that open a private chat with the bot, on platforms that have such links.</summary>
public interface IDeepLinks
{
    Platform Platform { get; }

    /// <param name="payload">At most 64 characters of letters, digits, <c>-</c> and <c>_</c>; the bot hears it as
    /// <c>/start</c> with the option <c>payload</c>.</param>
    string StartUrl(string payload);
}
