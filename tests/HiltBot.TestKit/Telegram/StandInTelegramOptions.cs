namespace HiltBot.TestKit.Telegram;

/// <summary>How the stand-in is set up; everything has Telegram's own value unless a test says otherwise.</summary>
public sealed class StandInTelegramOptions
{
    public string Token { get; init; } = "7000000001:AAStandInTokenOfTheBot_0123456789abcd";

    public string BotName { get; init; } = "HiltBot";

    public string BotUsername { get; init; } = "hilt_stand_in_bot";

    /// <summary>Privacy mode switched off at BotFather: the bot reads everything in groups.</summary>
    public bool ReadsAllGroupMessages { get; set; }

    /// <summary>How long a pressed button may be answered, by the stand-in's clock.</summary>
    public TimeSpan CallbackLifetime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the bot may write to somebody who asked to join.</summary>
    public TimeSpan RequesterLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an update waits to be fetched.</summary>
    public TimeSpan UpdateLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Telegram takes HTTPS webhooks only; tests listen on loopback without.</summary>
    public bool TakesHttpWebhooks { get; set; } = true;

    /// <summary>Between two tries of a webhook, by the stand-in's clock.</summary>
    public TimeSpan WebhookRetryAfter { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// What bans and looks at somebody unknown answer in supergroups and channels; basic groups say <c>user not found</c>.
    /// </summary>
    public string UnknownUserWords { get; set; } = "PARTICIPANT_ID_INVALID";

    /// <summary>Whether an upgraded group's invite links lead into the supergroup.</summary>
    public bool LinksSurviveUpgrade { get; set; } = true;

    /// <summary>
    /// Whether <c>chat_member</c> leaves out the invite link of somebody who was in the chat before, as it has been seen to do
    /// (github.com/tdlib/telegram-bot-api/issues/650).
    /// </summary>
    public bool OmitsLinkOfReturners { get; set; }

    /// <summary>What a bot may do that is made an administrator without further words.</summary>
    public TelegramRights AdministratorMay { get; set; } =
        TelegramRights.ManageChat | TelegramRights.DeleteMessages | TelegramRights.InviteUsers |
        TelegramRights.RestrictMembers | TelegramRights.PostMessages;
}
