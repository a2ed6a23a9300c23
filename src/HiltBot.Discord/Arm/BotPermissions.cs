namespace HiltBot.Discord.Arm;

/// <summary>
/// Discord's permission bits, as far as something follows from them here
/// (discord.com/developers/docs/topics/permissions).
/// </summary>
[Flags]
public enum GuildPermissions : ulong
{
    None = 0,
    CreateInstantInvite = 1UL << 0,
    Administrator = 1UL << 3,
    ViewChannel = 1UL << 10,
    SendMessages = 1UL << 11,
    EmbedLinks = 1UL << 14,
    ManageRoles = 1UL << 28,
    CreatePrivateThreads = 1UL << 36,
    SendMessagesInThreads = 1UL << 38,
}

/// <param name="Name">As Discord's settings call it.</param>
/// <param name="Why">What the bot cannot do without it.</param>
/// <param name="StopsAccess">Whether access cannot be opened and closed without it.</param>
public sealed record BotPermission(GuildPermissions Bit, string Name, string Why, bool StopsAccess = false);

/// <summary>
/// What the bot needs in a server and why: the one list from which the invite link is made and rights are checked.
/// </summary>
public static class BotPermissions
{
    public static IReadOnlyList<BotPermission> All { get; } =
    [
        new(GuildPermissions.ManageRoles, "Manage Roles",
            "give and take the roles that are sold", StopsAccess: true),
        new(GuildPermissions.CreateInstantInvite, "Create Invite",
            "send an invite to somebody who has paid and is not in the server yet"),
        new(GuildPermissions.ViewChannel, "View Channels", "see the channels that I write to"),
        new(GuildPermissions.SendMessages, "Send Messages", "post the Join panel and write to the alert channel"),
        new(GuildPermissions.EmbedLinks, "Embed Links", "show prices and dates in my messages"),
        new(GuildPermissions.CreatePrivateThreads, "Create Private Threads",
            "reach members who take no private messages"),
        new(GuildPermissions.SendMessagesInThreads, "Send Messages in Threads",
            "reach members who take no private messages"),
    ];

    /// <summary>All of them in one number, as the invite link carries it.</summary>
    public static GuildPermissions Needed { get; } =
        All.Aggregate(GuildPermissions.None, (sum, permission) => sum | permission.Bit);
}
