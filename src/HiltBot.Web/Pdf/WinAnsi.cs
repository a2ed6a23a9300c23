namespace HiltBot.Web.Pdf;

/// <summary>The letters that the standard fonts of a PDF have (PDF 32000-1, annex D: WinAnsiEncoding).</summary>
internal static class WinAnsi
{
    // 0x80 to 0x9f; the five that stand for nothing are zero.
    private const string Upper =
        "\u20ac\0\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\0\u017d\0" +
        "\0\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\0\u017e\u0178";

    /// <returns>The byte of this character; null when the standard fonts do not have it.</returns>
    public static byte? CodeOf(int character) => character switch
    {
        >= ' ' and <= '~' or >= 0xa0 and <= 0xff => (byte)character,
        0 or > char.MaxValue => null,
        _ => Upper.IndexOf((char)character, StringComparison.Ordinal) is >= 0 and var place ? (byte)(0x80 + place) : null,
    };
}
