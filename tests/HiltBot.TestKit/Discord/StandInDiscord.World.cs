namespace HiltBot.TestKit.Discord;

// What a test makes happen in the world. Each change goes out as the gateway event that Discord sends for it.
public sealed partial class StandInDiscord
{
    /// <summary>A guild with the bot in it, unless <paramref name="withBot"/> is false.</summary>
    /// <param name="owner">Null: somebody new.</param>
    public string AddGuild(string name, string? owner = null, bool withBot = true) => Change(() =>
    {
        var ownerId = owner is null ? NewUser($"owner-of-{name.ToLowerInvariant()}").Id : Parse(owner);

        // Guilds are made at different milliseconds, so that they fall to different shards.
        lastId = (((lastId >> 22) + 1) << 22) + 1;
        var guild = new GuildState
        {
            Id = lastId,
            Name = name,
            OwnerId = ownerId,
            BotJoinedAt = Time.GetUtcNow(),
        };
        guild.Roles[guild.Id] = new()
        {
            Id = guild.Id,
            Name = "@everyone",
            Position = 0,
            Permissions = Options.EveryoneMay,
        };
        guild.Members[ownerId] = new() { User = Users[ownerId], JoinedAt = Time.GetUtcNow() };
        Guilds[guild.Id] = guild;
        if (withBot)
        {
            EnterBot(guild, Options.InvitedWith);
        }

        return guild.Id.Text();
    });

    /// <summary>A new role, at the bottom as Discord makes them: below the bot's own.</summary>
    public string AddRole(
        string guild, string name, DiscordPermission permissions = DiscordPermission.None, bool isManaged = false) =>
        Change(() =>
        {
            var state = Guild(guild);
            var role = new RoleState
            {
                Id = NewId(),
                Name = name,
                Position = 1,
                Permissions = permissions,
                IsManaged = isManaged,
            };
            foreach (var other in state.Roles.Values.Where(one => one.Position >= 1))
            {
                other.Position++;
                Gateway.Dispatch(state, "GUILD_ROLE_UPDATE", RoleEvent(state, other));
            }

            state.Roles[role.Id] = role;
            Gateway.Dispatch(state, "GUILD_ROLE_CREATE", RoleEvent(state, role));
            return role.Id.Text();
        });

    public void DeleteRole(string guild, string role) => Change(() =>
    {
        var state = Guild(guild);
        state.Roles.Remove(Parse(role));
        foreach (var member in state.Members.Values)
        {
            member.Roles.Remove(Parse(role));
        }

        Gateway.Dispatch(state, "GUILD_ROLE_DELETE", new() { ["guild_id"] = guild, ["role_id"] = role });
    });

    /// <summary>Moves a role right above another one (of the bot: <see cref="BotRoleOf"/>).</summary>
    public void MoveRole(string guild, string role, string above) => Change(() =>
    {
        var state = Guild(guild);
        var moved = state.Roles[Parse(role)];
        var order = state.Roles.Values.OrderBy(one => one.Position).ThenByDescending(one => one.Id).ToList();
        order.Remove(moved);
        order.Insert(order.FindIndex(one => one.Id == Parse(above)) + 1, moved);
        foreach (var (one, position) in order.Select((one, position) => (one, position)))
        {
            if (one.Position != position)
            {
                one.Position = position;
                Gateway.Dispatch(state, "GUILD_ROLE_UPDATE", RoleEvent(state, one));
            }
        }
    });

    /// <summary>The managed role that the bot brought with it.</summary>
    public string BotRoleOf(string guild) =>
        Read(() => Guild(guild).Roles.Values.First(role => role.BotId == Bot.Id).Id.Text());

    public void TakePermission(string guild, DiscordPermission permission, string? role = null) =>
        Permit(guild, role, has => has & ~permission);

    public void GivePermission(string guild, DiscordPermission permission, string? role = null) =>
        Permit(guild, role, has => has | permission);

    public string AddChannel(string guild, string name) => Change(() =>
    {
        var state = Guild(guild);
        var channel = new ChannelState
        {
            Id = NewId(),
            Type = ChannelType.Text,
            Name = name,
            Guild = state,
            Position = state.Channels.Count,
        };
        Add(channel);
        return channel.Id.Text();
    });

    /// <summary>Only holders of the role and the bot see the channel any more.</summary>
    public void GateChannel(string channel, string role) => Change(() =>
    {
        var state = Channels[Parse(channel)];
        Overwrite(state, new(state.Guild!.Id, true, DiscordPermission.None, DiscordPermission.ViewChannel));
        Overwrite(state, new(Parse(role), true, DiscordPermission.ViewChannel, DiscordPermission.None));
        Overwrite(state, new(Bot.Id, false, DiscordPermission.ViewChannel, DiscordPermission.None));
        Gateway.Dispatch(state.Guild, "CHANNEL_UPDATE", Wire.Channel(state));
    });

    /// <summary>Allows and denies in one channel, for a role, @everyone (the guild's id) or a member.</summary>
    public void SetOverwrite(string channel, string id, DiscordPermission allow, DiscordPermission deny) => Change(() =>
    {
        var state = Channels[Parse(channel)];
        Overwrite(state, new(Parse(id), state.Guild!.Roles.ContainsKey(Parse(id)), allow, deny));
        Gateway.Dispatch(state.Guild, "CHANNEL_UPDATE", Wire.Channel(state));
    });

    public void DeleteChannel(string channel) => Change(() =>
    {
        var state = Channels[Parse(channel)];
        Channels.Remove(state.Id);
        state.Guild!.Channels.Remove(state.Id);
        Gateway.Dispatch(state.Guild, "CHANNEL_DELETE", Wire.Channel(state));
    });

    /// <summary>The bot is thrown out; its role goes with it.</summary>
    public void RemoveBot(string guild) => Change(() =>
    {
        var state = Guild(guild);
        Gateway.Dispatch(state, "GUILD_DELETE", new() { ["id"] = guild });
        state.Members.Remove(Bot.Id);
        foreach (var role in state.Roles.Values.Where(role => role.BotId == Bot.Id).ToList())
        {
            state.Roles.Remove(role.Id);
        }
    });

    /// <summary>The bot comes (back), with a new role at the bottom of the list.</summary>
    public void InviteBot(string guild, DiscordPermission? permissions = null) =>
        Change(() => EnterBot(Guild(guild), permissions ?? Options.InvitedWith));

    /// <summary>The guild is not to be had for a while: an outage, which is not a removal.</summary>
    public void BeginOutage(string guild) => Change(() =>
    {
        Guild(guild).IsUnavailable = true;
        Gateway.Dispatch(Guild(guild), "GUILD_DELETE", new() { ["id"] = guild, ["unavailable"] = true });
    });

    public void EndOutage(string guild) => Change(() =>
    {
        Guild(guild).IsUnavailable = false;
        Gateway.DispatchGuild(Guild(guild));
    });
}
