namespace HiltBot.Telegram.Updates;

/// <summary>What <c>/health</c> says when nothing is heard of people.</summary>
internal static class UpdateWords
{
    public const string Conflict =
        "Another program receives this bot's updates: stop it, or get a new token from @BotFather.";

    public const string NothingHeard = "Telegram sends no updates at the moment.";

    public const string WebhookRefused =
        "Telegram does not take the address for updates: HiltBot:PublicUrl must be https, reachable, on port 443, 80, 88 " +
        "or 8443.";

    public const string WebhookFails = "Telegram reports that it cannot deliver updates to this server.";
}
