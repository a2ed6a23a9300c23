using System.Text;
using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Telegram;

/// <summary>What may stand under a message.</summary>
internal static class KeyboardRules
{
    private const int ButtonsMax = 100;

    /// <summary>The rows of an inline keyboard, or a wish for a reply; both null: nothing.</summary>
    public static (JsonArray? Keyboard, JsonObject? ForceReply) Read(BotRequest request, ChatState chat)
    {
        if (request.Node("reply_markup") is not { } node)
        {
            return (null, null);
        }

        if (node is not JsonObject markup)
        {
            throw TelegramRefusal.Bad("object expected as reply markup");
        }

        if (markup["inline_keyboard"] is not { } rows)
        {
            return (null, (bool?)markup["force_reply"] == true ? markup.DeepClone().AsObject() : null);
        }

        if (rows is not JsonArray list || list.Any(row => row is not JsonArray))
        {
            throw TelegramRefusal.Bad(
                "can't parse inline keyboard: Field \"inline_keyboard\" must be an Array of Arrays");
        }

        var buttons = list.SelectMany(row => row!.AsArray()).Select(button => button as JsonObject).ToList();
        if (buttons.Count > ButtonsMax)
        {
            throw TelegramRefusal.Bad("reply markup is too long");
        }

        foreach (var button in buttons)
        {
            Check(button ?? throw Unreadable("InlineKeyboardButton must be an Object"), chat);
        }

        return (new JsonArray([.. list.Where(row => row!.AsArray().Count > 0).Select(row => row!.DeepClone())]), null);
    }

    private static void Check(JsonObject button, ChatState chat)
    {
        if (string.IsNullOrWhiteSpace((string?)button["text"]))
        {
            throw Unreadable("Can't find field \"text\"");
        }

        if (button["callback_data"] is { } data)
        {
            if (Encoding.UTF8.GetByteCount((string)data!) is < 1 or > 64)
            {
                throw TelegramRefusal.Bad("BUTTON_DATA_INVALID");
            }
        }
        else if (button["url"] is { } url)
        {
            if (!Uri.TryCreate((string?)url, UriKind.Absolute, out var address) ||
                address.Scheme is not ("http" or "https" or "tg") || (address.Scheme != "tg" && !IsPublicHost(address)))
            {
                throw TelegramRefusal.Bad($"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL");
            }
        }
        else if (button["web_app"] is JsonObject app)
        {
            CheckWebApp((string?)app["url"] ?? string.Empty);
            if (chat.Kind != ChatKind.Private)
            {
                throw TelegramRefusal.Bad("BUTTON_TYPE_INVALID");
            }
        }
        else if (button["login_url"] is null && button["switch_inline_query"] is null && button["copy_text"] is null)
        {
            throw Unreadable("Text buttons are unallowed in the inline keyboard");
        }
    }

    public static void CheckWebApp(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address))
        {
            throw TelegramRefusal.Bad($"inline keyboard button Web App URL '{url}' is invalid: Wrong HTTP URL");
        }

        if (address.Scheme != "https")
        {
            throw TelegramRefusal.Bad($"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed");
        }
    }

    // Telegram refuses names without a dot ("localhost"), and takes addresses.
    private static bool IsPublicHost(Uri address) =>
        address.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 ||
        address.Host.Contains('.', StringComparison.Ordinal);

    private static TelegramRefusal Unreadable(string words) =>
        TelegramRefusal.Bad($"can't parse inline keyboard button: {words}");
}
