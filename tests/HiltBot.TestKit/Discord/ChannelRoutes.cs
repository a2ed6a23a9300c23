using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Discord;

/// <summary>Channels, private chats, threads, invites and messages over REST.</summary>
internal sealed class ChannelRoutes(StandInDiscord discord)
{
    private readonly Dictionary<(ulong Channel, string Nonce), MessageState> byNonce = [];

    public void AddTo(RouteTable routes)
    {
        routes.Add(DiscordRoutes.OpenDirectMessages, RestKey.Bot, OpenDirectMessages);
        routes.Add("GET /channels/{channel}", RestKey.Bot, request => RestReply.Ok(Wire.Channel(Seen(request))));
        routes.Add(DiscordRoutes.SendMessage, RestKey.Bot, Send);
        routes.Add("GET /channels/{channel}/messages", RestKey.Bot, List);
        routes.Add("GET /channels/{channel}/messages/{message}", RestKey.Bot,
            request => RestReply.Ok(Wire.Message(MessageOf(Readable(request), request))));
        routes.Add("PATCH /channels/{channel}/messages/{message}", RestKey.Bot, Edit);
        routes.Add("DELETE /channels/{channel}/messages/{message}", RestKey.Bot, Delete);
        routes.Add(DiscordRoutes.MakeInvite, RestKey.Bot, Invite);
        routes.Add("POST /channels/{channel}/threads", RestKey.Bot, StartThread);
        routes.Add("GET /channels/{channel}/thread-members", RestKey.Bot, request => RestReply.Ok(Wire.Array(
            Seen(request).ThreadMembers.Select(id => new JsonObject { ["id"] = request.Values["channel"], ["user_id"] = id.Text() }))));
        routes.Add("PUT /channels/{channel}/thread-members/{user}", RestKey.Bot, AddToThread);
        routes.Add("GET /invites/{code}", RestKey.None, request =>
            discord.Invites.GetValueOrDefault(request.Values["code"]) is { } invite
                ? RestReply.Ok(InviteJson(invite)) : throw new RestRefusal(404, 10_006, "Unknown Invite"));
    }

    private RestReply OpenDirectMessages(RestRequest request)
    {
        var id = RestRequest.Snowflake((string?)request.Fields["recipient_id"]);
        if (discord.Users.GetValueOrDefault(id) is not { IsDeleted: false } user || user.Id == discord.Bot.Id)
        {
            throw RestRefusal.InvalidRecipient;
        }

        return RestReply.Ok(Wire.Channel(discord.PrivateChat(user)));
    }

    private RestReply Send(RestRequest request)
    {
        var channel = Seen(request);
        if (channel.Recipient is { } recipient)
        {
            MayReach(recipient);
        }
        else
        {
            Need(channel, channel.IsThread ? DiscordPermission.SendMessagesInThreads : DiscordPermission.SendMessages);
        }

        var nonce = request.Fields["nonce"]?.ToString();
        if (nonce is { Length: > 25 })
        {
            throw RestRefusal.Form("nonce", "NONCE_TYPE_TOO_LONG", "Must be 25 or fewer in length.");
        }

        var isEnforced = nonce is not null && ((bool?)request.Fields["enforce_nonce"] ?? false);
        if (isEnforced && byNonce.TryGetValue((channel.Id, nonce!), out var before) &&
            discord.Time.GetUtcNow() - before.SentAt < TimeSpan.FromMinutes(3))
        {
            return RestReply.Ok(Wire.Message(before));
        }

        var message = discord.NewMessage(channel, discord.Bot);
        message.Nonce = nonce;
        MessageRules.Write(message, request.Fields, request.Files);
        discord.Publish(message);
        if (isEnforced)
        {
            byNonce[(channel.Id, nonce!)] = message;
        }

        return RestReply.Ok(Wire.Message(message));
    }

    private RestReply List(RestRequest request)
    {
        var limit = Math.Clamp(request.Number("limit", 50), 1, 100);
        return RestReply.Ok(Wire.Array(Enumerable.Reverse(Readable(request).Messages).Take(limit).Select(Wire.Message)));
    }

    private RestReply Edit(RestRequest request)
    {
        var message = MessageOf(Seen(request), request);
        if (message.Author.Id != discord.Bot.Id)
        {
            throw new RestRefusal(403, 50_005, "Cannot edit a message authored by another user");
        }

        MessageRules.Write(message, request.Fields, request.Files);
        message.EditedAt = discord.Time.GetUtcNow();
        return RestReply.Ok(Wire.Message(message));
    }

    private RestReply Delete(RestRequest request)
    {
        var channel = Seen(request);
        var message = MessageOf(channel, request);
        if (message.Author.Id != discord.Bot.Id)
        {
            Need(channel, DiscordPermission.ManageMessages);
        }

        message.IsDeleted = true;
        channel.Messages.Remove(message);
        return RestReply.NoContent;
    }

    private RestReply Invite(RestRequest request)
    {
        var channel = Seen(request);
        if (channel.Guild is null || channel.IsThread)
        {
            throw new RestRefusal(400, 50_024, "Cannot execute action on this channel type");
        }

        Need(channel, DiscordPermission.CreateInstantInvite);
        var lifetime = (int?)request.Body?["max_age"] ?? 86_400;
        var uses = (int?)request.Body?["max_uses"] ?? 0;
        if (lifetime is < 0 or > 604_800 || uses is < 0 or > 100)
        {
            throw RestRefusal.Form("max_age", "NUMBER_TYPE_MAX", "int value should be less than or equal to 604800.");
        }

        var isUnique = (bool?)request.Body?["unique"] ?? false;
        var invite = isUnique ? null : discord.Invites.Values.FirstOrDefault(one =>
            one.Channel == channel && one.LifetimeSeconds == lifetime && one.UsesMax == uses);
        if (invite is null)
        {
            invite = new($"inv{discord.NewId():x}", channel, discord.Time.GetUtcNow(), lifetime, uses);
            discord.Invites[invite.Code] = invite;
        }

        return RestReply.Ok(InviteJson(invite));
    }

    private JsonObject InviteJson(InviteState invite) => new()
    {
        ["code"] = invite.Code,
        ["type"] = 0,
        ["guild"] = new JsonObject { ["id"] = invite.Channel.Guild!.Id.Text(), ["name"] = invite.Channel.Guild.Name },
        ["channel"] = new JsonObject { ["id"] = invite.Channel.Id.Text(), ["name"] = invite.Channel.Name, ["type"] = 0 },
        ["inviter"] = Wire.User(discord.Bot),
        ["uses"] = invite.Uses,
        ["max_uses"] = invite.UsesMax,
        ["max_age"] = invite.LifetimeSeconds,
        ["temporary"] = false,
        ["created_at"] = invite.MadeAt.Text(),
    };

    private RestReply StartThread(RestRequest request)
    {
        var channel = Seen(request);
        if (channel.Guild is null || channel.Type != ChannelType.Text)
        {
            throw new RestRefusal(400, 50_024, "Cannot execute action on this channel type");
        }

        var type = (ChannelType)((int?)request.Fields["type"] ?? 12);
        Need(channel, type == ChannelType.PrivateThread
            ? DiscordPermission.CreatePrivateThreads : DiscordPermission.CreatePublicThreads);
        var name = (string?)request.Fields["name"] ?? string.Empty;
        if (name.Length is 0 or > 100)
        {
            throw RestRefusal.Form("name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.");
        }

        var thread = new ChannelState
        {
            Id = discord.NewId(),
            Type = type,
            Name = name,
            Guild = channel.Guild,
            ParentId = channel.Id,
        };
        thread.ThreadMembers.Add(discord.Bot.Id);
        discord.Add(thread);
        return new(201, Wire.Channel(thread));
    }

    private RestReply AddToThread(RestRequest request)
    {
        var thread = Seen(request);
        if (!thread.IsThread)
        {
            throw new RestRefusal(400, 50_024, "Cannot execute action on this channel type");
        }

        Need(thread, DiscordPermission.SendMessagesInThreads);
        var id = request.Values["user"] == "@me" ? discord.Bot.Id : request.Id("user");
        if (!discord.Users.ContainsKey(id))
        {
            throw RestRefusal.UnknownUser;
        }

        if (!thread.Guild!.Members.ContainsKey(id))
        {
            throw RestRefusal.UnknownMember;
        }

        thread.ThreadMembers.Add(id);
        return RestReply.NoContent;
    }

    private void MayReach(UserState user)
    {
        var isMet = discord.Guilds.Values.Any(guild =>
            guild.Members.ContainsKey(user.Id) && guild.Members.ContainsKey(discord.Bot.Id));
        if (user.BlocksMessages || user.IsDeleted || !isMet)
        {
            throw RestRefusal.CannotSendToUser;
        }
    }

    private ChannelState Readable(RestRequest request)
    {
        var channel = Seen(request);
        if (channel.Guild is not null)
        {
            Need(channel, DiscordPermission.ReadMessageHistory);
        }

        return channel;
    }

    private ChannelState Seen(RestRequest request)
    {
        var channel = discord.Channels.GetValueOrDefault(request.Id("channel")) ?? throw RestRefusal.UnknownChannel;
        if (channel.Guild is { } guild && (!guild.Members.TryGetValue(discord.Bot.Id, out var bot) ||
            !PermissionRules.In(channel, bot).HasFlag(DiscordPermission.ViewChannel)))
        {
            throw RestRefusal.MissingAccess;
        }

        return channel;
    }

    private void Need(ChannelState channel, DiscordPermission permission)
    {
        if (channel.Guild is { } guild && !PermissionRules.In(channel, guild.Members[discord.Bot.Id]).HasFlag(permission))
        {
            throw RestRefusal.MissingPermissions;
        }
    }

    private static MessageState MessageOf(ChannelState channel, RestRequest request)
    {
        var id = request.Id("message");
        return channel.Messages.FirstOrDefault(message => message.Id == id) ?? throw RestRefusal.UnknownMessage;
    }
}
