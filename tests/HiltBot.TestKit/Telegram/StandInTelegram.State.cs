using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Telegram;

// What methods and people do to the world, under its lock.
public sealed partial class StandInTelegram
{
    internal ChatState? ChatOrNull(string id) => id.StartsWith('@')
        ? Chats.Values.FirstOrDefault(chat => string.Equals(chat.Username, id[1..], StringComparison.OrdinalIgnoreCase))
        : long.TryParse(id, out var number) ? Chats.GetValueOrDefault(number) : null;

    /// <summary>How somebody stands in a chat at this moment; a ban that is over has become "left".</summary>
    internal MemberState Standing(ChatState chat, UserState user)
    {
        var member = chat.Members.GetValueOrDefault(user.Id) ?? new(user, MemberStatus.Left);
        return member is { Status: MemberStatus.Kicked, Until: { } until } && until <= Time.GetUtcNow()
            ? new(user, MemberStatus.Left)
            : member;
    }

    internal MemberState BotIn(ChatState chat) => Standing(chat, Bot);

    /// <summary>Changes how somebody stands in a chat, and tells the bot as Telegram would.</summary>
    /// <param name="by">Who did it.</param>
    internal void Change(
        ChatState chat, UserState by, MemberState to, LinkState? through = null, bool isDirectRequest = false)
    {
        var from = Standing(chat, to.User);
        var isKnown = chat.Members.ContainsKey(to.User.Id);
        chat.Members[to.User.Id] = to;
        if (to.IsInside)
        {
            chat.Requests.Remove(to.User.Id);
        }

        var json = new JsonObject
        {
            ["chat"] = Wire.Chat(chat),
            ["from"] = Wire.User(by),
            ["date"] = Time.GetUtcNow().ToUnixTimeSeconds(),
            ["old_chat_member"] = Wire.Member(chat, from),
            ["new_chat_member"] = Wire.Member(chat, to),
        };
        if (through is not null && !(isKnown && Options.OmitsLinkOfReturners))
        {
            json["invite_link"] = Wire.Link(through, Bot);
        }

        if (isDirectRequest)
        {
            json["via_join_request"] = true;
        }

        if (to.User == Bot)
        {
            Updates.Add("my_chat_member", json);
        }
        else if (BotIn(chat).IsAdministrator)
        {
            Updates.Add("chat_member", json);
        }

        AnnounceChange(chat, by, from, to);
    }


    internal void PutInside(ChatState chat, UserState by, UserState user, LinkState? link = null) =>
        Change(chat, by, new(user, MemberStatus.Member) { Link = link }, link);

    internal MessageState Publish(MessageState message)
    {
        message.Chat.Messages.Add(message);
        return message;
    }

    internal int NextMessageId(ChatState chat) =>
        chat.Kind is ChatKind.Private or ChatKind.Group ? ++lastMessageId : ++chat.LastMessageId;

    internal MessageState Note(ChatState chat, UserState? from, JsonObject service)
    {
        var message = Publish(new()
        {
            Id = NextMessageId(chat),
            Chat = chat,
            From = from,
            SentAt = Time.GetUtcNow(),
            Service = service,
        });
        if (BotIn(chat).IsInside)
        {
            Updates.Add(chat.Kind == ChatKind.Channel ? "channel_post" : "message", Wire.Message(message));
        }

        return message;
    }

    internal string NewLinkUrl()
    {
        var random = new Random(++lastLink * 7919);
        const string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
        return $"https://t.me/+{new string(random.GetItems<char>(letters, 14))}{lastLink:00}";
    }

    internal LinkState? LinkOf(string url) =>
        Chats.Values.SelectMany(chat => chat.Links).FirstOrDefault(link => link.Url == url);

    /// <summary>Whether somebody can come in through it now.</summary>
    internal bool IsOpen(ChatState chat, LinkState link) => !link.IsRevoked && !HasExpired(link) &&
        (link.MemberLimit is not { } limit ||
            chat.Members.Values.Count(member => member.IsInside && member.Link == link) < limit);

    internal bool HasExpired(LinkState link) => link.ExpiresAt is { } expires && expires <= Time.GetUtcNow();

    internal ChatState PrivateChat(UserState user)
    {
        if (!Chats.TryGetValue(user.Id, out var chat))
        {
            Chats[user.Id] = chat = new() { Id = user.Id, Kind = ChatKind.Private, Title = user.FirstName, Person = user };
            chat.Members[user.Id] = new(user, MemberStatus.Member);
            chat.Members[Bot.Id] = new(Bot, MemberStatus.Member);
        }

        return chat;
    }

    /// <summary>Somebody asked to join a chat and is still waiting there, not longer ago than the bot may write.</summary>
    internal bool IsWaitingForApproval(UserState user) => Chats.Values.Any(chat =>
        BotIn(chat).May(TelegramRights.InviteUsers) && chat.Requests.TryGetValue(user.Id, out var request) &&
        Time.GetUtcNow() - request.At < Options.RequesterLifetime);

    // Joining and leaving show as service messages in groups; channels show nothing.
    private void AnnounceChange(ChatState chat, UserState by, MemberState from, MemberState to)
    {
        if (chat.Kind == ChatKind.Channel)
        {
            return;
        }

        if (!from.IsInside && to.IsInside)
        {
            Note(chat, by, new()
            {
                ["new_chat_members"] = new JsonArray(Wire.User(to.User)),
                ["new_chat_member"] = Wire.User(to.User),
            });
        }
        else if (from.IsInside && !to.IsInside)
        {
            Note(chat, by, new() { ["left_chat_member"] = Wire.User(to.User) });
        }
    }

    private UserState User(string id) => Users[long.Parse(id)];

    private ChatState Chat(string id) => ChatOrNull(id) ?? throw new KeyNotFoundException($"No chat {id}.");

    private void Change(Action change)
    {
        lock (Gate)
        {
            change();
        }

        Changed();
    }

    private T Change<T>(Func<T> change)
    {
        T made;
        lock (Gate)
        {
            made = change();
        }

        Changed();
        return made;
    }

    private T Read<T>(Func<T> look)
    {
        lock (Gate)
        {
            return look();
        }
    }
}
