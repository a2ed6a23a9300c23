using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Telegram;

/// <summary>Looking at chats and who is in them.</summary>
internal sealed class ChatMethods(StandInTelegram telegram)
{
    public void AddTo(Dictionary<string, Func<BotRequest, JsonNode>> methods)
    {
        methods["getChat"] = GetChat;
        methods["getChatMember"] = GetChatMember;
        methods["getChatAdministrators"] = GetChatAdministrators;
        methods["getChatMemberCount"] = request =>
            telegram.Group(request).Members.Values.Count(member => member.IsInside);
        methods["leaveChat"] = LeaveChat;
    }

    private JsonNode GetChat(BotRequest request)
    {
        var chat = telegram.Chat(request);
        var json = Wire.Chat(chat);
        json["accent_color_id"] = 0;
        json["max_reaction_count"] = 11;
        if (chat.Kind == ChatKind.Private)
        {
            return json;
        }

        if (chat.Kind != ChatKind.Channel)
        {
            json["permissions"] = new JsonObject
            {
                ["can_send_messages"] = true,
                ["can_invite_users"] = true,
                ["can_pin_messages"] = false,
                ["can_change_info"] = false,
            };
        }

        if (telegram.BotIn(chat).May(TelegramRights.InviteUsers) &&
            chat.Links.LastOrDefault(link => link.IsPrimary && !link.IsRevoked && link.Creator == telegram.Bot) is { } primary)
        {
            json["invite_link"] = primary.Url;
        }

        return json;
    }

    private JsonNode GetChatMember(BotRequest request)
    {
        var chat = telegram.Group(request);
        var user = telegram.Person(request, chat);
        if (user != telegram.Bot && chat.Kind == ChatKind.Channel && !telegram.BotIn(chat).IsAdministrator)
        {
            throw TelegramRefusal.Bad("member list is inaccessible");
        }

        return Wire.Member(chat, telegram.Standing(chat, user));
    }

    private JsonNode GetChatAdministrators(BotRequest request)
    {
        var chat = telegram.Group(request);
        return new JsonArray([.. chat.Members.Values
            .Where(member => member.IsAdministrator && (!member.User.IsBot || member.User == telegram.Bot))
            .Select(member => (JsonNode)Wire.Member(chat, member))]);
    }

    private JsonNode LeaveChat(BotRequest request)
    {
        var chat = telegram.Group(request);
        telegram.Change(chat, telegram.Bot, new(telegram.Bot, MemberStatus.Left));
        return true;
    }
}
