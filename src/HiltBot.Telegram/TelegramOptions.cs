namespace HiltBot.Telegram;

/// <summary>How the bot hears of what people say and do.</summary>
public enum TelegramReceive
{
    /// <summary>The bot asks for updates and waits (<c>getUpdates</c>). No public address is needed.</summary>
    Polling,

    /// <summary>
    /// Telegram posts updates to <c>/telegram/updates</c> under the installation's public address, with a secret token.
    /// </summary>
    Webhook,
}

/// <summary>Section <c>HiltBot:Telegram</c> as the bot reads it.</summary>
public sealed class TelegramOptions
{
    public const string Section = "HiltBot:Telegram";

    public const string DefaultApiUrl = "https://api.telegram.org";

    /// <summary>The bot's token as BotFather gives it (<c>123456:ABC…</c>); null: Telegram is off.</summary>
    public string? Token { get; set; }

    /// <summary>Where the Bot API is, without <c>/bot…</c>; a server of one's own, or a stand-in in tests.</summary>
    public string ApiUrl { get; set; } = DefaultApiUrl;

    public TelegramReceive Receive { get; set; } = TelegramReceive.Polling;

    /// <summary>
    /// What Telegram sends along with every update that it posts, 1 to 256 of A-Z, a-z, 0-9, _ and -; null: derived from
    /// the token, so that every node has the same.
    /// </summary>
    public string? WebhookSecret { get; set; }
}
