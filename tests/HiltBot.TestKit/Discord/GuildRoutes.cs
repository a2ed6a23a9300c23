using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Discord;

/// <summary>Guilds, roles and members over REST, with permissions and role order as Discord enforces them.</summary>
internal sealed class GuildRoutes(StandInDiscord discord)
{
    public void AddTo(RouteTable routes)
    {
        routes.Add(DiscordRoutes.GetGuild, RestKey.Bot, GetGuild);
        routes.Add(DiscordRoutes.ListRoles, RestKey.Bot,
            request => RestReply.Ok(Wire.Array(Entered(request).Roles.Values.Select(Wire.Role))));
        routes.Add("GET /guilds/{guild}/roles/{role}", RestKey.Bot,
            request => RestReply.Ok(Wire.Role(RoleOf(Entered(request), request))));
        routes.Add(DiscordRoutes.ListChannels, RestKey.Bot, request => RestReply.Ok(Wire.Array(
            Entered(request).Channels.Values.Where(channel => !channel.IsThread).Select(Wire.Channel))));
        routes.Add(DiscordRoutes.GetMember, RestKey.Bot,
            request => RestReply.Ok(discord.Shown(Entered(request), MemberOf(Entered(request), request))));
        routes.Add(DiscordRoutes.ListMembers, RestKey.Bot, ListMembers);
        routes.Add(DiscordRoutes.AddMember, RestKey.Bot, AddMember);
        routes.Add("DELETE /guilds/{guild}/members/{user}", RestKey.Bot, Kick);
        routes.Add(DiscordRoutes.GrantRole, RestKey.Bot, request => ChangeRole(request, isGrant: true));
        routes.Add(DiscordRoutes.RevokeRole, RestKey.Bot, request => ChangeRole(request, isGrant: false));
        routes.Add("GET /guilds/{guild}/threads/active", RestKey.Bot, ActiveThreads);
        routes.Add("GET /guilds/{guild}/audit-logs", RestKey.Bot, AuditLog);
    }

    private RestReply GetGuild(RestRequest request)
    {
        if (!discord.Guilds.TryGetValue(request.Id("guild"), out var guild) || !guild.Members.ContainsKey(discord.Bot.Id))
        {
            throw RestRefusal.UnknownGuild;
        }

        var json = Wire.Guild(guild);
        if (request.Query.GetValueOrDefault("with_counts") == "true")
        {
            json["approximate_member_count"] = guild.Members.Count;
            json["approximate_presence_count"] = 1;
        }

        return RestReply.Ok(json);
    }

    private RestReply ListMembers(RestRequest request)
    {
        var guild = Entered(request);
        var limit = request.Number("limit", 1);
        if (limit is < 1 or > 1000)
        {
            throw RestRefusal.Form("limit", "NUMBER_TYPE_MAX", "int value should be between 1 and 1000.");
        }

        if (!discord.Options.HasMembersIntent)
        {
            throw RestRefusal.MissingAccess;
        }

        var after = RestRequest.Snowflake(request.Query.GetValueOrDefault("after", "0"));
        return RestReply.Ok(Wire.Array(guild.Members.Values.Where(member => member.User.Id > after).Take(limit)
            .Select(member => discord.Shown(guild, member))));
    }

    private RestReply AddMember(RestRequest request)
    {
        var guild = Entered(request);
        Need(guild, DiscordPermission.CreateInstantInvite);
        var user = UserOf(request);
        var token = (string?)request.Fields["access_token"] ?? string.Empty;
        if (discord.JoinGrants.GetValueOrDefault(token) != user.Id)
        {
            throw new RestRefusal(403, 50_025, "Invalid OAuth2 access token");
        }

        if (guild.Banned.Contains(user.Id))
        {
            throw new RestRefusal(403, 40_007, "The user is banned from this guild.");
        }

        if (guild.Members.ContainsKey(user.Id))
        {
            return RestReply.NoContent;
        }

        var roles = (request.Fields["roles"] as JsonArray ?? []).Select(id => RestRequest.Snowflake((string?)id)).ToList();
        foreach (var role in roles)
        {
            Need(guild, DiscordPermission.ManageRoles);
            MayGive(guild, guild.Roles.GetValueOrDefault(role) ?? throw RestRefusal.UnknownRole);
        }

        return new(201, Wire.Member(discord.Enter(guild, user, roles)));
    }

    private RestReply Kick(RestRequest request)
    {
        var guild = Entered(request);
        Need(guild, DiscordPermission.KickMembers);
        var member = MemberOf(guild, request);
        if (member.User.Id == guild.OwnerId)
        {
            throw RestRefusal.MissingPermissions;
        }

        discord.Depart(guild, member.User.Id);
        return RestReply.NoContent;
    }

    private RestReply ChangeRole(RestRequest request, bool isGrant)
    {
        var guild = Entered(request);
        Need(guild, DiscordPermission.ManageRoles);
        var role = RoleOf(guild, request);
        var member = MemberOf(guild, request);
        MayGive(guild, role);
        discord.SetRole(guild, member, role, isGrant, request.Reason);
        return RestReply.NoContent;
    }

    private void MayGive(GuildState guild, RoleState role)
    {
        if (role.Id == guild.Id)
        {
            throw RestRefusal.InvalidRole;
        }

        if (role.IsManaged || !PermissionRules.IsBelow(guild, role, guild.Members[discord.Bot.Id]))
        {
            throw RestRefusal.MissingPermissions;
        }
    }

    private RestReply ActiveThreads(RestRequest request)
    {
        var guild = Entered(request);
        var bot = guild.Members[discord.Bot.Id];
        var seen = guild.Channels.Values.Where(channel => channel.IsThread &&
            PermissionRules.In(channel, bot).HasFlag(DiscordPermission.ViewChannel) &&
            (channel.Type != ChannelType.PrivateThread || channel.ThreadMembers.Contains(bot.User.Id) ||
                PermissionRules.In(channel, bot).HasFlag(DiscordPermission.ManageThreads))).ToList();
        return RestReply.Ok(new JsonObject
        {
            ["threads"] = Wire.Array(seen.Select(Wire.Channel)),
            ["members"] = Wire.Array(seen.Where(channel => channel.ThreadMembers.Contains(bot.User.Id))
                .Select(channel => new JsonObject { ["id"] = channel.Id.Text(), ["user_id"] = bot.User.Id.Text(), ["flags"] = 0 })),
        });
    }

    private RestReply AuditLog(RestRequest request)
    {
        var guild = Entered(request);
        Need(guild, DiscordPermission.ViewAuditLog);
        return RestReply.Ok(new JsonObject
        {
            ["audit_log_entries"] = Wire.Array(discord.AuditLog.Where(entry => entry.GuildId == guild.Id.Text())
                .Select(entry => new JsonObject
                {
                    ["action_type"] = 25,
                    ["target_id"] = entry.UserId,
                    ["user_id"] = discord.Bot.Id.Text(),
                    ["reason"] = entry.Reason,
                })),
        });
    }

    private GuildState Entered(RestRequest request) => discord.EnteredGuild(request.Id("guild"));

    private void Need(GuildState guild, DiscordPermission permission)
    {
        if (!PermissionRules.Of(guild, guild.Members[discord.Bot.Id]).HasFlag(permission))
        {
            throw RestRefusal.MissingPermissions;
        }
    }

    private static RoleState RoleOf(GuildState guild, RestRequest request) =>
        guild.Roles.GetValueOrDefault(request.Id("role")) ?? throw RestRefusal.UnknownRole;

    private UserState UserOf(RestRequest request) =>
        discord.Users.GetValueOrDefault(request.Id("user")) is { IsDeleted: false } user ? user : throw RestRefusal.UnknownUser;

    private MemberState MemberOf(GuildState guild, RestRequest request) =>
        guild.Members.GetValueOrDefault(UserOf(request).Id) ?? throw RestRefusal.UnknownMember;
}
