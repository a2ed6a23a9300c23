namespace HiltBot.TestKit.Discord;

/// <summary>How the stand-in is set up; everything has Discord's own value unless a test says otherwise.</summary>
public sealed class StandInDiscordOptions
{
    public string Token { get; init; } = "stand-in.token.of-the-bot";

    public string BotName { get; init; } = "hiltbot";

    /// <summary>What <c>/gateway/bot</c> recommends.</summary>
    public int Shards { get; set; } = 1;

    /// <summary>How many shards may identify side by side within five seconds.</summary>
    public int MaxConcurrency { get; set; } = 1;

    /// <summary>Whether the privileged GUILD_MEMBERS intent is switched on in the developer portal.</summary>
    public bool HasMembersIntent { get; set; } = true;

    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromMilliseconds(41_250);

    /// <summary>Whether connections that miss their heartbeats by far are closed (4009), by the stand-in's clock.</summary>
    public bool EnforcesHeartbeats { get; set; }

    /// <summary>401, 403 and 429 answers in ten minutes before Discord bans the address.</summary>
    public int InvalidRequestsMax { get; set; } = 10_000;

    /// <summary>What the bot's own role may do where it was invited.</summary>
    public DiscordPermission InvitedWith { get; set; } =
        DiscordPermission.ManageRoles | DiscordPermission.ViewChannel | DiscordPermission.SendMessages |
        DiscordPermission.EmbedLinks | DiscordPermission.AttachFiles | DiscordPermission.ReadMessageHistory |
        DiscordPermission.CreateInstantInvite | DiscordPermission.CreatePrivateThreads |
        DiscordPermission.SendMessagesInThreads;

    /// <summary>
    /// What calls answer for a guild that the bot was thrown out of: 50001 (Missing Access), or 10004 (Unknown Guild) when set.
    /// </summary>
    public bool RemovedIsUnknown { get; set; }

    /// <summary>What @everyone may do in a new guild.</summary>
    public DiscordPermission EveryoneMay { get; set; } =
        DiscordPermission.ViewChannel | DiscordPermission.SendMessages | DiscordPermission.ReadMessageHistory |
        DiscordPermission.UseApplicationCommands | DiscordPermission.CreateInstantInvite;
}
