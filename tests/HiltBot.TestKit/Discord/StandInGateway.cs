using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Discord;

/// <summary>A session of one shard, alive or waiting to be resumed.</summary>
public sealed record DiscordSession(
    string Id, int ShardId, int ShardCount, long Intents, int Sequence, bool IsConnected, bool IsCompressed);

/// <summary>
/// The gateway (discord.com/developers/docs/events/gateway): sessions by shard, with sequence and replay, and everything that
/// can go wrong on the way, on demand.
/// </summary>
public sealed partial class StandInGateway
{
    internal const long GuildsIntent = 1 << 0;
    internal const long MembersIntent = 1 << 1;

    private static readonly TimeSpan IdentifyWindow = TimeSpan.FromSeconds(5);

    private readonly StandInDiscord discord;
    private readonly Dictionary<string, GatewaySession> sessions = [];
    private readonly List<GatewayConnection> connections = [];
    private readonly Dictionary<int, DateTimeOffset> identifiedAt = [];
    private readonly Dictionary<string, int> losing = [];
    private readonly Dictionary<string, int> doubling = [];
    private readonly List<DateTimeOffset> starts = [];

    internal StandInGateway(StandInDiscord discord) => this.discord = discord;

    /// <summary>Sessions as they are; those that were invalidated are gone.</summary>
    public IReadOnlyList<DiscordSession> Sessions => Read(() => sessions.Values.Select(one => one.Shown()).ToList());

    /// <summary>Sockets opened so far, sessions begun, sessions resumed, heartbeats heard.</summary>
    public int Connections { get; internal set; }

    public int Identifies { get; private set; }

    public int Resumes { get; private set; }

    public int Heartbeats { get; internal set; }

    /// <summary>Frames sent and heard.</summary>
    public long Frames { get; internal set; }

    /// <summary>The path of every socket: resumes come to <c>/resume</c>.</summary>
    public IReadOnlyList<string> Paths => Read(() => OpenedPaths.ToList());

    /// <summary>Close codes that the stand-in sent because of what a client did.</summary>
    public IReadOnlyList<int> Refusals => Read(() => RefusedWith.ToList());

    /// <summary>Heartbeats are heard and not acknowledged: a zombie.</summary>
    public bool StopsAcking { get; set; }

    /// <summary>The upgrade itself is refused with 503.</summary>
    public bool RefusesConnections { get; set; }

    /// <summary>Frames that are no events carry neither <c>s</c> nor <c>t</c>, instead of null.</summary>
    public bool OmitsNulls { get; set; }

    /// <summary>Compressed messages come in several frames, plain ones in several fragments.</summary>
    public bool SplitsFrames { get; set; }

    /// <summary>Members carry the guild's id among their roles, and a role twice.</summary>
    public bool MemberRolesAreOdd { get; set; }

    /// <summary>Fields that GUILD_CREATE comes without.</summary>
    public IReadOnlyCollection<string> GuildCreateLacks { get; set; } = [];

    internal List<string> OpenedPaths { get; } = [];

    internal List<int> RefusedWith { get; } = [];

    /// <summary>Waits until as many shards as recommended (or so many) are connected and ready.</summary>
    public Task ReadyAsync(int? shards = null) => discord.UntilAsync(
        () => sessions.Values.Count(one => one.Connection is not null) >= (shards ?? discord.Options.Shards),
        "the gateway has its sessions");

    /// <summary>Cuts every socket, or one shard's, without a word.</summary>
    public void Drop(int? shard = null) => Each(shard, connection => connection.Abort());

    /// <summary>Cuts every socket again and again by the stand-in's clock, until it is disposed.</summary>
    public IDisposable DropEvery(TimeSpan period) => discord.Time.CreateTimer(_ => Drop(), null, period, period);

    /// <summary>Closes with a code, for example 4000 (may be resumed) or 4004.</summary>
    public void CloseWith(int code, int? shard = null) => Each(shard, connection => connection.CloseWith(code));

    /// <summary>Opcode 7: come again, and resume. The socket stays open until the client closes it.</summary>
    public void Reconnect(int? shard = null) => Each(shard, connection => connection.Send(7, null));

    /// <summary>Opcode 9. A session that cannot be resumed is forgotten.</summary>
    public void Invalidate(bool isResumable, int? shard = null) => Each(shard, connection =>
    {
        if (connection.Session is { } session)
        {
            // From here on the connection may identify or resume anew; what happens meanwhile is kept for a resume.
            session.Left(connection);
            connection.Session = null;
            if (!isResumable)
            {
                Forget(session);
            }
        }

        connection.Send(9, JsonValue.Create(isResumable));
    });

    /// <summary>Sessions are forgotten behind the clients' backs: the next resume is answered by opcode 9.</summary>
    public void ForgetSessions() => Do(() =>
    {
        foreach (var session in sessions.Values.ToList())
        {
            Forget(session);
        }
    });

    /// <summary>Opcode 1: a heartbeat is wanted at once.</summary>
    public void AskForHeartbeat() => Each(null, connection => connection.Send(1, null));

    /// <summary>The next so many events of a name are never sent.</summary>
    public void Lose(string eventName, int times = 1) => Do(() => losing[eventName] = times);

    /// <summary>The next so many events of a name are sent twice, the second with a sequence of its own.</summary>
    public void Duplicate(string eventName, int times = 1) => Do(() => doubling[eventName] = times);

    /// <summary>A frame with an opcode that nobody knows, and an event that nobody knows.</summary>
    public void SendUnknown() => Each(null, connection =>
    {
        connection.Send(99, new JsonObject { ["what"] = "is this" });
        connection.Session?.Dispatch("SOMETHING_NEW", """{"id":"1","list":[{}]}""");
    });

    /// <summary>Any text as a frame, also what is no JSON.</summary>
    public void SendRaw(string text) => Each(null, connection => connection.SendText(text));

    /// <summary>Any event to the sessions of a guild's shard (null: of shard 0).</summary>
    public void SendEvent(string? guild, string name, JsonObject data) => Do(() =>
        Dispatch(guild is null ? null : discord.Guilds[RestRequest.Snowflake(guild)], name, data));

    private void Each(int? shard, Action<GatewayConnection> act) => Do(() =>
    {
        foreach (var connection in connections
            .Where(one => shard is null || one.Session?.ShardId == shard).ToList())
        {
            act(connection);
        }
    });

    private void Do(Action act)
    {
        lock (discord.Gate)
        {
            act();
        }

        discord.Changed();
    }

    private T Read<T>(Func<T> look)
    {
        lock (discord.Gate)
        {
            return look();
        }
    }
}
