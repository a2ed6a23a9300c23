using System.Text.Json.Nodes;

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
            Id = lastId, Name = name, OwnerId = ownerId, BotJoinedAt = Time.GetUtcNow(),
        };
        guild.Roles[guild.Id] = new()
        {
            Id = guild.Id, Name = "@everyone", Position = 0, Permissions = Options.EveryoneMay,
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
                Id = NewId(), Name = name, Position = 1, Permissions = permissions, IsManaged = isManaged,
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
            Id = NewId(), Type = ChannelType.Text, Name = name, Guild = state, Position = state.Channels.Count,
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

    /// <summary>Somebody on Discord, in no guild yet.</summary>
    public string AddUser(string name) => Change(() => NewUser(name).Id.Text());

    /// <summary>Somebody new who joins the guild.</summary>
    public string AddMember(string guild, string name) => Change(() =>
    {
        var user = NewUser(name);
        Enter(Guild(guild), user, []);
        return user.Id.Text();
    });

    public IReadOnlyList<string> AddMembers(string guild, int count, string name = "member") => Change(() =>
        Enumerable.Range(1, count).Select(number => AddMember(guild, $"{name}-{number}")).ToList());

    public void Join(string user, string guild) => Change(() =>
    {
        if (!Guild(guild).Members.ContainsKey(Parse(user)))
        {
            Enter(Guild(guild), Users[Parse(user)], []);
        }
    });

    /// <summary>Somebody follows an invite of the bot's.</summary>
    public void AcceptInvite(string user, string code) => Change(() =>
    {
        var invite = Invites[code];
        var age = Time.GetUtcNow() - invite.MadeAt;
        if ((invite.LifetimeSeconds > 0 && age.TotalSeconds >= invite.LifetimeSeconds) ||
            (invite.UsesMax > 0 && invite.Uses >= invite.UsesMax))
        {
            throw new InvalidOperationException("The invite is over.");
        }

        invite.Uses++;
        Join(user, invite.Channel.Guild!.Id.Text());
    });

    /// <summary>Who leaves loses every role.</summary>
    public void Leave(string user, string guild) => Change(() => Depart(Guild(guild), Parse(user)));

    public void DeleteUser(string user) => Change(() =>
    {
        Users[Parse(user)].IsDeleted = true;
        foreach (var guild in Guilds.Values.Where(one => one.Members.ContainsKey(Parse(user))).ToList())
        {
            Depart(guild, Parse(user));
        }
    });

    public void GiveRole(string guild, string user, string role) => Change(() =>
        SetRole(Guild(guild), Guild(guild).Members[Parse(user)], Guild(guild).Roles[Parse(role)], true, null, byHand: true));

    public void TakeRole(string guild, string user, string role) => Change(() =>
        SetRole(Guild(guild), Guild(guild).Members[Parse(user)], Guild(guild).Roles[Parse(role)], false, null, byHand: true));

    public void BlockMessages(string user) => Change(() => Users[Parse(user)].BlocksMessages = true);

    public void AllowMessages(string user) => Change(() => Users[Parse(user)].BlocksMessages = false);

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

    /// <summary>Somebody agrees to be added to guilds; the access token for <c>PUT /guilds/{guild}/members/{user}</c>.</summary>
    public string AgreeToJoin(string user) => Change(() =>
    {
        var token = $"join-grant-{NewId():x}";
        JoinGrants[token] = Parse(user);
        return token;
    });

    internal MemberState Enter(GuildState guild, UserState user, IEnumerable<ulong> roles)
    {
        var member = new MemberState { User = user, JoinedAt = Time.GetUtcNow() };
        member.Roles.AddRange(roles);
        guild.Members[user.Id] = member;
        var json = Shown(guild, member);
        json["guild_id"] = guild.Id.Text();
        Gateway.Dispatch(guild, "GUILD_MEMBER_ADD", json, StandInGateway.MembersIntent);
        return member;
    }

    internal void Depart(GuildState guild, ulong user)
    {
        if (guild.Members.Remove(user))
        {
            Gateway.Dispatch(guild, "GUILD_MEMBER_REMOVE",
                new() { ["guild_id"] = guild.Id.Text(), ["user"] = Wire.User(Users[user]) }, StandInGateway.MembersIntent);
        }
    }

    internal void SetRole(
        GuildState guild, MemberState member, RoleState role, bool isGrant, string? reason, bool byHand = false)
    {
        if (isGrant == member.Roles.Contains(role.Id))
        {
            return;
        }

        if (isGrant)
        {
            member.Roles.Add(role.Id);
        }
        else
        {
            member.Roles.Remove(role.Id);
        }

        if (!byHand)
        {
            audit.Add(new(guild.Id.Text(), member.User.Id.Text(), role.Id.Text(), isGrant, reason, Time.GetUtcNow()));
        }

        var json = Shown(guild, member);
        json["guild_id"] = guild.Id.Text();
        Gateway.Dispatch(guild, "GUILD_MEMBER_UPDATE", json, StandInGateway.MembersIntent);
        Changed();
    }

    internal void Add(ChannelState channel)
    {
        Channels[channel.Id] = channel;
        channel.Guild!.Channels[channel.Id] = channel;
        Gateway.Dispatch(channel.Guild, channel.IsThread ? "THREAD_CREATE" : "CHANNEL_CREATE", Wire.Channel(channel));
    }

    internal ChannelState PrivateChat(UserState user)
    {
        var channel = Channels.Values.FirstOrDefault(one => one.Recipient == user);
        if (channel is null)
        {
            channel = new() { Id = NewId(), Type = ChannelType.DirectMessage, Name = user.Name, Recipient = user };
            Channels[channel.Id] = channel;
        }

        return channel;
    }

    internal GuildState EnteredGuild(ulong id)
    {
        if (!Guilds.TryGetValue(id, out var guild))
        {
            throw RestRefusal.UnknownGuild;
        }

        return guild.Members.ContainsKey(Bot.Id)
            ? guild
            : throw (Options.RemovedIsUnknown ? RestRefusal.UnknownGuild : RestRefusal.MissingAccess);
    }

    internal MessageState NewMessage(ChannelState channel, UserState author) =>
        new() { Id = NewId(), Channel = channel, SentAt = Time.GetUtcNow(), Author = author };

    /// <summary>Puts a message where everybody sees it; an ephemeral one is nowhere but with its reader.</summary>
    internal void Publish(MessageState message)
    {
        if (message.OnlyFor is null)
        {
            message.Channel.Messages.Add(message);
        }
    }

    /// <summary>A member in JSON, odd as the test wants it.</summary>
    internal JsonObject Shown(GuildState guild, MemberState member, bool withUser = true)
    {
        var json = Wire.Member(member, withUser);
        if (Gateway.MemberRolesAreOdd)
        {
            var roles = json["roles"]!.AsArray();
            roles.Insert(0, guild.Id.Text());
            if (member.Roles.Count > 0)
            {
                roles.Add(member.Roles[0].Text());
            }
        }

        return json;
    }

    private void EnterBot(GuildState guild, DiscordPermission permissions)
    {
        foreach (var other in guild.Roles.Values.Where(one => one.Position >= 1))
        {
            other.Position++;
        }

        var role = new RoleState
        {
            Id = NewId(), Name = Bot.Name, Position = 1, Permissions = permissions, IsManaged = true, BotId = Bot.Id,
        };
        guild.Roles[role.Id] = role;
        guild.BotJoinedAt = Time.GetUtcNow();
        var member = new MemberState { User = Bot, JoinedAt = Time.GetUtcNow() };
        member.Roles.Add(role.Id);
        guild.Members[Bot.Id] = member;
        Gateway.DispatchGuild(guild);
    }

    private void Permit(string guild, string? role, Func<DiscordPermission, DiscordPermission> change) => Change(() =>
    {
        var state = Guild(guild);
        var changed = role is null
            ? state.Roles.Values.First(one => one.BotId == Bot.Id)
            : state.Roles[Parse(role)];
        changed.Permissions = change(changed.Permissions);
        Gateway.Dispatch(state, "GUILD_ROLE_UPDATE", RoleEvent(state, changed));
    });

    private static void Overwrite(ChannelState channel, Overwrite overwrite)
    {
        channel.Overwrites.RemoveAll(one => one.Id == overwrite.Id);
        channel.Overwrites.Add(overwrite);
    }

    private static JsonObject RoleEvent(GuildState guild, RoleState role) =>
        new() { ["guild_id"] = guild.Id.Text(), ["role"] = Wire.Role(role) };

    private UserState NewUser(string name)
    {
        var user = new UserState { Id = NewId(), Name = name };
        Users[user.Id] = user;
        return user;
    }

    private GuildState Guild(string id) => Guilds[Parse(id)];

    private static ulong Parse(string id) => ulong.Parse(id, System.Globalization.CultureInfo.InvariantCulture);

    private void Change(Action change)
    {
        lock (Gate)
        {
            change();
        }

        Changed();
    }

    private T Change<T>(Func<T> change)
    {
        T made;
        lock (Gate)
        {
            made = change();
        }

        Changed();
        return made;
    }
}
