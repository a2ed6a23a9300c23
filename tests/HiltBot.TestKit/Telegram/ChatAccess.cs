using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Telegram;

/// <summary>Which chats and people a call may speak of, in Telegram's words.</summary>
internal static class ChatAccess
{
    /// <summary>The chat of <c>chat_id</c>, which the bot can see.</summary>
    public static ChatState Chat(this StandInTelegram telegram, BotRequest request)
    {
        var id = request.Text("chat_id") ?? throw TelegramRefusal.Bad("chat_id is empty");
        if (telegram.ChatOrNull(id) is not { } chat)
        {
            // Somebody with an account has a private chat with the bot, opened or not.
            return long.TryParse(id, out var number) && telegram.Users.TryGetValue(number, out var user) && !user.IsBot
                ? telegram.PrivateChat(user)
                : throw TelegramRefusal.ChatNotFound;
        }

        if (chat.MigratedTo is { } grown)
        {
            throw new TelegramRefusal(400, "Bad Request: group chat was upgraded to a supergroup chat",
                new JsonObject { ["migrate_to_chat_id"] = grown.Id });
        }

        if (chat.Kind == ChatKind.Private || telegram.BotIn(chat).IsInside)
        {
            return chat;
        }

        throw telegram.BotIn(chat).Status == MemberStatus.Kicked
            ? TelegramRefusal.Forbidden($"bot was kicked from the {chat.KindWord} chat")
            : chat.Members.ContainsKey(telegram.Bot.Id)
                ? TelegramRefusal.Forbidden($"bot is not a member of the {chat.KindWord} chat")
                : TelegramRefusal.ChatNotFound;
    }

    /// <summary>As <see cref="Chat"/>, and never a private chat.</summary>
    public static ChatState Group(this StandInTelegram telegram, BotRequest request) =>
        telegram.Chat(request) is { Kind: not ChatKind.Private } chat
            ? chat
            : throw TelegramRefusal.Bad("chat not found");

    public static UserState Person(this StandInTelegram telegram, BotRequest request, ChatState chat)
    {
        if (request.Number("user_id") is not { } id || id <= 0)
        {
            throw TelegramRefusal.Bad("invalid user_id specified");
        }

        return telegram.Users.GetValueOrDefault(id) ?? throw TelegramRefusal.Bad(
            chat.Kind == ChatKind.Group ? "user not found" : telegram.Options.UnknownUserWords);
    }

    public static void Need(this StandInTelegram telegram, ChatState chat, TelegramRights right, string words)
    {
        if (!telegram.BotIn(chat).May(right))
        {
            throw TelegramRefusal.Bad(words);
        }
    }

    /// <summary>Whether the bot may write there now.</summary>
    public static void MayWrite(this StandInTelegram telegram, ChatState chat)
    {
        if (chat.Person is { } person)
        {
            if (person.IsDeactivated)
            {
                throw TelegramRefusal.Forbidden("user is deactivated");
            }

            if (person.HasBlocked)
            {
                throw TelegramRefusal.Forbidden("bot was blocked by the user");
            }

            if (!person.HasStarted && !telegram.IsWaitingForApproval(person))
            {
                throw TelegramRefusal.Forbidden("bot can't initiate conversation with a user");
            }

            return;
        }

        var bot = telegram.BotIn(chat);
        if (chat.Kind == ChatKind.Channel && !bot.May(TelegramRights.PostMessages))
        {
            throw TelegramRefusal.Bad(
                bot.IsAdministrator ? "not enough rights to post in the chat" : "need administrator rights in the channel chat");
        }

        if (bot.Status == MemberStatus.Restricted)
        {
            throw TelegramRefusal.Bad("not enough rights to send text messages to the chat");
        }
    }
}
