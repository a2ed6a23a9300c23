using System.Globalization;
using System.Net;
using HiltBot.Engine.Checkouts.Phantom;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Storage;
using HiltBot.Solana.Keys;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Mail;
using HiltBot.Web.Receipts;

namespace HiltBot;

/// <summary>
/// Reads the whole configuration before anything is built, and says one sentence for each thing that is wrong, with the
/// name of the setting and what to put there (rule 8).
/// </summary>
public sealed class ConfigurationCheck(IConfiguration configuration)
{
    private static readonly string[] Networks =
        [Network.Sandbox, Network.Localnet, Network.Devnet, Network.Mainnet];

    private readonly List<string> problems = [];

    /// <summary>Empty when all is well.</summary>
    public static IReadOnlyList<string> Problems(IConfiguration configuration)
    {
        var check = new ConfigurationCheck(configuration);
        check.Run();
        return check.problems;
    }

    private void Run()
    {
        var network = OneOf("Solana:Network", Network.Sandbox, Networks);
        var provider = OneOf("Database:Provider", "Sqlite", ["Sqlite", "Postgres"]);
        Unknown();
        Address(network);
        Store(provider);
        Chain(network);
        Number("Checkout:SessionMinutes", 1, 1440);
        Number("Checkout:HandoffMinutes", 1, 1440);
        Number("Access:NoticeLeadHours", 0, 720);
        Number("Access:NoticeWaitMaxHours", 0, 2160);
        Number("Access:BrakeSeats", 0, 1_000_000);
        Number("Access:BrakePercent", 0, 100);
        Accounts();
        Phantom();
        DiscordSignIn();
        Number("Work:ClaimSeconds", 1, 3600);
        Number("Work:SweepSeconds", 1, 3600);
        Flag("Webhooks:AllowPrivateAddresses");
        Number("Webhooks:DeadLetterRetryHours", 0, 72);
        Mail();
        Receipts();
        if (Flag("Simulator:Enabled") == true && network is not (Network.Sandbox or Network.Localnet))
        {
            Say("Simulator:Enabled", $"is true, but the simulator exists only on sandbox and localnet, not on {network}");
        }

        NotInThisVersion();
    }

    private void Address(string network)
    {
        var options = new HiltOptions { PublicUrl = Text("PublicUrl") ?? HiltOptions.DefaultUrl, ListenUrl = Text("ListenUrl") };
        Origin("PublicUrl", options.PublicUrl);
        if (options.ListenUrl is not null)
        {
            Origin("ListenUrl", options.ListenUrl);
        }

        if (network == Network.Sandbox && IsUrl(options.EffectiveListenUrl, "http", "https") &&
            !HiltOptions.IsLoopback(options.EffectiveListenUrl))
        {
            Say("ListenUrl", $"is {options.EffectiveListenUrl}, but on the sandbox network HiltBot listens on loopback only: " +
                "use http://127.0.0.1:5080, or set HiltBot:Solana:Network to a real network");
        }

        if (network == Network.Mainnet && !options.PublicUrl.StartsWith("https://", StringComparison.Ordinal))
        {
            Say("PublicUrl", $"is {options.PublicUrl}, but on mainnet-beta buyers' wallets need an https:// address");
        }

        foreach (var proxy in configuration.GetSection("HiltBot:TrustedProxies").GetChildren())
        {
            if (!IPAddress.TryParse(proxy.Value, out _))
            {
                problems.Add($"{proxy.Path} is \"{proxy.Value}\", which is no IP address: put the proxy's address there.");
            }
        }
    }

    private void Store(string provider)
    {
        if (provider == "Postgres" && Text("Database:ConnectionString") is null)
        {
            Say("Database:ConnectionString", "is missing, and PostgreSQL needs it: for example Host=localhost;Database=hiltbot;Username=hiltbot");
        }

        if (Text("MasterKeyFile") is { } path && !File.Exists(path))
        {
            Say("MasterKeyFile", $"is {path}, which does not exist: put the base64 of 32 random bytes there (openssl rand -base64 32)");
        }
        else if (provider == "Postgres" && Text("MasterKeyFile") is null)
        {
            Say("MasterKeyFile", "is missing, and PostgreSQL needs it: a file with the base64 of 32 random bytes, the same on every node");
        }
    }

    private void Chain(string network)
    {
        var urls = configuration.GetSection("HiltBot:Solana:RpcUrls").GetChildren().ToList();
        if (network != Network.Sandbox && urls.Count == 0)
        {
            Say("Solana:RpcUrls:0", $"is missing, and {network} needs a node to ask: set it to your RPC provider's address");
        }

        foreach (var url in urls.Where(url => !IsUrl(url.Value, "http", "https")))
        {
            problems.Add($"{url.Path} is \"{url.Value}\", which is no http:// or https:// address.");
        }

        if (Text("Solana:WebSocketUrl") is { } socket && !IsUrl(socket, "ws", "wss"))
        {
            Say("Solana:WebSocketUrl", $"is \"{socket}\", which is no ws:// or wss:// address");
        }

        if (OneOf("Solana:Commitment", "finalized", ["finalized", "confirmed"]) == "confirmed")
        {
            Say("Solana:Commitment", "is confirmed, which this version does not offer yet: use finalized");
        }

        Number("Solana:RequestsPerSecond", 1, 1000);
        Number("Solana:DustMinorUnits", 0, long.MaxValue);
        Key("Solana:UsdcMint");
        Key("Solana:FeeWallet");
        Number("Solana:FeeBasisPoints", 0, 10_000);
        if (int.TryParse(Text("Solana:FeeBasisPoints"), CultureInfo.InvariantCulture, out var fee) && fee is > 0 and <= 10_000 &&
            Text("Solana:FeeWallet") is null)
        {
            Say("Solana:FeeWallet", "is missing, and HiltBot:Solana:FeeBasisPoints needs a wallet to send the fee to");
        }

        if (network is Network.Devnet or Network.Mainnet && !Ed25519.IsNative)
        {
            problems.Add($"{network} needs OpenSSL 3 on this machine for signatures ({Ed25519.WhyNotNative}): install it.");
        }
    }

    private void Accounts()
    {
        OneOf("Accounts:Registration", nameof(Registration.Closed), Enum.GetNames<Registration>());
        OneOf("Accounts:DefaultTier", nameof(Tier.Enterprise), Enum.GetNames<Tier>());
        OneOf("Accounts:WalletNonces", nameof(WalletNonceRule.Bound), Enum.GetNames<WalletNonceRule>());
        Number("Accounts:PasswordRounds", 210_000, 10_000_000);
        OnlyThese("Accounts", typeof(AccountOptions));
        OnlyThese("RateLimits", typeof(RateLimitOptions));
        foreach (var limit in typeof(RateLimitOptions).GetProperties())
        {
            Number($"RateLimits:{limit.Name}", 1, 10_000_000);
        }
    }

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

    // Enough to let visitors of the checkout prove who they are; the bot itself needs more.
    private void DiscordSignIn()
    {
        var (application, secret) = (Text("Discord:ApplicationId"), Text("Discord:ClientSecret"));
        if (application is not null && !(application.Length <= 20 && application.All(char.IsAsciiDigit)))
        {
            Say("Discord:ApplicationId", $"is \"{application}\": it must be the digits that Discord's developer portal shows");
        }
        else if ((application is null) != (secret is null))
        {
            Say(
                application is null ? "Discord:ApplicationId" : "Discord:ClientSecret",
                "is missing: application id and client secret belong together");
        }

        if (Text("Discord:RestUrl") is { } url && !IsUrl(url, "http", "https"))
        {
            Say("Discord:RestUrl", $"is \"{url}\", which is no http:// or https:// address");
        }
    }

    private void Mail()
    {
        OnlyThese("Mail", typeof(MailOptions), except: nameof(MailOptions.EffectivePort));
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

    private void Pair(string name, string other, string why)
    {
        if (Text(name) is not null && Text(other) is null)
        {
            Say(other, $"is missing, and HiltBot:{name} is set: {why}");
        }
    }

    private void Receipts()
    {
        OnlyThese("Receipts", typeof(ReceiptOptions));
        if (Text("Receipts:FontFile") is { } path && ReceiptOptions.FontProblem(path) is { } problem)
        {
            Say("Receipts:FontFile", $"is {path}, but {problem}: name a TrueType file (.ttf) there, or leave it out");
        }
    }

    private void OnlyThese(string name, Type options, params string[] except)
    {
        var known = options.GetProperties().Select(property => property.Name).Except(except).ToList();
        foreach (var setting in configuration.GetSection($"HiltBot:{name}").GetChildren()
                     .Where(setting => !known.Contains(setting.Key, StringComparer.OrdinalIgnoreCase)))
        {
            problems.Add($"{setting.Path} is no setting of HiltBot: HiltBot:{name} has {string.Join(", ", known)}.");
        }
    }

    // A setting of a part that this version does not have yet is refused, so that nobody believes it works.
    private void NotInThisVersion()
    {
        foreach (var (name, part) in ((string, string)[])
                 [
                     ("Discord:Token", "Discord adapter"), ("Discord:PublicKey", "Discord adapter"),
                     ("Discord:GatewayUrl", "Discord adapter"), ("Discord:Receive", "Discord adapter"),
                     ("Telegram", "Telegram adapter"), ("Renewals", "automatic renewals"),
                     ("Solana:CollectorKeyFile", "automatic renewals"), ("Solana:SubscriptionsProgram", "automatic renewals"),
                 ])
        {
            var section = configuration.GetSection($"HiltBot:{name}");
            if (section.Value is { Length: > 0 } || section.GetChildren().Any(child => child.Value is not { Length: 0 }))
            {
                problems.Add($"HiltBot:{name} is set, but this version has no {part} yet: take the setting out.");
            }
        }
    }

    private void Unknown()
    {
        string[] known =
        [
            "PublicUrl", "ListenUrl", "TrustedProxies", "DataDirectory", "MasterKeyFile", "Database", "Solana", "Checkout",
            "Access", "Renewals", "Work", "Webhooks", "Accounts", "RateLimits", "Mail", "Phantom", "Receipts", "Discord",
            "Telegram", "Simulator",
        ];
        foreach (var section in configuration.GetSection("HiltBot").GetChildren())
        {
            if (!known.Contains(section.Key, StringComparer.OrdinalIgnoreCase))
            {
                var near = known.MinBy(name => Distance(name, section.Key));
                problems.Add($"{section.Path} is no setting of HiltBot: did you mean HiltBot:{near}?");
            }
        }
    }

    private string? Text(string name) =>
        configuration[$"HiltBot:{name}"] is { } text && text.Trim().Length > 0 ? text.Trim() : null;

    private void Say(string name, string what) => problems.Add($"HiltBot:{name} {what}.");

    private string OneOf(string name, string whenMissing, string[] choices)
    {
        var text = Text(name) ?? whenMissing;
        if (choices.Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            return choices.Single(choice => string.Equals(choice, text, StringComparison.OrdinalIgnoreCase));
        }

        Say(name, $"is \"{text}\": it must be {string.Join(" or ", choices)}");
        return whenMissing;
    }

    private void Number(string name, long min, long max)
    {
        if (Text(name) is { } text &&
            !(long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) &&
                value >= min && value <= max))
        {
            Say(name, $"is \"{text}\": it must be a whole number from {min} to {max}");
        }
    }

    private bool? Flag(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (bool.TryParse(text, out var flag))
        {
            return flag;
        }

        Say(name, $"is \"{text}\": it must be true or false");
        return null;
    }

    private void Key(string name)
    {
        if (Text(name) is { } text && !HiltBot.Solana.Keys.Address.TryParse(text, out _))
        {
            Say(name, $"is \"{text}\", which is no Solana address: 32 bytes in base58");
        }
    }

    private void Origin(string name, string url)
    {
        if (!IsUrl(url, "http", "https") || new Uri(url).PathAndQuery != "/")
        {
            Say(name, $"is \"{url}\": it must be an origin such as https://members.example.org, without a path");
        }
    }

    private static bool IsUrl(string? text, params string[] schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && schemes.Contains(uri.Scheme) && uri.Host.Length > 0;

    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + cost));
            }
        }

        return row[^1];
    }
}
