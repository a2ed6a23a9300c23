using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Telegram;

// The world behind the stand-in. Everything here is touched under the stand-in's one lock.
internal sealed class UserState
{
    public required long Id { get; init; }

    public required string FirstName { get; init; }

    public string? Username { get; init; }

    public string? Language { get; init; }

    public bool IsBot { get; init; }

    /// <summary>Whether the person ever wrote to the bot: only then may the bot write.</summary>
    public bool HasStarted { get; set; }

    public bool HasBlocked { get; set; }

    public bool IsDeactivated { get; set; }
}

internal enum ChatKind
{
    Private,
    Group,
    Supergroup,
    Channel,
}

internal sealed class ChatState
{
    public required long Id { get; init; }

    public required ChatKind Kind { get; init; }

    public required string Title { get; set; }

    public string? Username { get; set; }

    /// <summary>The person at the other end of a private chat.</summary>
    public UserState? Person { get; init; }

    public SortedDictionary<long, MemberState> Members { get; } = [];

    public List<MessageState> Messages { get; } = [];

    public List<LinkState> Links { get; } = [];

    public SortedDictionary<long, RequestState> Requests { get; } = [];

    /// <summary>The supergroup that a basic group became.</summary>
    public ChatState? MigratedTo { get; set; }

    public int LastMessageId { get; set; }

    public string KindWord => Kind switch
    {
        ChatKind.Group => "group",
        ChatKind.Supergroup => "supergroup",
        ChatKind.Channel => "channel",
        _ => "private",
    };
}

internal enum MemberStatus
{
    Creator,
    Administrator,
    Member,
    Restricted,
    Left,
    Kicked,
}

internal sealed record MemberState(UserState User, MemberStatus Status)
{
    public TelegramRights Rights { get; init; }

    /// <summary>Until when the person is banned; null: for ever.</summary>
    public DateTimeOffset? Until { get; init; }

    public LinkState? Link { get; init; }

    public bool IsInside => Status is not (MemberStatus.Left or MemberStatus.Kicked);

    public bool IsAdministrator => Status is MemberStatus.Creator or MemberStatus.Administrator;

    public bool May(TelegramRights right) => Status == MemberStatus.Creator ||
        (Status == MemberStatus.Administrator && Rights.HasFlag(right));
}

internal sealed class LinkState
{
    public required string Url { get; init; }

    public required UserState Creator { get; init; }

    public string? Name { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public int? MemberLimit { get; set; }

    public bool CreatesJoinRequest { get; set; }

    public bool IsPrimary { get; init; }

    public bool IsRevoked { get; set; }
}

internal sealed record RequestState(UserState User, LinkState? Link, DateTimeOffset At);

internal sealed class MessageState
{
    public required int Id { get; init; }

    public required ChatState Chat { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    /// <summary>Null: in the channel's name.</summary>
    public UserState? From { get; init; }

    public string? Text { get; set; }

    public JsonArray Entities { get; set; } = [];

    /// <summary>Rows of buttons under the message.</summary>
    public JsonArray? Keyboard { get; set; }

    public JsonObject? ForceReply { get; init; }

    public bool IsProtected { get; init; }

    public bool IsSilent { get; init; }

    public MessageState? ReplyTo { get; init; }

    /// <summary>What a service message says, for example <c>new_chat_members</c>.</summary>
    public JsonObject? Service { get; init; }

    public DateTimeOffset? EditedAt { get; set; }

    public bool IsDeleted { get; set; }
}

internal sealed class CallbackState
{
    public required string Id { get; init; }

    public required UserState From { get; init; }

    public required DateTimeOffset At { get; init; }

    public JsonObject? Answer { get; set; }
}
