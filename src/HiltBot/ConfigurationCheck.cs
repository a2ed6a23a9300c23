using System.Globalization;
using System.Net;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Storage;
using HiltBot.Solana.Keys;
using HiltBot.Web.Api.Gate;

namespace HiltBot;

/// <summary>
/// Reads the whole configuration before anything is built, and says one sentence for each thing that is wrong, with the
/// name of the setting and what to put there (rule 8).
/// </summary>
public sealed partial class ConfigurationCheck(IConfiguration configuration)
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
        Discord();
        Telegram();
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

        Renewals(network);
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
}
