using HiltBot.Engine.Values;

namespace HiltBot.Engine.Sandbox;

/// <summary>Somebody in a simulated place, with what they allow and whether they are inside.</summary>
public sealed class SimMember
{
    public required Platform Platform { get; init; }

    public required string AccountId { get; init; }

    public required string Display { get; set; }

    public required bool IsInside { get; set; }

    public required bool TakesMessages { get; set; }

    public required bool MayManage { get; set; }
}

/// <summary>
/// A target that an account holds in a simulated place: a role of the server, or entry to the group.
/// </summary>
public sealed class SimAccess
{
    public required Platform Platform { get; init; }

    public required string TargetId { get; init; }

    public required string AccountId { get; init; }

    public required DateTimeOffset SinceAt { get; init; }
}

/// <summary>The place itself: whether the bot is in it and may do its work.</summary>
public sealed class SimPlace
{
    public required Platform Platform { get; init; }

    public required string Title { get; init; }

    public required bool BotIsInside { get; set; }

    public required bool BotMayManage { get; set; }

    /// <summary>Somebody deleted it; everybody is out, and nothing in it can be named any more.</summary>
    public bool IsDeleted { get; set; }
}

/// <summary>A message in a channel, or a private one to an account.</summary>
public sealed class SimMessage
{
    public long Id { get; init; }

    public required Platform Platform { get; init; }

    /// <summary>Channel, or null for a private message.</summary>
    public string? ChannelId { get; init; }

    /// <summary>Whose private conversation it stands in, or who alone sees it in the channel.</summary>
    public string? OnlyForAccountId { get; init; }

    /// <summary>Account of the person who spoke, or <see cref="SimWorld.BotAccountId"/>.</summary>
    public required string Author { get; init; }

    /// <summary>
    /// The <c>ChatReply</c> as JSON when the bot speaks, else a plain text line of a person.
    /// </summary>
    public required string BodyJson { get; init; }

    /// <summary>The notice that it carries; seen twice, it is shown once.</summary>
    public NoticeId? NoticeId { get; init; }

    /// <summary>Business time.</summary>
    public required DateTimeOffset At { get; init; }
}
