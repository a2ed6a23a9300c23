using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Telegram;

// Setting the world up and changing it. Ids are texts.
public sealed partial class StandInTelegram
{
    /// <summary>Somebody with an account, who never met the bot.</summary>
    public string AddUser(string firstName, string? username = null, string? language = "en") => Change(() =>
    {
        var user = new UserState { Id = ++lastUserId, FirstName = firstName, Username = username, Language = language };
        Users[user.Id] = user;
        return user.Id.Text();
    });

    public IReadOnlyList<string> AddUsers(int count) =>
        [.. Enumerable.Range(1, count).Select(number => AddUser($"User {number}", $"user_{number}"))];

    /// <summary>A basic group, with its creator and whoever else; the bot is not in it (<see cref="AddBot"/>).</summary>
    public string AddGroup(string title, string creator, params string[] members) =>
        AddChat(ChatKind.Group, -++lastGroupId, title, null, creator, members);

    /// <param name="username">With one the supergroup is public.</param>
    public string AddSupergroup(string title, string creator, string? username = null, params string[] members) =>
        AddChat(ChatKind.Supergroup, NewChannelId(), title, username, creator, members);

    public string AddChannel(string title, string creator, string? username = null, params string[] members) =>
        AddChat(ChatKind.Channel, NewChannelId(), title, username, creator, members);

    /// <summary>
    /// Brings the bot into a chat, as an administrator (null: with <see cref="StandInTelegramOptions.AdministratorMay"/>).
    /// </summary>
    public void AddBot(string byUser, string chat, TelegramRights? rights = null) => Change(() => Change(
        Chat(chat), User(byUser),
        new(Bot, MemberStatus.Administrator) { Rights = rights ?? Options.AdministratorMay }));

    /// <summary>Brings the bot into a group as an ordinary member.</summary>
    public void AddBotAsMember(string byUser, string chat) =>
        Change(() => PutInside(Chat(chat), User(byUser), Bot));

    public void RemoveBot(string byUser, string chat) =>
        Change(() => Change(Chat(chat), User(byUser), new(Bot, MemberStatus.Kicked)));

    /// <summary>Somebody who may adds somebody else to a chat. A ban ends by it.</summary>
    public void Add(string byUser, string user, string chat) => Change(() =>
    {
        if (!Standing(Chat(chat), User(user)).IsInside)
        {
            PutInside(Chat(chat), User(byUser), User(user));
        }
    });

    /// <summary>Makes somebody an administrator, or changes what one may.</summary>
    public void Promote(string byUser, string user, string chat, TelegramRights rights = TelegramRights.All) =>
        Change(() => Change(Chat(chat), User(byUser), new(User(user), MemberStatus.Administrator)
        {
            Rights = rights,
            Link = Standing(Chat(chat), User(user)).Link,
        }));

    /// <summary>Makes an administrator an ordinary member.</summary>
    public void Demote(string byUser, string user, string chat) =>
        Change(() => Change(Chat(chat), User(byUser), new(User(user), MemberStatus.Member)));

    /// <summary>The creator sets what an administrator may.</summary>
    public void SetRights(string user, string chat, TelegramRights rights) => Promote(CreatorOf(chat), user, chat, rights);

    /// <summary>The creator hands the chat to somebody else, and stays as an administrator.</summary>
    public void HandOver(string chat, string to) => Change(() =>
    {
        var creator = User(CreatorOf(chat));
        Change(Chat(chat), creator, new(creator, MemberStatus.Administrator) { Rights = TelegramRights.All });
        Change(Chat(chat), creator, new(User(to), MemberStatus.Creator));
    });

    /// <summary>An administrator throws somebody out and keeps them out; null: for ever.</summary>
    public void Ban(string byUser, string user, string chat, DateTimeOffset? until = null) => Change(() =>
        Change(Chat(chat), User(byUser), new(User(user), MemberStatus.Kicked) { Until = until }));

    public void Unban(string byUser, string user, string chat) => Change(() =>
        Change(Chat(chat), User(byUser), new(User(user), MemberStatus.Left)));

    /// <summary>An administrator takes somebody's voice; they stay inside.</summary>
    public void Restrict(string byUser, string user, string chat) => Change(() =>
        Change(Chat(chat), User(byUser), new(User(user), MemberStatus.Restricted)));

    public void Leave(string user, string chat) => Change(() =>
    {
        if (Standing(Chat(chat), User(user)).IsInside)
        {
            Change(Chat(chat), User(user), new(User(user), MemberStatus.Left));
        }
    });

    public void Rename(string chat, string title) => Change(() =>
    {
        Chat(chat).Title = title;
        Note(Chat(chat), User(CreatorOf(chat)), new() { ["new_chat_title"] = title });
    });

    /// <summary>A link that a person made, not the bot.</summary>
    public string MakeLink(string byUser, string chat, bool createsJoinRequest = false, int? memberLimit = null) => Change(() =>
    {
        var link = new LinkState
        {
            Url = NewLinkUrl(),
            Creator = User(byUser),
            CreatesJoinRequest = createsJoinRequest,
            MemberLimit = memberLimit,
        };
        Chat(chat).Links.Add(link);
        return link.Url;
    });

    /// <summary>An administrator answers a join request by hand.</summary>
    public void Approve(string byUser, string user, string chat) => Change(() =>
    {
        var request = Chat(chat).Requests[User(user).Id];
        Admit(Chat(chat), User(byUser), request);
    });

    public void Decline(string byUser, string user, string chat) =>
        Change(() => _ = Chat(chat).Requests.Remove(User(user).Id) && User(byUser) is not null);

    /// <summary>A basic group becomes a supergroup, with the same members.</summary>
    /// <returns>The supergroup's id.</returns>
    public string Upgrade(string group) => Change(() =>
    {
        var old = Chat(group);
        var creator = User(CreatorOf(group));
        var grown = new ChatState { Id = NewChannelId(), Kind = ChatKind.Supergroup, Title = old.Title };
        Chats[grown.Id] = grown;
        var hadBot = BotIn(old).IsInside;
        foreach (var member in old.Members.Values.Where(one => one.User != Bot))
        {
            grown.Members[member.User.Id] = member;
        }

        if (Options.LinksSurviveUpgrade)
        {
            grown.Links.AddRange(old.Links);
            old.Links.Clear();
        }

        Note(old, creator, new() { ["migrate_to_chat_id"] = grown.Id });
        if (hadBot)
        {
            var standing = BotIn(old);
            ChangeSilently(old, creator, new(Bot, MemberStatus.Left));
            ChangeSilently(grown, creator, standing);
        }

        old.Members.Clear();
        old.MigratedTo = grown;
        Note(grown, creator, new() { ["migrate_from_chat_id"] = old.Id });
        return grown.Id.Text();
    });

    /// <summary>Admits whoever asked.</summary>
    internal void Admit(ChatState chat, UserState by, RequestState request)
    {
        chat.Requests.Remove(request.User.Id);
        Change(chat, by, new(request.User, MemberStatus.Member) { Link = request.Link }, request.Link,
            isDirectRequest: request.Link is null);
    }

    private void ChangeSilently(ChatState chat, UserState by, MemberState to)
    {
        var from = BotIn(chat);
        chat.Members[to.User.Id] = to;
        Updates.Add("my_chat_member", new JsonObject
        {
            ["chat"] = Wire.Chat(chat),
            ["from"] = Wire.User(by),
            ["date"] = Time.GetUtcNow().ToUnixTimeSeconds(),
            ["old_chat_member"] = Wire.Member(chat, from),
            ["new_chat_member"] = Wire.Member(chat, to),
        });
    }

    private string CreatorOf(string chat) => Read(() =>
        Chat(chat).Members.Values.First(member => member.Status == MemberStatus.Creator).User.Id.Text());

    private long NewChannelId() => -1_000_000_000_000 - ++lastChannelId;

    private string AddChat(
        ChatKind kind, long id, string title, string? username, string creator, string[] members) => Change(() =>
    {
        var chat = new ChatState { Id = id, Kind = kind, Title = title, Username = username };
        Chats[id] = chat;
        chat.Members[User(creator).Id] = new(User(creator), MemberStatus.Creator);
        foreach (var member in members)
        {
            chat.Members[User(member).Id] = new(User(member), MemberStatus.Member);
        }

        return id.Text();
    });
}
