using HiltBot.Discord.Wire;

namespace HiltBot.Discord.Arm;

/// <summary>
/// What somebody may do in a server and in one of its channels, and which roles stand below theirs
/// (discord.com/developers/docs/topics/permissions). Pure; roles that the server does not know count for nothing.
/// </summary>
internal static class PermissionRules
{
    public const GuildPermissions Everything = (GuildPermissions)ulong.MaxValue;

    public static GuildPermissions InGuild(Guild guild, GuildMember member)
    {
        if (member.UserId == guild.OwnerId)
        {
            return Everything;
        }

        var sum = RolesOf(guild, member).Aggregate(Everyone(guild), (all, role) => all | role.Permissions);
        return sum.HasFlag(GuildPermissions.Administrator) ? Everything : sum;
    }

    /// <summary>Without the right to see the channel there is no other right in it.</summary>
    public static GuildPermissions InChannel(Guild guild, GuildMember member, GuildChannel channel)
    {
        var sum = InGuild(guild, member);
        if (sum == Everything)
        {
            return sum;
        }

        sum = Apply(sum, channel.Overwrites.Where(one => one.IsOfRole && one.Id == guild.Id));
        sum = Apply(sum, channel.Overwrites.Where(one => one.IsOfRole && one.Id != guild.Id &&
            member.RoleIds.Contains(one.Id)));
        sum = Apply(sum, channel.Overwrites.Where(one => !one.IsOfRole && one.Id == member.UserId));
        return sum.HasFlag(GuildPermissions.ViewChannel) ? sum : GuildPermissions.None;
    }

    /// <summary>Whether somebody without any role sees the channel.</summary>
    public static bool IsOpenToEveryone(Guild guild, GuildChannel channel) =>
        InChannel(guild, new GuildMember(string.Empty, new HashSet<string>()), channel)
            .HasFlag(GuildPermissions.ViewChannel);

    /// <summary>Whether the role alone lets somebody see the channel.</summary>
    public static bool IsOpenedBy(Guild guild, GuildRole role, GuildChannel channel) =>
        InChannel(guild, new GuildMember(string.Empty, new HashSet<string> { role.Id }), channel)
            .HasFlag(GuildPermissions.ViewChannel);

    /// <summary>Null for somebody without a role.</summary>
    public static GuildRole? HighestOf(Guild guild, GuildMember member) =>
        RolesOf(guild, member).MaxBy(Rank);

    /// <summary>Whether their highest role stands above it; the owner stands above all.</summary>
    public static bool StandsAbove(Guild guild, GuildMember member, GuildRole role) =>
        member.UserId == guild.OwnerId ||
        (HighestOf(guild, member) is { } highest && Rank(highest).CompareTo(Rank(role)) > 0);

    // Of two roles on one place the older one stands higher.
    private static (ulong Position, ulong Youth) Rank(GuildRole role) =>
        (role.Position, ulong.MaxValue - Snowflake.Age(role.Id));

    private static GuildPermissions Everyone(Guild guild) =>
        guild.Roles.TryGetValue(guild.Id, out var everyone) ? everyone.Permissions : GuildPermissions.None;

    private static IEnumerable<GuildRole> RolesOf(Guild guild, GuildMember member) =>
        member.RoleIds.Where(id => id != guild.Id).Select(id => guild.Roles.GetValueOrDefault(id)).OfType<GuildRole>();

    // Of overwrites on one step everything that is denied goes first, and then comes what is allowed.
    private static GuildPermissions Apply(GuildPermissions to, IEnumerable<Overwrite> overwrites)
    {
        var (allow, deny) = (GuildPermissions.None, GuildPermissions.None);
        foreach (var one in overwrites)
        {
            allow |= one.Allow;
            deny |= one.Deny;
        }

        return (to & ~deny) | allow;
    }
}
