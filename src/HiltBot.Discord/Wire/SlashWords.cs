using System.Text.RegularExpressions;

namespace HiltBot.Discord.Wire;

/// <summary>
/// Names commands as Discord has them: a command with parts cannot be said alone there, so what the chat calls
/// <c>/setup</c> is <c>/setup check</c>, and a code goes into its option.
/// </summary>
internal static partial class SlashWords
{
    public static string Of(string text) => Alone().Replace(WithCode().Replace(text, "/setup check code:$1"), "/setup check");

    [GeneratedRegex(@"(?<![\w/])/setup ([0-9a-hjkmnp-tv-z]{24})\b")]
    private static partial Regex WithCode();

    [GeneratedRegex(@"(?<![\w/])/setup(?![\w/])(?! (?:check|wallet|code|api|panel|private)\b)")]
    private static partial Regex Alone();
}
