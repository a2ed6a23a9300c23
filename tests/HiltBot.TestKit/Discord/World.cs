using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Discord;

// The world behind the stand-in. Everything here is touched under the stand-in's one lock.
internal sealed class GuildState
{
    public required ulong Id { get; init; }

    public required string Name { get; set; }

    public required ulong OwnerId { get; set; }

    public required DateTimeOffset BotJoinedAt { get; set; }

    public Dictionary<ulong, RoleState> Roles { get; } = [];

    public Dictionary<ulong, ChannelState> Channels { get; } = [];

    public SortedDictionary<ulong, MemberState> Members { get; } = [];

    public HashSet<ulong> Banned { get; } = [];

    public bool IsUnavailable { get; set; }
}

internal sealed class RoleState
{
    public required ulong Id { get; init; }

    public required string Name { get; set; }

    public required int Position { get; set; }

    public required DiscordPermission Permissions { get; set; }

    public bool IsManaged { get; init; }

    public ulong? BotId { get; init; }
}

internal sealed class UserState
{
    public required ulong Id { get; init; }

    public required string Name { get; init; }

    public bool IsBot { get; init; }

    public bool BlocksMessages { get; set; }

    public bool IsDeleted { get; set; }
}

internal sealed class MemberState
{
    public required UserState User { get; init; }

    public required DateTimeOffset JoinedAt { get; init; }

    public List<ulong> Roles { get; } = [];

    public string? Nick { get; set; }
}

internal enum ChannelType
{
    Text = 0,
    DirectMessage = 1,
    Voice = 2,
    Category = 4,
    PublicThread = 11,
    PrivateThread = 12,
}

internal sealed record Overwrite(ulong Id, bool IsRole, DiscordPermission Allow, DiscordPermission Deny);

internal sealed class ChannelState
{
    public required ulong Id { get; init; }

    public required ChannelType Type { get; init; }

    public required string Name { get; set; }

    public GuildState? Guild { get; init; }

    public ulong? ParentId { get; init; }

    /// <summary>The person at the other end of a private chat.</summary>
    public UserState? Recipient { get; init; }

    public int Position { get; init; }

    public List<Overwrite> Overwrites { get; } = [];

    public HashSet<ulong> ThreadMembers { get; } = [];

    public List<MessageState> Messages { get; } = [];

    public bool IsThread => Type is ChannelType.PublicThread or ChannelType.PrivateThread;
}

internal sealed class MessageState
{
    public required ulong Id { get; init; }

    public required ChannelState Channel { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    public required UserState Author { get; init; }

    public int Flags { get; set; }

    public string Content { get; set; } = string.Empty;

    public JsonArray Embeds { get; set; } = [];

    public JsonArray Components { get; set; } = [];

    public JsonArray Files { get; set; } = [];

    public JsonNode? AllowedMentions { get; set; }

    public string? Nonce { get; set; }

    public DateTimeOffset? EditedAt { get; set; }

    public bool IsDeleted { get; set; }

    /// <summary>Whom an ephemeral message is shown to.</summary>
    public ulong? OnlyFor { get; set; }

    public bool IsLoading => (Flags & Wire.LoadingFlag) != 0;
}

internal sealed record InviteState(
    string Code, ChannelState Channel, DateTimeOffset MadeAt, int LifetimeSeconds, int UsesMax)
{
    public int Uses { get; set; }
}
