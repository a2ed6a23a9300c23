using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace HiltBot.Discord.Wire;

/// <summary>
/// Plain text made harmless for Discord: whatever people wrote is shown as they wrote it, and never becomes markup, a
/// mention or a masked link. Plain links stay links.
/// </summary>
public static partial class Markdown
{
    /// <summary>Put between @ and the word, so that it calls nobody and does not look as if it did.</summary>
    private const char ZeroWidthSpace = '\u200B';

    private const string Marks = "\\*_~`|<[";

    private const string MarksAtLineStart = "#>-+";

    // A longer one would not fit anywhere whole.
    private const int LinkMax = 1000;

    // Letters with more marks than this are cut between the marks.
    private const int LetterMax = 64;

    /// <summary>Escaped and cut to at most <paramref name="lengthMax"/> characters, the escapes counted.</summary>
    public static string Plain(string? text, int lengthMax) => Plain(text, lengthMax, 0).First;

    /// <summary>What does not fit into the first part goes on in the second; what does not fit there is cut.</summary>
    public static (string First, string Second) Plain(string? text, int firstMax, int secondMax)
    {
        var pieces = Pieces(text ?? string.Empty);
        if (pieces.Sum(piece => (long)piece.Length) <= firstMax)
        {
            return (string.Concat(pieces), string.Empty);
        }

        if (secondMax == 0)
        {
            return (string.Concat(pieces.Take(Fitting(pieces, 0, firstMax - 1))) + "…", string.Empty);
        }

        var cut = AtLineEnd(pieces, Fitting(pieces, 0, firstMax));
        var rest = pieces.Skip(cut).SkipWhile(piece => piece is "\n" or " ").ToList();
        var second = rest.Sum(piece => (long)piece.Length) <= secondMax
            ? string.Concat(rest)
            : string.Concat(rest.Take(Fitting(rest, 0, secondMax - 1))) + "…";
        return (string.Concat(pieces.Take(cut)), second);
    }

    private static int Fitting(List<string> pieces, int from, int lengthMax)
    {
        var (count, length) = (from, 0);
        while (count < pieces.Count && length + pieces[count].Length <= lengthMax)
        {
            length += pieces[count].Length;
            count++;
        }

        return count;
    }

    private static int AtLineEnd(List<string> pieces, int cut)
    {
        var lineEnd = pieces.FindLastIndex(cut - 1, cut, piece => piece == "\n");
        return lineEnd > cut / 2 ? lineEnd : cut;
    }

    // Pieces are never cut: an escape stays with what it escapes, a link and a letter stay whole.
    private static List<string> Pieces(string text)
    {
        var clean = text.ReplaceLineEndings("\n");
        var pieces = new List<string>(clean.Length);
        var at = 0;
        foreach (var link in Link().EnumerateMatches(clean))
        {
            if (link.Length > LinkMax)
            {
                continue;
            }

            AddText(pieces, clean, at, link.Index);
            pieces.Add(clean.Substring(link.Index, link.Length));
            at = link.Index + link.Length;
        }

        AddText(pieces, clean, at, clean.Length);
        return pieces;
    }

    private static void AddText(List<string> pieces, string text, int from, int to)
    {
        var part = text[from..to];
        var isLineStart = from == 0;
        var number = NumberAtStart().Match(part);
        for (var at = 0; at < part.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(part, at);
            var letter = part.Substring(at, length);
            if (isLineStart)
            {
                number = NumberAtStart().Match(part, at);
            }

            // "1. " at the start of a line would be a list that counts by itself.
            var isMark = (isLineStart && MarksAtLineStart.Contains(letter[0])) ||
                (number.Success && at == number.Index + number.Length - 1);
            AddLetter(pieces, letter, isMark, CallsEverybody(text, from + at));
            at += length;
            isLineStart = letter == "\n" || (isLineStart && letter is " " or "\t");
        }
    }

    private static void AddLetter(List<string> pieces, string letter, bool isMark, bool callsEverybody)
    {
        var piece = new StringBuilder();
        foreach (var rune in letter.EnumerateRunes())
        {
            if ((isMark && piece.Length == 0) || (rune.IsAscii && Marks.Contains((char)rune.Value)))
            {
                piece.Append('\\');
            }

            piece.Append(rune.ToString());
            if (callsEverybody && rune.Value == '@')
            {
                piece.Append(ZeroWidthSpace);
            }

            if (piece.Length > LetterMax)
            {
                pieces.Add(piece.ToString());
                piece.Clear();
            }
        }

        if (piece.Length > 0)
        {
            pieces.Add(piece.ToString());
        }
    }

    private static bool CallsEverybody(string text, int at) => text[at] == '@' &&
        (text.AsSpan(at + 1).StartsWith("everyone", StringComparison.OrdinalIgnoreCase) ||
            text.AsSpan(at + 1).StartsWith("here", StringComparison.OrdinalIgnoreCase));

    // As Discord finds links in text: to the next blank, without the punctuation that ends a sentence.
    [GeneratedRegex(@"https?://[^\s<]*[^<.,:;""'\])\s]", RegexOptions.CultureInvariant)]
    private static partial Regex Link();

    [GeneratedRegex(@"\G[0-9]{1,10}\.(?=\s|$)", RegexOptions.CultureInvariant)]
    private static partial Regex NumberAtStart();
}
