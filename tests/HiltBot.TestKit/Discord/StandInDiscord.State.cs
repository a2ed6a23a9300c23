using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Discord;

// What routes and helpers do to the world, under its lock.
public sealed partial class StandInDiscord
{
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
            Id = NewId(),
            Name = Bot.Name,
            Position = 1,
            Permissions = permissions,
            IsManaged = true,
            BotId = Bot.Id,
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
