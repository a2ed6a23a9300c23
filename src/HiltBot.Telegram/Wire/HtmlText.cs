using System.Globalization;
using System.Text;

namespace HiltBot.Telegram.Wire;

/// <summary>
/// Text in Telegram's HTML, cut into messages: never within a character, an entity or a tag, and not within a word where
/// that can be. Nothing that is given becomes markup.
/// </summary>
public sealed class HtmlText
{
    /// <summary>core.telegram.org/bots/api#sendmessage: characters after entities are read.</summary>
    public const int MessageMax = 4096;

    public const int MessagesMax = 6;

    // A longer word, as a link may be, is cut between characters.
    private const int WordMax = 1_000;

    private readonly List<Piece> pieces = [];

    public static string Escape(string text)
    {
        var safe = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '<' => safe.Append("&lt;"),
                '>' => safe.Append("&gt;"),
                '&' => safe.Append("&amp;"),
                '"' => safe.Append("&quot;"),
                '\n' => safe.Append('\n'),
                _ when Rune.IsControl(rune) => safe.Append(' '),
                _ => safe.Append(rune.ToString()),
            };
        }

        return safe.ToString();
    }

    /// <summary>Plain words.</summary>
    public HtmlText Add(string text)
    {
        var clean = text.ReplaceLineEndings("\n");
        for (int at = 0, end; at < clean.Length; at = end)
        {
            end = at + 1;
            if (!char.IsWhiteSpace(clean[at]))
            {
                while (end < clean.Length && !char.IsWhiteSpace(clean[end]))
                {
                    end++;
                }
            }

            AddWord(clean[at..end]);
        }

        return this;
    }

    /// <summary>Short bold words that stay together.</summary>
    public HtmlText AddBold(string text)
    {
        pieces.Add(new Piece($"<b>{Escape(text)}</b>", text.Length));
        return this;
    }

    /// <returns>At least one message; the last one ends with an ellipsis where there was still more.</returns>
    public IReadOnlyList<string> Messages()
    {
        var messages = new List<string>();
        var at = 0;
        while (at < pieces.Count && messages.Count < MessagesMax)
        {
            var isLast = messages.Count == MessagesMax - 1;
            var end = EndOf(at, isLast ? MessageMax - 1 : MessageMax);
            var html = string.Concat(pieces.Skip(at).Take(end - at).Select(piece => piece.Html)).Trim();
            if (html.Length > 0)
            {
                messages.Add(isLast && end < pieces.Count ? html + "…" : html);
            }

            at = end;
        }

        return messages.Count > 0 ? messages : ["…"];
    }

    private int EndOf(int start, int lengthMax)
    {
        var length = 0;
        var end = start;
        while (end < pieces.Count && length + pieces[end].Length <= lengthMax)
        {
            length += pieces[end++].Length;
        }

        if (end == pieces.Count)
        {
            return end;
        }

        // A cut at the end of a line reads best, where that does not waste half of the message.
        var cut = end;
        for (var left = length; cut > start && left > lengthMax / 2; left -= pieces[--cut].Length)
        {
            if (pieces[cut - 1].Html == "\n")
            {
                return cut;
            }
        }

        return end;
    }

    private void AddWord(string word)
    {
        if (word.Length <= WordMax)
        {
            pieces.Add(new Piece(Escape(word), word.Length));
            return;
        }

        for (int at = 0, length; at < word.Length; at += length)
        {
            length = StringInfo.GetNextTextElementLength(word, at);
            if (length <= WordMax)
            {
                pieces.Add(new Piece(Escape(word.Substring(at, length)), length));
            }
        }
    }

    /// <param name="Length">As Telegram counts, at the most.</param>
    private readonly record struct Piece(string Html, int Length);
}
