using System.Globalization;

namespace HiltBot.Discord.Arm;

/// <summary>The link by which somebody who manages a server invites the bot, with exactly what it needs.</summary>
public static class InviteLink
{
    public static string Of(string applicationId) =>
        $"https://discord.com/oauth2/authorize?client_id={Uri.EscapeDataString(applicationId)}" +
        "&scope=bot%20applications.commands&permissions=" +
        ((ulong)BotPermissions.Needed).ToString(CultureInfo.InvariantCulture);
}
