using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Telegram;

/// <summary>Invite links and the requests that they make.</summary>
internal sealed class LinkMethods(StandInTelegram telegram)
{
    private const string NoRight = "not enough rights to manage chat invite link";

    public void AddTo(Dictionary<string, Func<BotRequest, JsonNode>> methods)
    {
        methods["createChatInviteLink"] = Create;
        methods["editChatInviteLink"] = Edit;
        methods["revokeChatInviteLink"] = Revoke;
        methods["exportChatInviteLink"] = Export;
        methods["approveChatJoinRequest"] = Approve;
        methods["declineChatJoinRequest"] = Decline;
    }

    private JsonNode Create(BotRequest request)
    {
        var chat = Managed(request);
        var link = new LinkState { Url = telegram.NewLinkUrl(), Creator = telegram.Bot };
        Fill(link, request);
        chat.Links.Add(link);
        return Wire.Link(link, telegram.Bot);
    }

    private JsonNode Edit(BotRequest request)
    {
        var chat = Managed(request);
        var link = Own(chat, request);
        if (link.IsRevoked)
        {
            throw TelegramRefusal.Bad("INVITE_HASH_EXPIRED");
        }

        if (link.IsPrimary)
        {
            throw TelegramRefusal.Bad("CHAT_INVITE_PERMANENT");
        }

        Fill(link, request);
        return Shown(chat, link);
    }

    private JsonNode Revoke(BotRequest request)
    {
        var chat = Managed(request);
        var link = Own(chat, request);
        if (link.IsRevoked)
        {
            throw TelegramRefusal.Bad("INVITE_HASH_EXPIRED");
        }

        link.IsRevoked = true;
        if (link.IsPrimary)
        {
            MakePrimary(chat);
        }

        return Shown(chat, link);
    }

    private JsonNode Export(BotRequest request)
    {
        var chat = Managed(request);
        foreach (var old in chat.Links.Where(link => link.IsPrimary && link.Creator == telegram.Bot))
        {
            old.IsRevoked = true;
        }

        return MakePrimary(chat).Url;
    }

    private JsonNode Approve(BotRequest request)
    {
        var (chat, waiting) = Requester(request);
        telegram.Admit(chat, telegram.Bot, waiting);
        return true;
    }

    private JsonNode Decline(BotRequest request)
    {
        var (chat, waiting) = Requester(request);
        chat.Requests.Remove(waiting.User.Id);
        return true;
    }

    private (ChatState Chat, RequestState Waiting) Requester(BotRequest request)
    {
        var chat = Managed(request);
        var user = telegram.Person(request, chat);
        if (telegram.Standing(chat, user).IsInside)
        {
            throw TelegramRefusal.Bad("USER_ALREADY_PARTICIPANT");
        }

        if (!chat.Requests.TryGetValue(user.Id, out var waiting))
        {
            throw TelegramRefusal.Bad("HIDE_REQUESTER_MISSING");
        }

        return user.IsDeactivated ? throw TelegramRefusal.Bad("INPUT_USER_DEACTIVATED") : (chat, waiting);
    }

    private ChatState Managed(BotRequest request)
    {
        var chat = telegram.Group(request);
        telegram.Need(chat, TelegramRights.InviteUsers, NoRight);
        return chat;
    }

    private LinkState Own(ChatState chat, BotRequest request)
    {
        var url = request.Text("invite_link") ?? throw TelegramRefusal.Bad("invite link is empty");
        var link = chat.Links.FirstOrDefault(one => one.Url == url) ?? throw TelegramRefusal.Bad("INVITE_HASH_EXPIRED");
        return link.Creator == telegram.Bot ? link : throw TelegramRefusal.Bad("CHAT_ADMIN_REQUIRED");
    }

    private void Fill(LinkState link, BotRequest request)
    {
        var asks = request.Flag("creates_join_request");
        var limit = request.Number("member_limit") is { } number and > 0 ? (int)Math.Min(number, int.MaxValue) : (int?)null;
        if (asks && limit is not null)
        {
            throw TelegramRefusal.Bad("member limit can't be specified for links requiring administrator approval");
        }

        if (limit > 99_999)
        {
            throw TelegramRefusal.Bad("USAGE_LIMIT_INVALID");
        }

        var name = request.Text("name");
        if (name?.Length > 32)
        {
            throw TelegramRefusal.Bad("invite link name is too long");
        }

        var expires = request.Instant("expire_date");
        if (expires <= telegram.Time.GetUtcNow())
        {
            throw TelegramRefusal.Bad("EXPIRE_DATE_INVALID");
        }

        (link.Name, link.ExpiresAt, link.MemberLimit, link.CreatesJoinRequest) = (name, expires, limit, asks);
    }

    private LinkState MakePrimary(ChatState chat)
    {
        var link = new LinkState { Url = telegram.NewLinkUrl(), Creator = telegram.Bot, IsPrimary = true };
        chat.Links.Add(link);
        return link;
    }

    private JsonNode Shown(ChatState chat, LinkState link) =>
        Wire.Link(link, telegram.Bot, chat.Requests.Values.Count(request => request.Link == link));
}
