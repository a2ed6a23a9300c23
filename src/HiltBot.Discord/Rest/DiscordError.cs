namespace HiltBot.Discord.Rest;

/// <summary>
/// Discord's JSON error codes as far as a different step follows from them
/// (discord.com/developers/docs/topics/opcodes-and-status-codes).
/// </summary>
public static class DiscordError
{
    public const int UnknownAccount = 10_001;
    public const int UnknownChannel = 10_003;
    public const int UnknownGuild = 10_004;
    public const int UnknownMember = 10_007;
    public const int UnknownMessage = 10_008;
    public const int UnknownRole = 10_011;
    public const int UnknownUser = 10_013;
    public const int UnknownWebhook = 10_015;
    public const int UnknownInteraction = 10_062;

    /// <summary>Discord's anti-spam holds the bot.</summary>
    public const int BotIsFlagged = 20_026;

    public const int InteractionAlreadyAcknowledged = 40_060;
    public const int OpeningDirectMessagesTooFast = 40_003;
    public const int MissingAccess = 50_001;
    public const int CannotSendToThisUser = 50_007;
    public const int MissingPermissions = 50_013;
    public const int InvalidRole = 50_028;
    public const int InvalidRecipient = 50_033;
    public const int NotInThisKindOfChannel = 50_024;
    public const int InvalidFormBody = 50_035;

    /// <summary>They take no private messages from the servers shared with the bot, or there is none.</summary>
    public const int CannotSendWithoutSharedServer = 50_278;

    /// <summary>The server asks its moderators for a second factor, and so the bot's owner.</summary>
    public const int TwoFactorIsRequired = 60_003;
}
