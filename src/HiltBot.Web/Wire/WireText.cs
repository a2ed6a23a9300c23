using System.Text.Json;

namespace HiltBot.Web.Wire;

/// <summary>Which characters a text on the wire may have.</summary>
internal static class WireText
{
    /// <summary>Null for half a character pair, which is JSON and no text, and for a zero character, which
    /// PostgreSQL does not keep.</summary>
    public static string? Read(JsonElement value)
    {
        try
        {
            return value.GetString() is { } text && !text.Contains('\0', StringComparison.Ordinal) ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>
    /// No control characters, and none that turn the reading direction around: a title with those could show a
    /// price that it does not have.
    /// </summary>
    public static bool IsPlain(string text, bool isMultiline)
    {
        foreach (var letter in text)
        {
            var isBreak = letter is '\n' or '\r' or '\t';
            if ((char.IsControl(letter) && !(isBreak && isMultiline)) || IsDirection(letter))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsDirection(char letter) =>
        letter is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
