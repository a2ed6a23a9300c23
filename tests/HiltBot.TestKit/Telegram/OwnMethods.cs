using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace HiltBot.TestKit.Telegram;

/// <summary>What the bot says of itself: who it is, its webhook, its commands, its menu button.</summary>
internal sealed class OwnMethods(StandInTelegram telegram)
{
    private const int CommandsMax = 100;

    private static readonly HashSet<string> Scopes = new(StringComparer.Ordinal)
    {
        "default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat", "chat_administrators",
        "chat_member",
    };

    public void AddTo(Dictionary<string, Func<BotRequest, JsonNode>> methods)
    {
        methods["getMe"] = _ => Me();
        methods["setWebhook"] = telegram.Updates.Set;
        methods["deleteWebhook"] = telegram.Updates.Delete;
        methods["getWebhookInfo"] = _ => telegram.Updates.Info();
        methods["setMyCommands"] = SetCommands;
        methods["getMyCommands"] = request => telegram.CommandScopes.GetValueOrDefault(Key(request))?.DeepClone() ?? new JsonArray();
        methods["deleteMyCommands"] = request =>
        {
            telegram.CommandScopes.Remove(Key(request));
            return true;
        };
        methods["setChatMenuButton"] = SetMenuButton;
        methods["getChatMenuButton"] = request =>
            telegram.MenuButtons.GetValueOrDefault(request.Number("chat_id") ?? 0)?.DeepClone() ??
            telegram.MenuButtons.GetValueOrDefault(0)?.DeepClone() ?? new JsonObject { ["type"] = "commands" };
    }

    private JsonObject Me()
    {
        var me = Wire.User(telegram.Bot);
        me["can_join_groups"] = true;
        me["can_read_all_group_messages"] = telegram.Options.ReadsAllGroupMessages;
        me["supports_inline_queries"] = false;
        me["can_connect_to_business"] = false;
        me["has_main_web_app"] = false;
        return me;
    }

    private JsonNode SetCommands(BotRequest request)
    {
        if (request.Node("commands") is not JsonArray commands)
        {
            throw TelegramRefusal.Bad("can't parse commands: expected an Array");
        }

        if (commands.Count > CommandsMax)
        {
            throw TelegramRefusal.Bad("BOT_COMMANDS_TOO_MUCH");
        }

        foreach (var command in commands)
        {
            var name = (string?)command?["command"] ?? string.Empty;
            if (!Regex.IsMatch(name.TrimStart('/'), "^[a-z0-9_]{1,32}$", RegexOptions.None, TimeSpan.FromSeconds(1)))
            {
                throw TelegramRefusal.Bad("BOT_COMMAND_INVALID");
            }

            if (((string?)command?["description"] ?? string.Empty).Trim().Length is 0 or > 256)
            {
                throw TelegramRefusal.Bad("BOT_COMMAND_DESCRIPTION_INVALID");
            }
        }

        telegram.CommandScopes[Key(request)] = commands;
        return true;
    }

    private string Key(BotRequest request)
    {
        var scope = request.Node("scope") as JsonObject;
        var type = (string?)scope?["type"] ?? "default";
        if (!Scopes.Contains(type))
        {
            throw TelegramRefusal.Bad("can't parse BotCommandScope: Unsupported type specified");
        }

        var language = request.Text("language_code") ?? string.Empty;
        if (language.Length is not (0 or 2))
        {
            throw TelegramRefusal.Bad("invalid language code specified");
        }

        if (scope?["chat_id"]?.ToString() is { } chat)
        {
            if (telegram.ChatOrNull(chat) is null)
            {
                throw TelegramRefusal.ChatNotFound;
            }

            type = $"{type} {chat}{(scope["user_id"] is { } user ? $" {user}" : "")}";
        }

        return $"{type} {language}".TrimEnd();
    }

    private JsonNode SetMenuButton(BotRequest request)
    {
        var button = request.Node("menu_button") as JsonObject ?? new JsonObject { ["type"] = "default" };
        switch ((string?)button["type"])
        {
            case "web_app":
                KeyboardRules.CheckWebApp((string?)button["web_app"]?["url"] ?? string.Empty);
                break;
            case "commands" or "default":
                break;
            default:
                throw TelegramRefusal.Bad("can't parse menu button: Unsupported type specified");
        }

        telegram.MenuButtons[request.Number("chat_id") ?? 0] = button;
        return true;
    }
}
