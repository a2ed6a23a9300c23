using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Telegram;

/// <summary>Reads a message's HTML as the Bot API does (core.telegram.org/bots/api#html-style).</summary>
internal static class HtmlRules
{
    private static readonly Dictionary<string, string> Tags = new(StringComparer.Ordinal)
    {
        ["b"] = "bold",
        ["strong"] = "bold",
        ["i"] = "italic",
        ["em"] = "italic",
        ["u"] = "underline",
        ["ins"] = "underline",
        ["s"] = "strikethrough",
        ["strike"] = "strikethrough",
        ["del"] = "strikethrough",
        ["tg-spoiler"] = "spoiler",
        ["span"] = "spoiler",
        ["a"] = "text_link",
        ["code"] = "code",
        ["pre"] = "pre",
        ["blockquote"] = "blockquote",
        ["tg-emoji"] = "custom_emoji",
    };

    /// <summary>The text without tags, and its entities by UTF-16 units.</summary>
    public static (string Text, JsonArray Entities) Read(string html)
    {
        var text = new StringBuilder();
        var open = new Stack<(string Tag, int From, string? Argument)>();
        var entities = new List<JsonObject>();
        for (var at = 0; at < html.Length;)
        {
            if (html[at] == '&')
            {
                at = Character(html, at, text);
            }
            else if (html[at] != '<')
            {
                text.Append(html[at++]);
            }
            else if (at + 1 < html.Length && html[at + 1] == '/')
            {
                at = Close(html, at, text.Length, open, entities);
            }
            else
            {
                at = Open(html, at, text.Length, open);
            }
        }

        return open.TryPeek(out var left)
            ? throw Wrong($"Can't find end tag corresponding to start tag \"{left.Tag}\"")
            : (text.ToString(), [.. entities.OrderBy(one => (int)one["offset"]!).ThenByDescending(one => (int)one["length"]!)]);
    }

    private static int Open(string html, int at, int length, Stack<(string Tag, int From, string? Argument)> open)
    {
        var end = html.IndexOf('>', at);
        if (end < 0)
        {
            throw Wrong($"Unclosed start tag at byte offset {Bytes(html, at)}");
        }

        var inside = html[(at + 1)..end];
        var tag = new string([.. inside.TakeWhile(letter => !char.IsWhiteSpace(letter))]).ToLowerInvariant();
        if (!Tags.ContainsKey(tag))
        {
            throw Wrong($"Unsupported start tag \"{tag}\" at byte offset {Bytes(html, at)}");
        }

        var attributes = inside[tag.Length..].Trim();
        if (tag == "span" && !attributes.Contains("tg-spoiler", StringComparison.Ordinal))
        {
            throw Wrong($"Tag \"span\" must have class \"tg-spoiler\" at byte offset {Bytes(html, at)}");
        }

        open.Push((tag, length, tag is "a" ? Href(attributes, html, at) : null));
        return end + 1;
    }

    private static int Close(
        string html, int at, int length, Stack<(string Tag, int From, string? Argument)> open, List<JsonObject> entities)
    {
        var end = html.IndexOf('>', at);
        if (end < 0)
        {
            throw Wrong($"Unclosed end tag at byte offset {Bytes(html, at)}");
        }

        if (!open.TryPop(out var last))
        {
            throw Wrong($"Unexpected end tag at byte offset {Bytes(html, at)}");
        }

        var tag = html[(at + 2)..end].Trim().ToLowerInvariant();
        if (tag.Length > 0 && tag != last.Tag)
        {
            throw Wrong($"Unmatched end tag at byte offset {Bytes(html, at)}, expected \"</{last.Tag}>\", found \"</{tag}>\"");
        }

        if (length > last.From && (last.Tag != "a" || last.Argument is not null))
        {
            var entity = new JsonObject
            {
                ["offset"] = last.From,
                ["length"] = length - last.From,
                ["type"] = Tags[last.Tag],
            };
            if (last.Argument is not null)
            {
                entity["url"] = last.Argument;
            }

            entities.Add(entity);
        }

        return end + 1;
    }

    private static string? Href(string attributes, string html, int at)
    {
        if (attributes.Length == 0)
        {
            return null;
        }

        if (!attributes.StartsWith("href=", StringComparison.OrdinalIgnoreCase) || attributes.Length < 7)
        {
            throw Wrong($"Expected equal sign in declaration of an attribute of the tag \"a\" at byte offset {Bytes(html, at)}");
        }

        var decoded = new StringBuilder();
        var value = attributes[5..].Trim('"', '\'');
        for (var index = 0; index < value.Length;)
        {
            if (value[index] == '&')
            {
                index = Character(value, index, decoded);
            }
            else
            {
                decoded.Append(value[index++]);
            }
        }

        // Telegram drops a link that is no address, and keeps the words.
        return Uri.TryCreate(decoded.ToString(), UriKind.Absolute, out _) ? decoded.ToString() : null;
    }

    private static int Character(string html, int at, StringBuilder text)
    {
        var end = html.IndexOf(';', at);
        var name = end < 0 || end - at > 10 ? string.Empty : html[(at + 1)..end];
        var read = name switch
        {
            "lt" => "<",
            "gt" => ">",
            "amp" => "&",
            "quot" => "\"",
            ['#', 'x', .. var hex] when Number(hex, NumberStyles.HexNumber) is { } code => code,
            ['#', .. var digits] when Number(digits, NumberStyles.None) is { } code => code,
            _ => null,
        };
        text.Append(read ?? "&");
        return read is null ? at + 1 : end + 1;
    }

    private static string? Number(string digits, NumberStyles style) =>
        int.TryParse(digits, style, CultureInfo.InvariantCulture, out var code) && Rune.IsValid(code) && code > 0
            ? new Rune(code).ToString()
            : null;

    private static int Bytes(string html, int at) => Encoding.UTF8.GetByteCount(html.AsSpan(0, at));

    private static TelegramRefusal Wrong(string words) => TelegramRefusal.Bad($"can't parse entities: {words}");
}
