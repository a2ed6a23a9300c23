using Microsoft.Extensions.Configuration;

namespace HiltBot.House.Tests;

/// <summary>Each wrong or missing setting stops the start with one sentence that names it and says what to put there.</summary>
public sealed class BadConfigurationTests
{
    public static TheoryData<string, string, string> WrongOnes => new()
    {
        { "PublicUrl", "not a url", "HiltBot:PublicUrl is \"not a url\": it must be an origin" },
        { "PublicUrl", "https://example.org/path", "without a path" },
        { "PublicUrl", "https://members.example.org", "" },
        { "ListenUrl", "ftp://x", "HiltBot:ListenUrl" },
        { "ListenUrl", "http://0.0.0.0:5080", "listens on loopback only" },
        { "TrustedProxies:0", "proxy", "is no IP address" },
        { "MasterKeyFile", "/nowhere/master.key", "does not exist" },
        { "Database:Provider", "Oracle", "must be Sqlite or Postgres" },
        { "Solana:Network", "testnet", "must be sandbox or localnet or devnet or mainnet-beta" },
        { "Solana:RpcUrls:0", "nodes", "is no http:// or https:// address" },
        { "Solana:WebSocketUrl", "http://x", "is no ws:// or wss:// address" },
        { "Solana:Commitment", "processed", "must be finalized or confirmed" },
        { "Solana:Commitment", "confirmed", "use finalized" },
        { "Solana:RequestsPerSecond", "0", "a whole number from 1 to 1000" },
        { "Solana:DustMinorUnits", "-1", "a whole number from 0" },
        { "Solana:UsdcMint", "abc", "is no Solana address" },
        { "Solana:FeeWallet", "0x12", "is no Solana address" },
        { "Solana:FeeBasisPoints", "10001", "a whole number from 0 to 10000" },
        { "Solana:FeeBasisPoints", "100", "HiltBot:Solana:FeeWallet is missing" },
        { "Checkout:SessionMinutes", "soon", "a whole number from 1 to 1440" },
        { "Checkout:HandoffMinutes", "0", "a whole number from 1 to 1440" },
        { "Access:NoticeLeadHours", "-1", "HiltBot:Access:NoticeLeadHours" },
        { "Access:NoticeWaitMaxHours", "x", "HiltBot:Access:NoticeWaitMaxHours" },
        { "Access:BrakeSeats", "many", "HiltBot:Access:BrakeSeats" },
        { "Access:BrakePercent", "101", "HiltBot:Access:BrakePercent" },
        { "Work:ClaimSeconds", "0", "HiltBot:Work:ClaimSeconds" },
        { "Work:SweepSeconds", "1.5", "HiltBot:Work:SweepSeconds" },
        { "Accounts:Registration", "ajar", "must be Closed or Open" },
        { "Accounts:Registration", "open", "" },
        { "Accounts:DefaultTier", "gold", "must be Free or Starter or Growth or Scale or Enterprise" },
        { "Accounts:DefaultTier", "scale", "" },
        { "Accounts:WalletNonces", "none", "must be Client or Bound" },
        { "Accounts:PasswordRounds", "1000", "a whole number from 210000" },
        { "Accounts:Registraton", "Open", "HiltBot:Accounts has Registration" },
        { "RateLimits:Public", "0", "a whole number from 1 to 10000000" },
        { "RateLimits:SignIns", "many", "HiltBot:RateLimits:SignIns" },
        { "RateLimits:Free", "600", "" },
        { "RateLimits:Gold", "1", "HiltBot:RateLimits has Public, Free" },
        { "Webhooks:AllowPrivateAddresses", "maybe", "must be true or false" },
        { "Webhooks:DeadLetterRetryHours", "73", "a whole number from 0 to 72" },
        { "Mail:Host", "mail example", "is no name or address of a mail server" },
        { "Mail:Host", "mail.example.org", "HiltBot:Mail:From is missing" },
        { "Mail:Port", "70000", "a whole number from 1 to 65535" },
        { "Mail:Security", "ssl", "must be StartTls or Tls or None" },
        { "Mail:UserName", "robot", "HiltBot:Mail:Password is missing" },
        { "Mail:Adress", "x", "HiltBot:Mail has Host, Port, Security, UserName, Password, From" },
        { "Receipts:FontFile", "/nowhere/font.ttf", "it cannot be read: name a TrueType file" },
        { "Receipts:Font", "x", "HiltBot:Receipts has FontFile" },
        { "Simulator:Enabled", "perhaps", "must be true or false" },
        { "Phantom:KeyFile", "/nowhere/phantom.key", "holds no key: put the base64 of 32 random bytes there" },
        { "Phantom:Key", "secret", "HiltBot:Phantom has KeyFile" },
        { "Databse:Provider", "Sqlite", "did you mean HiltBot:Database?" },
    };

    public static TheoryData<string, string, string> WrongPlatforms => new()
    {
        { "Discord:Token", "secret", "HiltBot:Discord:Token is no bot token" },
        { "Discord:Token", "a.long.enough.token.of.more.than.thirty.characters", "HiltBot:Discord:ApplicationId is missing" },
        { "Discord:ApplicationId", "my bot", "the digits that Discord's developer portal shows" },
        { "Discord:ApplicationId", "300000000000000003", "HiltBot:Discord:Token is missing" },
        { "Discord:ClientSecret", "secret", "HiltBot:Discord:ApplicationId is missing" },
        { "Discord:PublicKey", "abc", "is not the 64 hex digits" },
        { "Discord:Receive", "Pigeon", "must be Gateway or Http" },
        { "Discord:Receive", "Http", "HiltBot:Discord:Token is missing, and HiltBot:Discord:Receive is set" },
        { "Discord:GatewayUrl", "http://x", "is no ws:// or wss:// address" },
        { "Discord:GatewayUrl", "ws://discord.example.org", "would travel unencrypted; use wss://" },
        { "Discord:RestUrl", "http://discord.example.org", "would travel unencrypted; use https://" },
        { "Discord:Tokn", "x", "HiltBot:Discord has Token, ApplicationId, PublicKey" },
        { "Discord:RestUrl", "discord", "is no http:// or https:// address" },
        { "Telegram:Token", "secret", "HiltBot:Telegram:Token is no bot token" },
        { "Telegram:Receive", "Pigeon", "must be Polling or Webhook" },
        { "Telegram:Receive", "Webhook", "HiltBot:Telegram:Token is missing, and HiltBot:Telegram:Receive is set" },
        { "Telegram:WebhookSecret", "not allowed!", "must be at most 256 of the letters" },
        { "Telegram:ApiUrl", "http://telegram.example.org", "would travel unencrypted; use https://" },
        { "Telegram:Tokn", "x", "HiltBot:Telegram has Token, ApiUrl, Receive, WebhookSecret" },
    };

    [Theory, MemberData(nameof(WrongOnes)), MemberData(nameof(WrongPlatforms))]
    public void A_wrong_setting_has_one_sentence(string name, string value, string sentence)
    {
        var problems = Problems((name, value));
        if (sentence.Length == 0)
        {
            Assert.Empty(problems);
            return;
        }

        Assert.Contains(sentence, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void With_nothing_configured_all_is_well() => Assert.Empty(Problems());

    [Fact]
    public void PostgreSQL_needs_an_address_and_a_key_file()
    {
        var problems = Problems(("Database:Provider", "Postgres"));
        Assert.Equal(2, problems.Count);
        Assert.Contains(problems, problem => problem.StartsWith("HiltBot:Database:ConnectionString is missing", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.StartsWith("HiltBot:MasterKeyFile is missing", StringComparison.Ordinal));
    }

    [Fact]
    public void Mainnet_needs_a_node_and_an_https_address_and_has_no_simulator()
    {
        var problems = Problems(("Solana:Network", "mainnet-beta"), ("Simulator:Enabled", "true"));
        Assert.Equal(3, problems.Count);
        Assert.Contains(problems, problem => problem.Contains("HiltBot:Solana:RpcUrls:0 is missing", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("https://", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("simulator exists only on", StringComparison.Ordinal));
    }

    private static IReadOnlyList<string> Problems(params (string Name, string Value)[] settings) =>
        ConfigurationCheck.Problems(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(pair => $"HiltBot:{pair.Name}", pair => (string?)pair.Value)).Build());
}
