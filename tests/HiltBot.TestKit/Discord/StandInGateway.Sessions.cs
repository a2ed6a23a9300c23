using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace HiltBot.TestKit.Discord;

// Sockets in, sessions and events out.
public sealed partial class StandInGateway
{
    internal async Task ServeAsync(HttpContext context)
    {
        if (RefusesConnections)
        {
            context.Response.StatusCode = 503;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var connection = new GatewayConnection(discord, this, socket, context.Request.Query["compress"] == "zlib-stream");
        Do(() =>
        {
            connections.Add(connection);
            Connections++;
            OpenedPaths.Add(context.Request.Path.Value ?? "/");
        });
        var version = context.Request.Query["v"].ToString();
        var encoding = context.Request.Query["encoding"].ToString();
        await connection.RunAsync(isKnown: version == "10" && encoding is "json" or "");
        Do(() =>
        {
            connections.Remove(connection);
            connection.Session?.Left(connection);
        });
    }

    internal JsonObject Recommendation() => new()
    {
        ["url"] = discord.GatewayUrl,
        ["shards"] = discord.Options.Shards,
        ["session_start_limit"] = new JsonObject
        {
            ["total"] = 1000,
            ["remaining"] = Math.Max(0, 1000 - starts.Count(at => discord.Time.GetUtcNow() - at < TimeSpan.FromDays(1))),
            ["reset_after"] = 86_400_000,
            ["max_concurrency"] = discord.Options.MaxConcurrency,
        },
    };

    /// <summary>Whether a shard may identify now; too soon is answered by opcode 9.</summary>
    internal bool MayIdentify(int shard)
    {
        var now = discord.Time.GetUtcNow();
        var bucket = shard % discord.Options.MaxConcurrency;
        if (identifiedAt.TryGetValue(bucket, out var last) && now - last < IdentifyWindow)
        {
            return false;
        }

        identifiedAt[bucket] = now;
        return true;
    }

    internal void Begin(GatewaySession session)
    {
        Identifies++;
        starts.Add(discord.Time.GetUtcNow());
        sessions[session.Id] = session;
        session.Ready(discord.Guilds.Values.Where(guild => session.Covers(guild) && IsIn(guild)));
        foreach (var guild in discord.Guilds.Values.Where(guild => session.Covers(guild) && IsIn(guild) && !guild.IsUnavailable))
        {
            session.Dispatch("GUILD_CREATE", GuildCreate(guild).ToJsonString());
        }
    }

    internal GatewaySession? Find(string id) => sessions.GetValueOrDefault(id);

    internal void Resumed(GatewaySession session, GatewayConnection connection, int sequence)
    {
        Resumes++;
        session.Resume(connection, sequence);
    }

    internal void Forget(GatewaySession session) => sessions.Remove(session.Id);

    internal void DispatchGuild(GuildState guild) => Dispatch(guild, "GUILD_CREATE", GuildCreate(guild));

    /// <summary>Sends an event to every session of the guild's shard (no guild: shard 0) that has the intent.</summary>
    internal void Dispatch(GuildState? guild, string name, JsonObject data, long intent = GuildsIntent)
    {
        if (guild is not null && !guild.Members.ContainsKey(discord.Bot.Id) && name != "INTERACTION_CREATE")
        {
            return;
        }

        if (Use(losing, name))
        {
            return;
        }

        var times = Use(doubling, name) ? 2 : 1;
        var text = data.ToJsonString();
        foreach (var session in sessions.Values.Where(one => one.Covers(guild) &&
            ((one.Intents & intent) != 0 || name == "INTERACTION_CREATE")))
        {
            for (var time = 0; time < times; time++)
            {
                session.Dispatch(name, text);
            }
        }
    }

    internal void Close()
    {
        lock (discord.Gate)
        {
            foreach (var connection in connections.ToList())
            {
                connection.Abort();
            }
        }
    }

    private JsonObject GuildCreate(GuildState guild)
    {
        var bot = guild.Members[discord.Bot.Id];
        var json = Wire.Guild(guild);
        json["joined_at"] = bot.JoinedAt.Text();
        json["large"] = guild.Members.Count > 50;
        json["unavailable"] = false;
        json["member_count"] = guild.Members.Count;
        json["voice_states"] = new JsonArray();
        json["members"] = new JsonArray(discord.Shown(guild, bot));
        json["channels"] = Wire.Array(guild.Channels.Values.Where(channel => !channel.IsThread).Select(Wire.Channel));
        json["threads"] = Wire.Array(guild.Channels.Values.Where(channel => channel.IsThread).Select(Wire.Channel));
        json["presences"] = new JsonArray();
        json["stage_instances"] = new JsonArray();
        json["guild_scheduled_events"] = new JsonArray();
        json["soundboard_sounds"] = new JsonArray();
        foreach (var field in GuildCreateLacks)
        {
            json.Remove(field);
        }

        return json;
    }

    private bool IsIn(GuildState guild) => guild.Members.ContainsKey(discord.Bot.Id);

    private static bool Use(Dictionary<string, int> plans, string name)
    {
        if (!plans.TryGetValue(name, out var left) || left == 0)
        {
            return false;
        }

        plans[name] = left - 1;
        return true;
    }
}
