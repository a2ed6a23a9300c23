using HiltBot.Discord.Gateway;
using HiltBot.Discord.Rest;

namespace HiltBot.Discord;

/// <summary>What stands between the bot and Discord, in one or two sentences that may be read by everybody.</summary>
public sealed class DiscordHealth(GatewayState gateway, DiscordState rest)
{
    /// <summary>Null when all is well.</summary>
    public string? Problem => gateway.Problem ?? rest.Problem;
}
