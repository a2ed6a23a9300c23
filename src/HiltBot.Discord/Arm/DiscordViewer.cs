using HiltBot.Discord.Wire;
using HiltBot.Engine.Chat;

namespace HiltBot.Discord.Arm;

/// <summary>What staff choose from in a server, and what is wrong with the bot's rights there.</summary>
internal sealed class DiscordViewer(GuildReader guilds)
{
    private const GuildPermissions Writing = GuildPermissions.ViewChannel | GuildPermissions.SendMessages;

    public async Task<CommunityView?> LookAsync(string communityExternalId, CancellationToken cancellationToken) =>
        SeatTarget.IsId(communityExternalId) &&
        await guilds.ReadAsync(communityExternalId, isFresh: true, cancellationToken) is GuildReading.Seen seen
            ? Of(seen.Sight)
            : null;

    public async Task<bool> IsGoneAsync(string communityExternalId, CancellationToken cancellationToken) =>
        SeatTarget.IsId(communityExternalId) &&
        await guilds.IsGoneAsync(communityExternalId, cancellationToken) is GuildReading.Gone;

    /// <summary>Pure.</summary>
    internal static CommunityView Of(GuildSight sight) => new(
        sight.Guild.Name,
        [.. sight.Guild.Roles.Values.Where(role => role.Id != sight.Guild.Id)
            .OrderByDescending(role => role.Position).ThenBy(role => Snowflake.Age(role.Id))
            .Select(role => new ViewedTarget(
                $"{sight.Guild.Id}/{role.Id}", role.Name, RightsWords.AboutRole(sight, role), GateHint(sight, role)))],
        [.. sight.Channels.Where(channel => channel.TakesMessages && MayIn(sight, channel).HasFlag(Writing))
            .OrderBy(channel => channel.Position).ThenBy(channel => Snowflake.Age(channel.Id))
            .Select(channel => new ViewedChannel(channel.Id, $"#{channel.Name}"))],
        [.. Problems(sight)]);

    /// <summary>
    /// Worth knowing about a role that is sold: whoever has it sees nothing that others do not. Null when it opens a
    /// channel.
    /// </summary>
    internal static string? GateHint(GuildSight sight, GuildRole role)
    {
        if (sight.Channels.Any(channel => channel.Type != GuildChannel.Category &&
            !PermissionRules.IsOpenToEveryone(sight.Guild, channel) &&
            PermissionRules.IsOpenedBy(sight.Guild, role, channel)))
        {
            return null;
        }

        return $"The role \"{role.Name}\" opens no channel that others cannot see. If it should: somebody who manages " +
            "the server opens the channel's settings > Permissions, makes it private and adds the role " +
            $"\"{role.Name}\".";
    }

    private static IEnumerable<ViewedProblem> Problems(GuildSight sight)
    {
        var may = PermissionRules.InGuild(sight.Guild, sight.Bot);
        foreach (var permission in BotPermissions.All.Where(one => !may.HasFlag(one.Bit)))
        {
            // Some are given in single channels only, and that is enough.
            if (permission.StopsAccess || !sight.Channels.Any(channel => MayIn(sight, channel).HasFlag(permission.Bit)))
            {
                yield return new ViewedProblem(
                    RightsWords.Missing(permission), RightsWords.Mend(sight, permission), permission.StopsAccess);
            }
        }

        if (!sight.Channels.Any(channel => channel.TakesMessages && MayIn(sight, channel).HasFlag(Writing)) &&
            may.HasFlag(Writing))
        {
            yield return new ViewedProblem(
                "There is no text channel that I may see and write to.",
                "Somebody who manages the server opens a channel's settings > Permissions, adds my role there and allows " +
                "\"View Channel\" and \"Send Messages\".",
                StopsAccess: false);
        }
    }

    private static GuildPermissions MayIn(GuildSight sight, GuildChannel channel) =>
        PermissionRules.InChannel(sight.Guild, sight.Bot, channel);
}
