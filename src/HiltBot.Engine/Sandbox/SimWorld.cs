using HiltBot.Engine.Values;

namespace HiltBot.Engine.Sandbox;

/// <summary>
/// The two simulated places as they are laid out: a server with roles and channels, and a group that one
/// enters. Titles, channels and people are fixed; who is inside, who holds what and what was said are rows.
/// </summary>
public static class SimWorld
{
    public const string BotAccountId = "hiltbot";
    public const string BotDisplay = "HiltBot";

    public static readonly SimLayout Server = new(
        Platform.SimServer, "sim-server", "Harbor House", "A server with roles and channels",
        [
            new("welcome", "welcome", "Start here: type /join", SimGate.Open),
            new("general", "general", "Talk about anything", SimGate.Open),
            new("inner-circle", "inner-circle", "Weekly letters and the long view", SimGate.Target),
            new("workshop", "workshop", "Live sessions and recordings", SimGate.Target),
            new("staff-room", "staff-room", "What the bot tells the staff", SimGate.Staff),
        ]);

    public static readonly SimLayout Group = new(
        Platform.SimGroup, "sim-group", "Night Shift", "A group that one enters",
        [
            new("porch", "porch", "The open door beside the group", SimGate.Open),
            new("night-shift", "night-shift", "The group itself: inside or outside, nothing between", SimGate.Target),
            new("back-office", "back-office", "What the bot tells the staff", SimGate.Staff),
        ]);

    public static readonly IReadOnlyList<SimPersona> Personas =
    [
        new("ana", "Ana", "Buyer A", MayManage: false),
        new("ben", "Ben", "Buyer B", MayManage: false),
        new("mika", "Mika", "Moderator", MayManage: true),
        new("robin", "Robin", "Merchant", MayManage: true),
    ];

    public static readonly IReadOnlyList<SimLayout> Places = [Server, Group];

    public static SimLayout? Find(Platform platform) => platform switch
    {
        Platform.SimServer => Server,
        Platform.SimGroup => Group,
        _ => null,
    };

    public static SimPersona? FindPersona(string? id) => Personas.FirstOrDefault(persona => persona.Id == id);

    /// <summary>The person behind an account of either place.</summary>
    public static SimPersona? PersonaOf(Platform platform, string accountId) =>
        Personas.FirstOrDefault(persona => persona.AccountOn(platform) == accountId);
}

/// <summary>
/// Somebody whom a visitor of the simulator can be. One person, with an account of their own in each place.
/// </summary>
public sealed record SimPersona(string Id, string Display, string Part, bool MayManage)
{
    /// <summary>Two platforms never share account ids; neither do these.</summary>
    public string AccountOn(Platform platform) => platform == Platform.SimGroup ? $"g-{Id}" : $"s-{Id}";
}

/// <summary>One place: its id towards the engine, and its channels in order.</summary>
public sealed record SimLayout(
    Platform Platform, string ExternalId, string Title, string Kind, IReadOnlyList<SimChannel> Channels)
{
    /// <summary>Where the staff hears of joins, lapses and trouble.</summary>
    public string AlertChannelId => Channels.First(channel => channel.Gate == SimGate.Staff).Id;

    public IEnumerable<SimChannel> Gated => Channels.Where(channel => channel.Gate == SimGate.Target);

    public SimChannel? FindChannel(string? id) => Channels.FirstOrDefault(channel => channel.Id == id);

    public SimChannel? FindTarget(string targetId) => Gated.FirstOrDefault(channel => channel.TargetId == targetId);
}

/// <summary>Who may read a channel.</summary>
public enum SimGate
{
    /// <summary>Everybody.</summary>
    Open,

    /// <summary>Whoever holds the target of the channel, and the staff.</summary>
    Target,

    Staff,
}

public sealed record SimChannel(string Id, string Title, string Topic, SimGate Gate)
{
    /// <summary>The access target that opens it (design section 4, Targets).</summary>
    public string TargetId => $"sim:{Id}";
}
