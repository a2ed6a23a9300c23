namespace HiltBot.Engine.Memberships;

/// <summary>
/// A text as it is compared in any case with <c>lower(column)</c>. SQLite's <c>lower</c> knows ASCII only, so a text
/// with other capitals is looked for in both spellings.
/// </summary>
internal static class SearchText
{
    /// <summary>One spelling or two; the text without spaces around it.</summary>
    public static IReadOnlyList<string> Lower(string text)
    {
        var trimmed = text.Trim();
        var (all, ascii) = (trimmed.ToLowerInvariant(), LowerAscii(trimmed));
        return all == ascii ? [all] : [all, ascii];
    }

    /// <summary>The spellings of a handle, with and without its leading @.</summary>
    public static IReadOnlyList<string> Handle(string text) =>
        [.. Lower(text.Trim().TrimStart('@')).SelectMany(spelling => (string[])[spelling, "@" + spelling])];

    private static string LowerAscii(string text) => string.Create(text.Length, text, static (letters, source) =>
    {
        for (var place = 0; place < source.Length; place++)
        {
            letters[place] = char.IsAsciiLetterUpper(source[place])
                ? char.ToLowerInvariant(source[place])
                : source[place];
        }
    });
}
