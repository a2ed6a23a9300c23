using System.Globalization;
using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Discord;

/// <summary>One shard's session: it numbers its events and keeps them, so that a resume gets what it missed.</summary>
internal sealed class GatewaySession(
    StandInDiscord discord, string id, int shardId, int shardCount, long intents, GatewayConnection connection)
{
    private readonly List<string> sent = [];
    private bool wasCompressed = connection.IsCompressed;

    public string Id => id;

    public int ShardId => shardId;

    public long Intents => intents;

    public int Sequence => sent.Count;

    public GatewayConnection? Connection { get; private set; } = connection;

    public DiscordSession Shown() =>
        new(id, shardId, shardCount, intents, Sequence, Connection is not null, wasCompressed);

    public bool Covers(GuildState? guild) =>
        guild is null ? shardId == 0 : (int)((guild.Id >> 22) % (ulong)shardCount) == shardId;

    public void Ready(IEnumerable<GuildState> guilds) => Dispatch("READY", new JsonObject
    {
        ["v"] = 10,
        ["user"] = Wire.User(discord.Bot),
        ["guilds"] = Wire.Array(guilds.Select(guild => new JsonObject
        {
            ["id"] = guild.Id.Text(),
            ["unavailable"] = true,
        })),
        ["session_id"] = id,
        ["resume_gateway_url"] = discord.GatewayUrl + "/resume",
        ["session_type"] = "normal",
        ["shard"] = new JsonArray(shardId, shardCount),
        ["application"] = new JsonObject
        {
            ["id"] = discord.ApplicationId,
            ["flags"] = discord.Options.HasMembersIntent ? 1 << 15 : 0,
        },
        ["private_channels"] = new JsonArray(),
        ["relationships"] = new JsonArray(),
        ["_trace"] = new JsonArray("stand-in"),
    }.ToJsonString());

    public void Dispatch(string name, string data)
    {
        var sequence = (sent.Count + 1).ToString(CultureInfo.InvariantCulture);
        var text = $$"""{"t":"{{name}}","s":{{sequence}},"op":0,"d":{{data}}}""";
        sent.Add(text);
        Connection?.SendText(text);
    }

    public void Resume(GatewayConnection next, int sequence)
    {
        Connection = next;
        wasCompressed = next.IsCompressed;
        foreach (var text in sent.Skip(sequence).ToList())
        {
            next.SendText(text);
        }

        Dispatch("RESUMED", """{"_trace":["stand-in"]}""");
    }

    public void Left(GatewayConnection gone)
    {
        if (Connection == gone)
        {
            Connection = null;
        }
    }
}
