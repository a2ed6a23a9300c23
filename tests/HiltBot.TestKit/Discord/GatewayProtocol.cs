using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Discord;

/// <summary>What a client may send, and what comes of it (discord.com/developers/docs/topics/opcodes-and-status-codes).</summary>
internal static class GatewayProtocol
{
    private const long IntentsMask = (1L << 22) - 1 | 1L << 24 | 1L << 25;
    private const int ChunkMax = 1000;

    public static void Take(StandInDiscord discord, StandInGateway gateway, GatewayConnection connection, JsonObject frame)
    {
        switch ((int?)frame["op"])
        {
            case 1:
                gateway.Heartbeats++;
                if (!gateway.StopsAcking)
                {
                    connection.Send(11, null);
                }

                break;
            case 2:
                Identify(discord, gateway, connection, DataOf(frame));
                break;
            case 3 or 4:
                break;
            case 6:
                Resume(discord, gateway, connection, DataOf(frame));
                break;
            case 8 when connection.Session is { } session:
                SendMembers(discord, connection, session, DataOf(frame));
                break;
            case 8:
                connection.Refuse(4003);
                break;
            default:
                connection.Refuse(4001);
                break;
        }
    }

    private static void Identify(
        StandInDiscord discord, StandInGateway gateway, GatewayConnection connection, JsonObject asked)
    {
        var shard = asked["shard"] as JsonArray;
        var (id, count) = shard is null ? (0, 1) : ((int)shard[0]!, (int)shard[1]!);
        var intents = (long?)asked["intents"] ?? -1;
        int? refusal = connection.Session is not null ? 4005
            : Bare((string?)asked["token"]) != discord.Token ? 4004
            : id < 0 || count < 1 || id >= count ? 4010
            : intents < 0 || (intents & ~IntentsMask) != 0 ? 4013
            : (intents & StandInGateway.MembersIntent) != 0 && !discord.Options.HasMembersIntent ? 4014
            : (string?)asked["properties"]?["os"] is null ? 4002
            : null;
        if (refusal is { } code)
        {
            connection.Refuse(code);
            return;
        }

        if (!gateway.MayIdentify(id))
        {
            connection.Send(9, JsonValue.Create(false));
            return;
        }

        var session = new GatewaySession(discord, $"session-{discord.NewId():x}", id, count, intents, connection);
        connection.Session = session;
        gateway.Begin(session);
    }

    private static void Resume(
        StandInDiscord discord, StandInGateway gateway, GatewayConnection connection, JsonObject asked)
    {
        if (Bare((string?)asked["token"]) != discord.Token)
        {
            connection.Refuse(4004);
            return;
        }

        if (connection.Session is not null)
        {
            connection.Refuse(4005);
            return;
        }

        var sequence = (int?)asked["seq"] ?? 0;
        if (gateway.Find((string?)asked["session_id"] ?? string.Empty) is not { } session)
        {
            connection.Send(9, JsonValue.Create(false));
            return;
        }

        if (sequence < 0 || sequence > session.Sequence)
        {
            gateway.Forget(session);
            connection.Refuse(4007);
            return;
        }

        connection.Session = session;
        gateway.Resumed(session, connection, sequence);
    }

    private static void SendMembers(
        StandInDiscord discord, GatewayConnection connection, GatewaySession session, JsonObject asked)
    {
        var guildId = RestRequest.Snowflake((string?)asked["guild_id"]);
        if (!discord.Guilds.TryGetValue(guildId, out var guild) || !guild.Members.ContainsKey(discord.Bot.Id) ||
            !session.Covers(guild))
        {
            return;
        }

        var ids = asked["user_ids"] switch
        {
            JsonArray many => many.Select(one => RestRequest.Snowflake((string?)one)).ToList(),
            JsonValue one => [RestRequest.Snowflake((string?)one)],
            _ => null,
        };
        var query = (string?)asked["query"] ?? string.Empty;
        var limit = (int?)asked["limit"] ?? 0;
        if (ids is null && query.Length == 0 && limit == 0 && (session.Intents & StandInGateway.MembersIntent) == 0)
        {
            connection.Refuse(4014);
            return;
        }

        var found = ids is not null
            ? ids.Take(100).Where(guild.Members.ContainsKey).Select(id => guild.Members[id])
            : guild.Members.Values.Where(member =>
                member.User.Name.StartsWith(query, StringComparison.OrdinalIgnoreCase)).Take(limit > 0 ? limit : int.MaxValue);
        var chunks = found.Chunk(ChunkMax).DefaultIfEmpty([]).ToList();
        foreach (var (chunk, index) in chunks.Select((chunk, index) => (chunk, index)))
        {
            var data = new JsonObject
            {
                ["guild_id"] = guild.Id.Text(),
                ["members"] = Wire.Array(chunk.Select(member => discord.Shown(guild, member))),
                ["chunk_index"] = index,
                ["chunk_count"] = chunks.Count,
                ["nonce"] = asked["nonce"]?.DeepClone(),
            };
            if (ids is not null)
            {
                data["not_found"] = Wire.Ids(ids.Where(id => !guild.Members.ContainsKey(id)));
            }

            session.Dispatch("GUILD_MEMBERS_CHUNK", data.ToJsonString());
        }
    }

    private static JsonObject DataOf(JsonObject frame) =>
        frame["d"] as JsonObject ?? throw new FormatException("There is no data.");

    private static string? Bare(string? token) =>
        token?.StartsWith("Bot ", StringComparison.Ordinal) == true ? token["Bot ".Length..] : token;
}
