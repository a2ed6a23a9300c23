namespace HiltBot.Discord;

/// <summary>How the bot hears of what people say and do.</summary>
public enum DiscordReceive
{
    /// <summary>A websocket that the bot opens: interactions and member events. No public address is needed.</summary>
    Gateway,

    /// <summary>
    /// Discord posts interactions to <c>/discord/interactions</c>. There are no member events: who joins or returns is
    /// seen when the books are compared with the server.
    /// </summary>
    Http,
}

/// <summary>Section <c>HiltBot:Discord</c> as the bot reads it.</summary>
public sealed class DiscordOptions
{
    public const string Section = "HiltBot:Discord";

    /// <summary>The API version that everything here speaks.</summary>
    public const string DefaultRestUrl = "https://discord.com/api/v10";

    /// <summary>The bot's token; null: Discord is off.</summary>
    public string? Token { get; set; }

    public string? ApplicationId { get; set; }

    /// <summary>The application's Ed25519 public key, 64 hex digits; needed for <see cref="DiscordReceive.Http"/>.</summary>
    public string? PublicKey { get; set; }

    /// <summary>Where Discord's API is, with its version; a stand-in in tests.</summary>
    public string RestUrl { get; set; } = DefaultRestUrl;

    /// <summary>Where the gateway is; null: what <c>/gateway/bot</c> answers.</summary>
    public string? GatewayUrl { get; set; }

    public DiscordReceive Receive { get; set; } = DiscordReceive.Gateway;
}
