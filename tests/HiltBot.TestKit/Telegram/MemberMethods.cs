using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Telegram;

/// <summary>Throwing out and letting back in.</summary>
internal sealed class MemberMethods(StandInTelegram telegram)
{
    private const string NoRight = "not enough rights to restrict/unrestrict chat member";

    private static readonly TimeSpan ShortestBan = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestBan = TimeSpan.FromDays(366);

    public void AddTo(Dictionary<string, Func<BotRequest, JsonNode>> methods)
    {
        methods["banChatMember"] = Ban;
        methods["kickChatMember"] = Ban;
        methods["unbanChatMember"] = Unban;
    }

    private JsonNode Ban(BotRequest request)
    {
        var chat = telegram.Group(request);
        var user = telegram.Person(request, chat);
        if (user == telegram.Bot)
        {
            throw TelegramRefusal.Bad("can't restrict self");
        }

        telegram.Need(chat, TelegramRights.RestrictMembers, NoRight);
        var standing = telegram.Standing(chat, user);
        RefuseForAdministrators(standing);
        if (chat.Kind == ChatKind.Group)
        {
            return BanFromBasicGroup(chat, standing);
        }

        var until = request.Instant("until_date") is { } asked && IsForAWhile(asked) ? asked : (DateTimeOffset?)null;
        chat.Requests.Remove(user.Id);
        if (standing.Status != MemberStatus.Kicked || standing.Until != until)
        {
            telegram.Change(chat, telegram.Bot, new(user, MemberStatus.Kicked) { Until = until });
        }

        return true;
    }

    // A basic group keeps no list of banned people: whoever is thrown out may come back by a link.
    private JsonNode BanFromBasicGroup(ChatState chat, MemberState standing)
    {
        if (!standing.IsInside)
        {
            throw TelegramRefusal.Bad("USER_NOT_PARTICIPANT");
        }

        telegram.Change(chat, telegram.Bot, new(standing.User, MemberStatus.Left));
        return true;
    }

    private JsonNode Unban(BotRequest request)
    {
        var chat = telegram.Group(request);
        var user = telegram.Person(request, chat);
        if (chat.Kind == ChatKind.Group)
        {
            throw TelegramRefusal.Bad("method is available for supergroup and channel chats only");
        }

        var standing = telegram.Standing(chat, user);
        if (request.Flag("only_if_banned") && standing.Status != MemberStatus.Kicked)
        {
            return true;
        }

        telegram.Need(chat, TelegramRights.RestrictMembers, NoRight);
        RefuseForAdministrators(standing);
        if (standing.Status != MemberStatus.Left)
        {
            telegram.Change(chat, telegram.Bot, new(user, MemberStatus.Left));
        }

        return true;
    }

    private static void RefuseForAdministrators(MemberState standing)
    {
        if (standing.Status == MemberStatus.Creator)
        {
            throw TelegramRefusal.Bad("can't remove chat owner");
        }

        if (standing.Status == MemberStatus.Administrator)
        {
            throw TelegramRefusal.Bad("user is an administrator of the chat");
        }
    }

    private bool IsForAWhile(DateTimeOffset until) =>
        until - telegram.Time.GetUtcNow() is var length && length >= ShortestBan && length <= LongestBan;
}
