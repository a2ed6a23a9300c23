using System.Text.Json;
using HiltBot.Engine.Chat;
using HiltBot.Telegram.Wire;

namespace HiltBot.Telegram.Door;

/// <summary>A message as the door needs it (core.telegram.org/bots/api#message).</summary>
/// <param name="Text">What was written, or written under a picture; null where there are no words.</param>
internal sealed record Said(string ChatId, string ChatType, long MessageId, ChatPerson Person, string? Text)
{
    private static readonly string[] Files =
    [
        "photo", "document", "video", "voice", "audio", "animation", "video_note", "sticker", "location", "contact",
        "poll", "venue", "dice", "story", "paid_media",
    ];

    public bool IsPrivate => ChatType == "private";

    public string? Title { get; private init; }

    public bool IsOfBot { get; private init; }

    /// <summary>Whether the person is hidden: an administrator behind the name of the chat.</summary>
    public bool IsNobodys { get; private init; }

    public bool HasFile { get; private init; }

    public string? Language { get; private init; }

    /// <summary>People whom the text names without a user name, by where they stand in it.</summary>
    public IReadOnlyList<Mention> Mentions { get; private init; } = [];

    /// <summary>What it replies to; undefined where it does not.</summary>
    public JsonElement RepliesTo { get; private init; }

    /// <summary>Whose message it replies to: the author, or the one whom a forwarded message was written by.</summary>
    public string? RepliedPersonId { get; private init; }

    /// <returns>Null where nobody says anything that concerns a bot.</returns>
    public static Said? Read(JsonElement message)
    {
        var chat = message.Member("chat");
        if (chat.Id("id") is not { } chatId || message.Whole("message_id") is not { } messageId ||
            PersonOf(message.Member("from")) is not { } person)
        {
            return null;
        }

        var isCaption = message.Text("text") is null;
        var replied = message.Member("reply_to_message");
        var origin = replied.Member("forward_origin").Member("sender_user");
        return new Said(
            chatId, chat.Text("type") ?? string.Empty, messageId, person,
            message.Text("text") ?? message.Text("caption"))
        {
            Title = chat.Text("title"),
            IsOfBot = message.Member("from").IsTrue("is_bot"),
            IsNobodys = message.Member("sender_chat").ValueKind == JsonValueKind.Object,
            HasFile = Files.Any(kind => message.Member(kind).ValueKind != JsonValueKind.Undefined),
            Language = message.Member("from").Text("language_code"),
            Mentions = [.. message.Items(isCaption ? "caption_entities" : "entities").Select(Mention.Read).OfType<Mention>()],
            RepliesTo = replied,
            RepliedPersonId = origin.Id("id") is { } author && !origin.IsTrue("is_bot") ? author
                : replied.Member("from") is var from && !from.IsTrue("is_bot") ? from.Id("id")
                : null,
        };
    }

    /// <summary>
    /// Somebody as the engine knows them. The user name is what people call each other by, and staff can write it; who has
    /// none goes by their name.
    /// </summary>
    public static ChatPerson? PersonOf(JsonElement user)
    {
        if (user.Id("id") is not { } id)
        {
            return null;
        }

        var name = $"{user.Text("first_name")} {user.Text("last_name")}".Trim();
        return new ChatPerson(id, user.Text("username") ?? (name.Length > 0 ? name : id), MayManageCommunity: false);
    }

    internal sealed record Mention(int Offset, int Length, string PersonId)
    {
        public static Mention? Read(JsonElement entity) =>
            entity.Text("type") == "text_mention" && entity.Member("user").Id("id") is { } id &&
            entity.Whole("offset") is { } offset and >= 0 and < 10_000 &&
            entity.Whole("length") is { } length and > 0 and < 10_000
                ? new Mention((int)offset, (int)length, id)
                : null;
    }
}
