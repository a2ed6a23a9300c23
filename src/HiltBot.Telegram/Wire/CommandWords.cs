using System.Text.RegularExpressions;
using HiltBot.Engine.Chat;

namespace HiltBot.Telegram.Wire;

/// <summary>
/// Names commands as they are pressed in Telegram: a command is one word there, so what the chat calls <c>/offer edit</c> is
/// <c>/offer_edit</c>.
/// </summary>
internal static partial class CommandWords
{
    public static string Of(string text) => TwoWords().Replace(
        text, found => CommandList.Find(found.Value[1..]) is null ? found.Value : found.Value.Replace(' ', '_'));

    [GeneratedRegex(@"(?<![\w/])/[a-z]+ [a-z]+\b", RegexOptions.CultureInvariant)]
    private static partial Regex TwoWords();
}
