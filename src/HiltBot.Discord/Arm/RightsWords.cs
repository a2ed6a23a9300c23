namespace HiltBot.Discord.Arm;

/// <summary>Which right is missing, and who clicks what: the same words for seats, set-up and alerts.</summary>
internal static class RightsWords
{
    public const string Unclear = "Discord says that I lack a right for this role.";

    public const string SetUpAgain =
        "Somebody who manages the server says /setup there, which names what is missing.";

    /// <summary>What keeps the bot from giving a role and who mends it; null when nothing does.</summary>
    public static string? ForRole(GuildSight sight, GuildRole role) => AboutRole(sight, role) ??
        (PermissionRules.InGuild(sight.Guild, sight.Bot).HasFlag(GuildPermissions.ManageRoles)
            ? null
            : $"{Missing(ManageRoles)} {Mend(sight, ManageRoles)}");

    /// <summary>Only what has to do with the role itself.</summary>
    public static string? AboutRole(GuildSight sight, GuildRole role)
    {
        if (role.Id == sight.Guild.Id)
        {
            return "Everybody in the server has this role.";
        }

        if (role.IsManaged)
        {
            return $"The role \"{role.Name}\" belongs to an integration, and Discord lets nobody give it. " +
                "Somebody who manages offers says /offer edit and chooses another role.";
        }

        return PermissionRules.StandsAbove(sight.Guild, sight.Bot, role) ? null
            : sight.BotRole is { } own
                ? $"My role \"{own.Name}\" is not above \"{role.Name}\". Somebody who manages the server opens " +
                    $"Server Settings > Roles, drags \"{own.Name}\" above \"{role.Name}\" and saves."
                : $"I have no role of my own here, so I stand below \"{role.Name}\". Somebody who manages the " +
                    "server invites me again with the invite link, which gives me one.";
    }

    public static string Missing(BotPermission permission) =>
        $"I lack the permission \"{permission.Name}\": without it I cannot {permission.Why}.";

    public static string Mend(GuildSight sight, BotPermission permission) =>
        "Somebody who manages the server opens Server Settings > Roles > " +
        $"{(sight.BotRole is { } own ? $"\"{own.Name}\"" : "my role")} > Permissions, switches on " +
        $"\"{permission.Name}\" and saves.";

    public static BotPermission ManageRoles { get; } =
        BotPermissions.All.First(permission => permission.Bit == GuildPermissions.ManageRoles);
}
