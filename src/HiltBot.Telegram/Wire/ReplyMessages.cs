using System.Globalization;
using HiltBot.Engine.Chat;

namespace HiltBot.Telegram.Wire;

/// <summary>
/// A reply as messages of Telegram: text with facts under it, and buttons under the last one. Within Telegram's limits
/// whatever it says.
/// </summary>
public static class ReplyMessages
{
    public const int LabelMax = 64;
    public const int UrlMax = 2048;

    /// <summary>Telegram takes a hundred.</summary>
    public const int ButtonsMax = 60;

    private const int FactLabelMax = 200;
    private const int InRowMax = 3;

    // What a telephone shows beside one another.
    private const int RowWidth = 28;

    /// <returns>At least one message. Forms are the door's business.</returns>
    public static IReadOnlyList<MessageBody> Of(ChatReply reply, RenderPlace place)
    {
        var text = new HtmlText().Add(CommandWords.Of(reply.Text));
        for (var at = 0; at < reply.Facts.Count; at++)
        {
            text.Add(at > 0 ? "\n" : string.IsNullOrWhiteSpace(reply.Text) ? string.Empty : "\n\n")
                .AddBold(Short(reply.Facts[at].Label, FactLabelMax)).Add(": ")
                .Add(CommandWords.Of(reply.Facts[at].Value));
        }

        foreach (var link in reply.Buttons.Where(button => button.Url is { } url && IsWeb(url) && !IsButtonUrl(url)))
        {
            text.Add($"\n\n{link.Label}: {link.Url}");
        }

        var messages = text.Messages();
        var keyboard = Keyboard(reply, place);
        return
        [
            .. messages.Select((html, at) => new MessageBody(html)
            {
                ReplyMarkup = at == messages.Count - 1 ? keyboard : null,
            }),
        ];
    }

    /// <summary>Null where nothing can be pressed.</summary>
    internal static InlineKeyboardMarkup? Keyboard(ChatReply reply, RenderPlace place)
    {
        var rows = new List<IReadOnlyList<InlineKeyboardButton>>();
        if (reply.Menu is { } menu)
        {
            rows.AddRange(CallbackData.OfMenu(menu, LabelOf).Select(line => new[] { line with { Text = Short(line.Text) } }));
        }

        var row = new List<InlineKeyboardButton>();
        foreach (var button in reply.Buttons.DistinctBy(button => button.ActionId ?? button.Url))
        {
            if (button.Url is { } url && place.IsMiniApp(url) && IsButtonUrl(url))
            {
                EndRow();
                rows.Add([new(Short(button.Label)) { WebApp = new WebAppInfo(url) }]);
                rows.Add([new("Open in the browser") { Url = url }]);
            }
            else if (Button(button) is { } one)
            {
                if (row.Count == InRowMax || row.Append(one).Sum(each => each.Text.Length + 2) > RowWidth)
                {
                    EndRow();
                }

                row.Add(one);
            }
        }

        EndRow();
        return rows.Count == 0 ? null : new InlineKeyboardMarkup([.. rows.Take(ButtonsMax)]);

        void EndRow()
        {
            if (row.Count > 0)
            {
                rows.Add([.. row]);
                row.Clear();
            }
        }
    }

    internal static string Short(string? text, int lengthMax = LabelMax)
    {
        var clean = string.Concat((text ?? string.Empty).ReplaceLineEndings(" ").Trim().EnumerateRunes());
        if (clean.Length > lengthMax)
        {
            var (end, next) = (0, 0);
            while ((next = end + StringInfo.GetNextTextElementLength(clean, end)) < lengthMax)
            {
                end = next;
            }

            clean = clean[..end].TrimEnd() + "…";
        }

        return clean.Length == 0 ? "…" : clean;
    }

    private static string LabelOf(ChatMenuLine line) =>
        string.IsNullOrWhiteSpace(line.Description) ? line.Label : $"{line.Label} · {line.Description}";

    private static InlineKeyboardButton? Button(ChatButton button)
    {
        if (button.Url is { } url)
        {
            return IsWeb(url) && IsButtonUrl(url) ? new InlineKeyboardButton(Short(button.Label)) { Url = url } : null;
        }

        // There is one kind of button, so the sign says what a colour says elsewhere.
        var label = button.Style == ChatButtonStyle.Danger ? $"⚠️ {button.Label}" : button.Label;
        return CallbackData.OfPress(button.ActionId) is { } data
            ? new InlineKeyboardButton(Short(label)) { CallbackData = data }
            : null;
    }

    private static bool IsWeb(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) &&
        (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) &&
        !url.Any(char.IsWhiteSpace);

    // Telegram refuses the whole message for a button to a host without a dot, such as localhost; as text it is no matter.
    private static bool IsButtonUrl(string url) => url.Length <= UrlMax && IsWeb(url) &&
        new Uri(url).Host is var host && (host.Contains('.') || host.Contains(':'));
}
