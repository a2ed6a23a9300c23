namespace HiltBot.Discord.Arm;

/// <summary>A role of a server, as access targets name it: <c>guildId/roleId</c>.</summary>
internal sealed record SeatTarget(string GuildId, string RoleId)
{
    /// <returns>Null for what cannot be given: no ids, or the role that everybody has.</returns>
    public static SeatTarget? Parse(string targetId) =>
        targetId.Split('/') is [var guild, var role] && IsId(guild) && IsId(role) && guild != role
            ? new SeatTarget(guild, role)
            : null;

    public static bool IsId(string text) => text.Length is > 0 and <= 20 && text.All(char.IsAsciiDigit);
}
