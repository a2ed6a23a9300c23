using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Discord;

/// <summary>The application itself: who it is, where its gateway is, and its commands (global and of a guild).</summary>
internal sealed class ApplicationRoutes(StandInDiscord discord)
{
    private const string Global = "/applications/{app}/commands";
    private const string OfGuild = "/applications/{app}/guilds/{guild}/commands";

    public void AddTo(RouteTable routes)
    {
        routes.Add("GET /gateway", RestKey.None, _ => RestReply.Ok(new JsonObject { ["url"] = discord.GatewayUrl }));
        routes.Add(DiscordRoutes.GatewayOfBot, RestKey.Bot, _ => RestReply.Ok(discord.Gateway.Recommendation()));
        routes.Add("GET /users/@me", RestKey.Bot, _ => RestReply.Ok(Wire.User(discord.Bot)));
        routes.Add("GET /users/{user}", RestKey.Bot, request =>
            discord.Users.GetValueOrDefault(request.Id("user")) is { IsDeleted: false } user
                ? RestReply.Ok(Wire.User(user)) : throw RestRefusal.UnknownUser);
        routes.Add("GET /users/@me/guilds", RestKey.Bot, _ => RestReply.Ok(Wire.Array(discord.Guilds.Values
            .Where(guild => guild.Members.ContainsKey(discord.Bot.Id))
            .Select(guild => new JsonObject
            {
                ["id"] = guild.Id.Text(),
                ["name"] = guild.Name,
                ["owner"] = false,
                ["permissions"] = PermissionRules.Of(guild, guild.Members[discord.Bot.Id]).Text(),
            }))));
        routes.Add("GET /applications/@me", RestKey.Bot, _ => RestReply.Ok(Application()));
        routes.Add("GET /oauth2/applications/@me", RestKey.Bot, _ => RestReply.Ok(Application()));
        foreach (var path in (string[])[Global, OfGuild])
        {
            routes.Add($"GET {path}", RestKey.Bot, request =>
                RestReply.Ok(Wire.Array(Scope(request).Values.Select(one => one.DeepClone().AsObject()))));
            routes.Add($"POST {path}", RestKey.Bot, Upsert);
            routes.Add($"PUT {path}", RestKey.Bot, Replace);
            routes.Add($"GET {path}/{{command}}", RestKey.Bot, request => RestReply.Ok(CommandOf(request).DeepClone()));
            routes.Add($"PATCH {path}/{{command}}", RestKey.Bot, Edit);
            routes.Add($"DELETE {path}/{{command}}", RestKey.Bot, Delete);
        }
    }

    private JsonObject Application() => new()
    {
        ["id"] = discord.ApplicationId,
        ["name"] = discord.Options.BotName,
        ["icon"] = null,
        ["description"] = string.Empty,
        ["bot_public"] = true,
        ["bot_require_code_grant"] = false,
        ["verify_key"] = discord.PublicKey,
        ["flags"] = discord.Options.HasMembersIntent ? 1 << 15 : 0,
        ["interactions_endpoint_url"] = discord.InteractionsUrl,
        ["bot"] = Wire.User(discord.Bot),
    };

    private RestReply Upsert(RestRequest request)
    {
        var scope = Scope(request);
        CommandRules.Check(request.Fields);
        var old = scope.Values.FirstOrDefault(one => IsSame(one, request.Fields));
        if (old is null && scope.Count >= CommandRules.CommandsMax)
        {
            throw new RestRefusal(400, 30_032, "Maximum number of application commands reached (100)");
        }

        var stored = Store(scope, request, request.Fields, old);
        return new(old is null ? 201 : 200, stored.DeepClone());
    }

    private RestReply Replace(RestRequest request)
    {
        var scope = Scope(request);
        var asked = (request.Body as JsonArray ?? throw RestRefusal.Form("body", "LIST_TYPE_CONVERT", "Only iterables may be used."))
            .Select(one => one!.AsObject()).ToList();
        foreach (var command in asked)
        {
            CommandRules.Check(command);
        }

        if (asked.Count > CommandRules.CommandsMax)
        {
            throw new RestRefusal(400, 30_032, "Maximum number of application commands reached (100)");
        }

        var before = scope.Values.ToList();
        scope.Clear();
        foreach (var command in asked)
        {
            Store(scope, request, command, before.FirstOrDefault(one => IsSame(one, command)));
        }

        return RestReply.Ok(Wire.Array(scope.Values.Select(one => one.DeepClone().AsObject())));
    }

    private RestReply Edit(RestRequest request)
    {
        var scope = Scope(request);
        var old = CommandOf(request);
        var merged = old.DeepClone().AsObject();
        foreach (var (name, value) in request.Fields)
        {
            merged[name] = value?.DeepClone();
        }

        CommandRules.Check(merged);
        return RestReply.Ok(Store(scope, request, merged, old).DeepClone());
    }

    private RestReply Delete(RestRequest request)
    {
        var command = CommandOf(request);
        Scope(request).Remove(RestRequest.Snowflake((string?)command["id"]));
        return RestReply.NoContent;
    }

    private JsonObject Store(Dictionary<ulong, JsonObject> scope, RestRequest request, JsonObject asked, JsonObject? old)
    {
        ulong? guild = request.Values.ContainsKey("guild") ? request.Id("guild") : null;
        var stored = CommandRules.Stored(asked, old, discord.NewId(), discord.Bot.Id, guild, discord.NewId);
        scope[RestRequest.Snowflake((string?)stored["id"])] = stored;
        return stored;
    }

    private JsonObject CommandOf(RestRequest request) =>
        Scope(request).GetValueOrDefault(request.Id("command")) ?? throw RestRefusal.UnknownCommand;

    private Dictionary<ulong, JsonObject> Scope(RestRequest request)
    {
        if (request.Values["app"] != discord.ApplicationId)
        {
            throw new RestRefusal(403, 20_012, "You are not authorized to perform this action on this application");
        }

        var guild = request.Values.ContainsKey("guild") ? discord.EnteredGuild(request.Id("guild")).Id : 0;
        return discord.CommandsOf(guild);
    }

    private static bool IsSame(JsonObject stored, JsonObject asked) =>
        (string?)stored["name"] == (string?)asked["name"] && (int)stored["type"]! == ((int?)asked["type"] ?? 1);
}
