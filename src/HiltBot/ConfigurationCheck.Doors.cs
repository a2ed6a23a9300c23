using HiltBot.Discord;
using HiltBot.Engine.Checkouts.Phantom;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Telegram;
using HiltBot.Web.Mail;
using HiltBot.Web.Receipts;

namespace HiltBot;

/// <summary>The settings of what stands around the engine: Discord, Telegram, wallets' links, mail, receipts.</summary>
public sealed partial class ConfigurationCheck
{
    /// <summary>Real ones have about seventy characters.</summary>
    private const int TokenMin = 20;

    // The bot needs a token; application id and client secret alone let visitors of the checkout prove who they are.
    private void Discord()
    {
        OnlyThese(
            "Discord", [.. typeof(DiscordOptions).GetProperties().Select(property => property.Name), "ClientSecret"]);
        var (token, application) = (Text("Discord:Token"), Text("Discord:ApplicationId"));
        if (application is not null && !(application.Length <= 20 && application.All(char.IsAsciiDigit)))
        {
            Say("Discord:ApplicationId", $"is \"{application}\": it must be the digits that Discord's developer portal shows");
        }
        else if (token is not null && (token.Any(char.IsWhiteSpace) || token.Length < TokenMin))
        {
            // What is secret is not said back.
            Say("Discord:Token", "is no bot token: copy it from the page Bot of Discord's developer portal, without \"Bot\" before it");
        }
        else if (token is null && application is not null && Text("Discord:ClientSecret") is null)
        {
            Say("Discord:Token", "is missing: an application id alone does nothing; the bot needs its token, and " +
                "visitors who prove who they are need HiltBot:Discord:ClientSecret");
        }
        else
        {
            Pair("Discord:Token", "Discord:ApplicationId", "the bot registers its commands under it");
            Pair("Discord:ClientSecret", "Discord:ApplicationId", "application id and client secret belong together");
        }

        DiscordAddresses();
        DiscordReceiving();
    }

    private void DiscordAddresses()
    {
        if (Text("Discord:RestUrl") is { } url && !(IsUrl(url, "https") || (IsUrl(url, "http") && HiltOptions.IsLoopback(url))))
        {
            Say("Discord:RestUrl", IsUrl(url, "http")
                ? $"is {url}: the bot's token would travel unencrypted; use https://"
                : $"is \"{url}\", which is no http:// or https:// address");
        }

        if (Text("Discord:GatewayUrl") is { } socket &&
            !(IsUrl(socket, "wss") || (IsUrl(socket, "ws") && HiltOptions.IsLoopback(socket))))
        {
            Say("Discord:GatewayUrl", IsUrl(socket, "ws")
                ? $"is {socket}: the bot's token would travel unencrypted; use wss://"
                : $"is \"{socket}\", which is no ws:// or wss:// address");
        }
    }

    private void DiscordReceiving()
    {
        var receive = OneOf("Discord:Receive", nameof(DiscordReceive.Gateway), Enum.GetNames<DiscordReceive>());
        if (Text("Discord:PublicKey") is { } key && !(key.Length == 64 && key.All(char.IsAsciiHexDigit)))
        {
            Say("Discord:PublicKey", "is not the 64 hex digits that Discord's developer portal shows on the page General Information");
        }
        else if (receive == nameof(DiscordReceive.Http) && Text("Discord:Token") is null)
        {
            Say("Discord:Token", "is missing, and HiltBot:Discord:Receive is set");
        }
        else if (receive == nameof(DiscordReceive.Http) && Text("Discord:PublicKey") is null)
        {
            Say("Discord:PublicKey", "is missing, and HiltBot:Discord:Receive is Http: what Discord posts is checked against it");
        }
    }

    private void Telegram()
    {
        OnlyThese("Telegram", typeof(TelegramOptions));
        var token = Text("Telegram:Token");
        if (token is not null && !IsBotToken(token))
        {
            // What is secret is not said back.
            Say("Telegram:Token", "is no bot token: copy it from BotFather, digits, a colon and about 35 letters");
        }

        if (Text("Telegram:ApiUrl") is { } url && !(IsUrl(url, "https") || (IsUrl(url, "http") && HiltOptions.IsLoopback(url))))
        {
            Say("Telegram:ApiUrl", IsUrl(url, "http")
                ? $"is {url}: the bot's token would travel unencrypted; use https://"
                : $"is \"{url}\", which is no http:// or https:// address");
        }

        TelegramReceiving(token);
    }

    // Telegram posts to https addresses only; a Bot API server of one's own posts where it is told to.
    private void TelegramReceiving(string? token)
    {
        var receive = OneOf("Telegram:Receive", nameof(TelegramReceive.Polling), Enum.GetNames<TelegramReceive>());
        if (Text("Telegram:WebhookSecret") is { } secret &&
            !(secret.Length <= 256 && secret.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-')))
        {
            Say("Telegram:WebhookSecret", "must be at most 256 of the letters A-Z and a-z, digits, _ and -");
        }

        if (receive != nameof(TelegramReceive.Webhook))
        {
            return;
        }

        if (token is null)
        {
            Say("Telegram:Token", "is missing, and HiltBot:Telegram:Receive is set");
        }
        else if (Text("Telegram:ApiUrl") is null && Text("PublicUrl")?.StartsWith("https://", StringComparison.Ordinal) != true)
        {
            Say("Telegram:Receive", "is Webhook, but Telegram posts to an https:// address only: set HiltBot:PublicUrl to " +
                "yours, or use Polling");
        }
    }

    private static bool IsBotToken(string token) =>
        token.Split(':') is [{ Length: > 0 } id, { Length: >= TokenMin } rest] && id.All(char.IsAsciiDigit) &&
        rest.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-');

    private void Phantom()
    {
        var section = configuration.GetSection("HiltBot:Phantom");
        foreach (var setting in section.GetChildren().Where(setting => setting.Key != "KeyFile"))
        {
            problems.Add($"{setting.Path} is no setting of HiltBot: HiltBot:Phantom has KeyFile.");
        }

        if (Text("Phantom:KeyFile") is { } path && !PhantomKey.TryRead(path, out _))
        {
            Say("Phantom:KeyFile", $"is {path}, which holds no key: put the base64 of 32 random bytes there " +
                "(openssl rand -base64 32)");
        }
    }

    private void Mail()
    {
        OnlyThese("Mail", typeof(MailOptions));
        OneOf("Mail:Security", nameof(MailSecurity.StartTls), Enum.GetNames<MailSecurity>());
        Number("Mail:Port", 1, 65_535);
        if (Text("Mail:Host") is { } host && Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            Say("Mail:Host", $"is \"{host}\", which is no name or address of a mail server: for example mail.example.org");
        }
        else
        {
            Pair("Mail:Host", "Mail:From", "letters need an address that they come from");
        }

        if (Text("Mail:From") is { } from && EmailText.Normal(from) is null)
        {
            Say("Mail:From", $"is \"{from}\", which is no e-mail address: for example receipts@example.org");
        }

        Pair("Mail:From", "Mail:Host", "it says which mail server letters are handed to");
        Pair("Mail:UserName", "Mail:Password", "the mail server asks for both");
        Pair("Mail:Password", "Mail:UserName", "the mail server asks for both");
    }

    private void Receipts()
    {
        OnlyThese("Receipts", typeof(ReceiptOptions));
        if (Text("Receipts:FontFile") is { } path && ReceiptOptions.FontProblem(path) is { } problem)
        {
            Say("Receipts:FontFile", $"is {path}, but {problem}: name a TrueType file (.ttf) there, or leave it out");
        }
    }
}
