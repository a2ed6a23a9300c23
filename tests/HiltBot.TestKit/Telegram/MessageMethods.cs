using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Telegram;

/// <summary>Messages and pressed buttons.</summary>
internal sealed class MessageMethods(StandInTelegram telegram)
{
    private const int TextMax = 4096;

    private static readonly HashSet<string> Actions = new(StringComparer.Ordinal)
    {
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
        "choose_sticker", "find_location", "record_video_note", "upload_video_note",
    };

    public void AddTo(Dictionary<string, Func<BotRequest, JsonNode>> methods)
    {
        methods["sendMessage"] = Send;
        methods["editMessageText"] = EditText;
        methods["editMessageReplyMarkup"] = EditMarkup;
        methods["deleteMessage"] = Delete;
        methods["answerCallbackQuery"] = AnswerCallback;
        methods["sendChatAction"] = SendAction;
    }

    private JsonNode Send(BotRequest request)
    {
        var chat = telegram.Chat(request);
        var (text, entities) = Words(request);
        var (keyboard, forceReply) = KeyboardRules.Read(request, chat);
        telegram.MayWrite(chat);
        var message = telegram.Publish(new()
        {
            Chat = chat,
            ReplyTo = RepliedTo(request, chat),
            Id = telegram.NextMessageId(chat),
            SentAt = telegram.Time.GetUtcNow(),
            From = chat.Kind == ChatKind.Channel ? null : telegram.Bot,
            Text = text,
            Entities = entities,
            Keyboard = keyboard,
            ForceReply = forceReply,
            IsProtected = request.Flag("protect_content"),
            IsSilent = request.Flag("disable_notification"),
        });
        return Wire.Message(message);
    }

    private JsonNode EditText(BotRequest request)
    {
        var message = OwnMessage(request);
        var (text, entities) = Words(request);
        var (keyboard, _) = KeyboardRules.Read(request, message.Chat);
        if (text == message.Text && JsonNode.DeepEquals(entities, message.Entities) && Same(keyboard, message.Keyboard))
        {
            throw NotModified;
        }

        (message.Text, message.Entities, message.Keyboard, message.EditedAt) =
            (text, entities, keyboard, telegram.Time.GetUtcNow());
        return Wire.Message(message);
    }

    private JsonNode EditMarkup(BotRequest request)
    {
        var message = OwnMessage(request);
        var (keyboard, _) = KeyboardRules.Read(request, message.Chat);
        if (Same(keyboard, message.Keyboard))
        {
            throw NotModified;
        }

        (message.Keyboard, message.EditedAt) = (keyboard, telegram.Time.GetUtcNow());
        return Wire.Message(message);
    }

    private JsonNode Delete(BotRequest request)
    {
        var chat = telegram.Chat(request);
        var message = chat.Messages.FirstOrDefault(one => one.Id == request.Number("message_id") && !one.IsDeleted) ??
            throw TelegramRefusal.Bad("message to delete not found");
        var isOwn = message.From == telegram.Bot;
        var isOld = telegram.Time.GetUtcNow() - message.SentAt > TimeSpan.FromHours(48);
        var may = telegram.BotIn(chat).May(TelegramRights.DeleteMessages) ||
            (!isOld && (isOwn || chat.Kind == ChatKind.Private));
        message.IsDeleted = may ? true : throw TelegramRefusal.Bad("message can't be deleted");
        return true;
    }

    private JsonNode AnswerCallback(BotRequest request)
    {
        var text = request.Text("text");
        if (text?.Length > 200)
        {
            throw TelegramRefusal.Bad("MESSAGE_TOO_LONG");
        }

        if (!telegram.Callbacks.TryGetValue(request.Text("callback_query_id") ?? string.Empty, out var callback) ||
            callback.Answer is not null || telegram.Time.GetUtcNow() - callback.At > telegram.Options.CallbackLifetime)
        {
            throw TelegramRefusal.Bad("query is too old and response timeout expired or query ID is invalid");
        }

        var url = request.Text("url");
        if (url is not null && !url.StartsWith($"https://t.me/{telegram.BotUsername}?", StringComparison.OrdinalIgnoreCase))
        {
            throw TelegramRefusal.Bad("URL_INVALID");
        }

        callback.Answer = new() { ["text"] = text, ["show_alert"] = request.Flag("show_alert"), ["url"] = url };
        return true;
    }

    private JsonNode SendAction(BotRequest request)
    {
        var chat = telegram.Chat(request);
        if (!Actions.Contains(request.Text("action") ?? string.Empty))
        {
            throw TelegramRefusal.Bad("wrong parameter action in request");
        }

        telegram.MayWrite(chat);
        return true;
    }

    private static TelegramRefusal NotModified => TelegramRefusal.Bad(
        "message is not modified: specified new message content and reply markup are exactly the same as a current " +
        "content and reply markup of the message");

    private static bool Same(JsonArray? one, JsonArray? other) => JsonNode.DeepEquals(one ?? [], other ?? []);

    private static (string Text, JsonArray Entities) Words(BotRequest request)
    {
        var text = request.Text("text") ?? throw TelegramRefusal.Bad("message text is empty");
        var (words, entities) = request.Text("parse_mode")?.ToUpperInvariant() switch
        {
            "HTML" => HtmlRules.Read(text),
            null => (text, request.Node("entities") as JsonArray ?? []),
            _ => throw TelegramRefusal.Bad("unsupported parse_mode"),
        };
        if (string.IsNullOrWhiteSpace(words))
        {
            throw TelegramRefusal.Bad("message text is empty");
        }

        words = entities.Count == 0 ? words.Trim() : words.TrimEnd();
        return words.Length > TextMax ? throw TelegramRefusal.Bad("message is too long") : (words, entities);
    }

    private MessageState OwnMessage(BotRequest request)
    {
        var chat = telegram.Chat(request);
        if (chat.Person is not null)
        {
            telegram.MayWrite(chat);
        }

        var message = chat.Messages.FirstOrDefault(one => one.Id == request.Number("message_id") && !one.IsDeleted) ??
            throw TelegramRefusal.Bad("message to edit not found");
        var isOwn = message.From == telegram.Bot || (message.From is null && chat.Kind == ChatKind.Channel);
        return isOwn && message.Service is null ? message : throw TelegramRefusal.Bad("message can't be edited");
    }

    private static MessageState? RepliedTo(BotRequest request, ChatState chat)
    {
        var parameters = request.Node("reply_parameters") as JsonObject;
        var id = parameters is null
            ? request.Number("reply_to_message_id")
            : long.Parse(parameters["message_id"]!.ToString());
        if (id is null)
        {
            return null;
        }

        var message = chat.Messages.FirstOrDefault(one => one.Id == id && !one.IsDeleted);
        return message is null && (bool?)parameters?["allow_sending_without_reply"] != true &&
            !request.Flag("allow_sending_without_reply")
            ? throw TelegramRefusal.Bad("message to be replied not found")
            : message;
    }
}
