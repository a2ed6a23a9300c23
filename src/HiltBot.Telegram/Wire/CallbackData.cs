using System.Text;
using System.Text.Json;
using HiltBot.Engine.Chat;

namespace HiltBot.Telegram.Wire;

/// <summary>
/// What a button carries, in Telegram's 64 bytes. A plain button carries its action. A line of a menu carries
/// <c>action=value</c>; where that is too long, the lines carry <c>=value</c>, and a row with the menu's title stands before
/// them and carries the action, so that both are read back from the pressed message itself.
/// </summary>
public static class CallbackData
{
    public const int BytesMax = 64;

    private const char Mark = '=';

    /// <summary>Null: the action is too long, or would be read as something else.</summary>
    public static string? OfPress(string? actionId) =>
        actionId is { Length: > 0 } && !actionId.Contains(Mark) && Fits(actionId) ? actionId : null;

    /// <summary>The lines of a menu, each in a row; lines that cannot be carried are left out.</summary>
    internal static IReadOnlyList<InlineKeyboardButton> OfMenu(ChatMenu menu, Func<ChatMenuLine, string> label)
    {
        if (OfPress(menu.ActionId) is not { } action)
        {
            return [];
        }

        var lines = menu.Lines.Where(line => line.Value.Length > 0).DistinctBy(line => line.Value).ToList();
        if (lines.TrueForAll(line => Fits($"{action}{Mark}{line.Value}")))
        {
            return [.. lines.Select(line => Button(line, $"{action}{Mark}{line.Value}"))];
        }

        var title = string.IsNullOrWhiteSpace(menu.Placeholder) ? "Choose:" : menu.Placeholder;
        return
        [
            new InlineKeyboardButton(title) { CallbackData = action },
            .. lines.Where(line => Fits($"{Mark}{line.Value}")).Select(line => Button(line, $"{Mark}{line.Value}")),
        ];

        InlineKeyboardButton Button(ChatMenuLine line, string data) => new(label(line)) { CallbackData = data };
    }

    /// <summary>What was pressed; null where it means nothing: the title of a menu, or a button that is not ours.</summary>
    /// <param name="query">The content of a <c>callback_query</c>.</param>
    public static ChatInput? Read(JsonElement query)
    {
        if (query.Text("data") is not { Length: > 0 } data)
        {
            return null;
        }

        var all = query.Member("message").Member("reply_markup").Items("inline_keyboard")
            .SelectMany(row => row.AsItems()).Select(button => button.Text("callback_data")).ToList();
        var at = data.IndexOf(Mark, StringComparison.Ordinal);
        if (at < 0)
        {
            var next = all.SkipWhile(other => other != data).Skip(1).FirstOrDefault();
            return next is not null && next.StartsWith(Mark) ? null : new ChatInput.Pressed(data);
        }

        var value = data[(at + 1)..];
        var action = at > 0 ? data[..at] : all.TakeWhile(other => other != data)
            .LastOrDefault(other => other is not null && !other.Contains(Mark));
        return string.IsNullOrEmpty(action) || value.Length == 0 ? null : new ChatInput.Chosen(action, value);
    }

    private static bool Fits(string data) => Encoding.UTF8.GetByteCount(data) <= BytesMax;
}
