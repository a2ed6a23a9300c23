namespace HiltBot.TestKit.Discord;

/// <summary>
/// What a member may do, by Discord's own algorithm: owner, @everyone, roles, ADMINISTRATOR, then overwrites of
/// @everyone, of roles together, of the member (discord.com/developers/docs/topics/permissions).
/// </summary>
internal static class PermissionRules
{
    public const DiscordPermission Everything = (DiscordPermission)0x1_FFFF_FFFF_FFFF;

    public static DiscordPermission Of(GuildState guild, MemberState member)
    {
        if (guild.OwnerId == member.User.Id)
        {
            return Everything;
        }

        var all = guild.Roles[guild.Id].Permissions;
        foreach (var role in RolesOf(guild, member))
        {
            all |= role.Permissions;
        }

        return all.HasFlag(DiscordPermission.Administrator) ? Everything : all;
    }

    public static DiscordPermission In(ChannelState channel, MemberState member)
    {
        var guild = channel.Guild!;
        var all = Of(guild, member);
        if (all == Everything)
        {
            return all;
        }

        var place = channel.IsThread ? guild.Channels[channel.ParentId!.Value] : channel;
        if (place.Overwrites.FirstOrDefault(one => one.Id == guild.Id) is { } everyone)
        {
            all = (all & ~everyone.Deny) | everyone.Allow;
        }

        var ofRoles = place.Overwrites
            .Where(one => one.IsRole && one.Id != guild.Id && member.Roles.Contains(one.Id)).ToList();
        all &= ~ofRoles.Aggregate(DiscordPermission.None, (sum, one) => sum | one.Deny);
        all |= ofRoles.Aggregate(DiscordPermission.None, (sum, one) => sum | one.Allow);
        if (place.Overwrites.FirstOrDefault(one => !one.IsRole && one.Id == member.User.Id) is { } own)
        {
            all = (all & ~own.Deny) | own.Allow;
        }

        return all;
    }

    /// <summary>Whether a role stands below the member's highest one; equal positions are told apart by age.</summary>
    public static bool IsBelow(GuildState guild, RoleState role, MemberState member) =>
        guild.OwnerId == member.User.Id ||
        RolesOf(guild, member).Any(own => own.Position > role.Position ||
            (own.Position == role.Position && own.Id < role.Id));

    private static IEnumerable<RoleState> RolesOf(GuildState guild, MemberState member) =>
        member.Roles.Where(guild.Roles.ContainsKey).Select(id => guild.Roles[id]);
}
