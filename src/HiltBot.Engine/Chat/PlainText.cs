using System.Globalization;
using System.Text;

namespace HiltBot.Engine.Chat;

/// <summary>
/// What people call themselves and their things, made harmless in one place: one line, no control or direction-changing
/// characters, no more characters than stated. Text is never markup, so nothing else has to be escaped here.
/// </summary>
public static class PlainText
{
    public const int NameMax = 64;

    public const int TitleMax = 80;

    public const int LineMax = 300;

    /// <summary>One line; empty where nothing readable is left.</summary>
    public static string Line(string? text, int lengthMax = LineMax) => Cut(Clean(text, keepsLines: false), lengthMax);

    /// <summary>A message of several lines; at most one empty line in a row.</summary>
    public static string Body(string? text, int lengthMax) => Cut(Clean(text, keepsLines: true), lengthMax);

    /// <summary>A person's name, or <paramref name="otherwise"/> when nothing readable is left of it.</summary>
    public static string Name(string? text, string otherwise = "somebody") =>
        Line(text, NameMax) is { Length: > 0 } name ? name : otherwise;

    private static string Clean(string? text, bool keepsLines)
    {
        var clean = new StringBuilder();
        var newLines = 0;
        var hasBlank = false;
        foreach (var rune in (text ?? string.Empty).ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (keepsLines && rune.Value == '\n')
            {
                newLines++;
                continue;
            }

            if (rune.Value == '\n' || rune.Value == '\t' || Rune.IsWhiteSpace(rune))
            {
                hasBlank = true;
                continue;
            }

            if (!IsReadable(rune))
            {
                continue;
            }

            if (clean.Length > 0 && newLines > 0)
            {
                clean.Append('\n', Math.Min(newLines, 2));
            }
            else if (clean.Length > 0 && hasBlank)
            {
                clean.Append(' ');
            }

            newLines = 0;
            hasBlank = false;
            clean.Append(rune.ToString());
        }

        return clean.ToString();
    }

    // Format characters include the direction marks and overrides; joiners inside emoji are the one kind that is kept.
    private static bool IsReadable(Rune rune) => rune.Value == 0x200D || Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or
        UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or
        UnicodeCategory.ParagraphSeparator) && rune.Value != 0xFFFD;

    // Whole characters as a reader sees them, so that no half emoji is left at the end.
    private static string Cut(string text, int lengthMax)
    {
        if (text.Length <= lengthMax)
        {
            return text;
        }

        var end = 0;
        foreach (var start in StringInfo.ParseCombiningCharacters(text))
        {
            if (start > lengthMax - 1)
            {
                break;
            }

            end = start;
        }

        return text[..end].TrimEnd() + "…";
    }
}
