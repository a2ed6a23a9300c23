using System.Globalization;
using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Discord;

/// <summary>The world in Discord's JSON (API version 10).</summary>
internal static class Wire
{
    public const int EphemeralFlag = 1 << 6;
    public const int LoadingFlag = 1 << 7;

    public static string Text(this ulong id) => id.ToString(CultureInfo.InvariantCulture);

    public static string Text(this DateTimeOffset instant) =>
        instant.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff+00:00", CultureInfo.InvariantCulture);

    public static string Text(this DiscordPermission permission) => ((ulong)permission).Text();

    public static JsonObject User(UserState user) => new()
    {
        ["id"] = user.Id.Text(),
        ["username"] = user.Name,
        ["discriminator"] = "0",
        ["global_name"] = user.IsBot ? null : char.ToUpperInvariant(user.Name[0]) + user.Name[1..],
        ["avatar"] = null,
        ["bot"] = user.IsBot,
        ["public_flags"] = 0,
    };

    public static JsonObject Role(RoleState role)
    {
        var json = new JsonObject
        {
            ["id"] = role.Id.Text(),
            ["name"] = role.Name,
            ["color"] = 0,
            ["colors"] = new JsonObject { ["primary_color"] = 0, ["secondary_color"] = null, ["tertiary_color"] = null },
            ["hoist"] = false,
            ["icon"] = null,
            ["unicode_emoji"] = null,
            ["position"] = role.Position,
            ["permissions"] = role.Permissions.Text(),
            ["managed"] = role.IsManaged,
            ["mentionable"] = false,
            ["flags"] = 0,
        };
        if (role.BotId is { } bot)
        {
            json["tags"] = new JsonObject { ["bot_id"] = bot.Text() };
        }

        return json;
    }

    public static JsonObject Member(MemberState member, bool withUser = true)
    {
        var json = new JsonObject
        {
            ["nick"] = member.Nick,
            ["avatar"] = null,
            ["banner"] = null,
            ["roles"] = Ids(member.Roles),
            ["joined_at"] = member.JoinedAt.Text(),
            ["premium_since"] = null,
            ["deaf"] = false,
            ["mute"] = false,
            ["flags"] = 0,
            ["pending"] = false,
            ["communication_disabled_until"] = null,
        };
        if (withUser)
        {
            json["user"] = User(member.User);
        }

        return json;
    }

    public static JsonArray Ids(IEnumerable<ulong> ids) => [.. ids.Select(id => (JsonNode)id.Text())];

    public static JsonArray Array(IEnumerable<JsonObject> items) => [.. items];

    public static JsonObject Channel(ChannelState channel)
    {
        var json = new JsonObject
        {
            ["id"] = channel.Id.Text(),
            ["type"] = (int)channel.Type,
            ["last_message_id"] = channel.Messages.LastOrDefault()?.Id.Text(),
            ["flags"] = 0,
        };
        if (channel.Recipient is { } recipient)
        {
            json["recipients"] = new JsonArray(User(recipient));
            return json;
        }

        json["guild_id"] = channel.Guild!.Id.Text();
        json["name"] = channel.Name;
        json["parent_id"] = channel.ParentId?.Text();
        if (channel.IsThread)
        {
            json["owner_id"] = channel.ThreadMembers.FirstOrDefault().Text();
            json["message_count"] = channel.Messages.Count;
            json["member_count"] = channel.ThreadMembers.Count;
            json["thread_metadata"] = new JsonObject
            {
                ["archived"] = false,
                ["auto_archive_duration"] = 1440,
                ["archive_timestamp"] = channel.Guild.BotJoinedAt.Text(),
                ["locked"] = false,
                ["invitable"] = false,
            };
            return json;
        }

        json["position"] = channel.Position;
        json["nsfw"] = false;
        json["topic"] = null;
        json["rate_limit_per_user"] = 0;
        json["permission_overwrites"] = Array(channel.Overwrites.Select(one => new JsonObject
        {
            ["id"] = one.Id.Text(),
            ["type"] = one.IsRole ? 0 : 1,
            ["allow"] = one.Allow.Text(),
            ["deny"] = one.Deny.Text(),
        }));
        return json;
    }

    public static JsonObject Guild(GuildState guild) => new()
    {
        ["id"] = guild.Id.Text(),
        ["name"] = guild.Name,
        ["icon"] = null,
        ["splash"] = null,
        ["owner_id"] = guild.OwnerId.Text(),
        ["afk_channel_id"] = null,
        ["afk_timeout"] = 300,
        ["verification_level"] = 1,
        ["default_message_notifications"] = 0,
        ["explicit_content_filter"] = 0,
        ["roles"] = Array(guild.Roles.Values.Select(Role)),
        ["emojis"] = new JsonArray(),
        ["stickers"] = new JsonArray(),
        ["features"] = new JsonArray(),
        ["mfa_level"] = 0,
        ["system_channel_id"] = null,
        ["system_channel_flags"] = 0,
        ["rules_channel_id"] = null,
        ["vanity_url_code"] = null,
        ["description"] = null,
        ["banner"] = null,
        ["premium_tier"] = 0,
        ["premium_subscription_count"] = 0,
        ["preferred_locale"] = "en-US",
        ["public_updates_channel_id"] = null,
        ["nsfw_level"] = 0,
        ["premium_progress_bar_enabled"] = false,
    };

    public static JsonObject Message(MessageState message) => new()
    {
        ["id"] = message.Id.Text(),
        ["channel_id"] = message.Channel.Id.Text(),
        ["type"] = 0,
        ["author"] = User(message.Author),
        ["content"] = message.Content,
        ["timestamp"] = message.SentAt.Text(),
        ["edited_timestamp"] = message.EditedAt?.Text(),
        ["tts"] = false,
        ["mention_everyone"] = false,
        ["mentions"] = new JsonArray(),
        ["mention_roles"] = new JsonArray(),
        ["attachments"] = message.Files.DeepClone(),
        ["embeds"] = message.Embeds.DeepClone(),
        ["components"] = message.Components.DeepClone(),
        ["pinned"] = false,
        ["flags"] = message.Flags,
        ["nonce"] = message.Nonce,
    };
}
