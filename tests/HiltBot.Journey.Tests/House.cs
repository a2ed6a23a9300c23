using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HiltBot.TestKit;

namespace HiltBot.Journey.Tests;

/// <summary>
/// A host as a process on the local Solana, with a stand-in platform and a database of either kind: started, killed and
/// started again at the same address.
/// </summary>
internal sealed class House : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hiltbot-house-").FullName;
    private readonly List<HostProcess> hosts = [];
    private readonly int port = HostProcess.FreePort();
    private Dictionary<string, string> settings = [];

    private House(string provider, Localnet chain)
    {
        Provider = provider;
        Chain = chain;
    }

    public string Provider { get; }

    public Localnet Chain { get; }

    public StandInPlatform Platform { get; } = new();

    public HostProcess Host => hosts[0];

    public Books Books { get; private set; } = null!;

    public Solana.Keys.KeyPair MerchantKey { get; } = Solana.Keys.KeyPair.Generate();

    public string MerchantWallet => MerchantKey.Address.ToString();

    public string MerchantAccount => Solana.Programs.AssociatedToken.AddressOf(
        Solana.Keys.Address.Parse(MerchantWallet), Solana.Keys.Address.Parse(Localnet.Usdc),
        Solana.Programs.ProgramIds.Token).ToString();

    public static string TestHostAssembly => typeof(TestHost.Mark).Assembly.Location;

    public static async Task<House> BuildAsync(string provider, Localnet chain, params (string Name, string Value)[] more)
    {
        var house = new House(provider, chain);
        var keyFile = Path.Combine(house.folder, "master.key");
        await File.WriteAllTextAsync(keyFile, Convert.ToBase64String(new byte[32]));
        house.settings = new Dictionary<string, string>
        {
            ["DataDirectory"] = house.folder,
            ["MasterKeyFile"] = keyFile,
            ["Database:Provider"] = provider,
            ["Solana:Network"] = "localnet",
            ["Solana:RpcUrls:0"] = chain.Url,
            ["Solana:RequestsPerSecond"] = "1000",
            ["Work:ClaimSeconds"] = "1",
            ["Work:SweepSeconds"] = "1",
            ["Simulator:Enabled"] = "false",
        };
        foreach (var (name, value) in more)
        {
            house.settings[name] = value;
        }

        var address = $"Data Source={Path.Combine(house.folder, "hiltbot.db")}";
        if (provider == Store.Postgres)
        {
            var server = await PostgresServer.GetAsync();
            if (server is null)
            {
                Assert.Skip("No PostgreSQL here: tests/run.sh --install brings it.");
            }

            address = await server.CreateDatabaseAsync();
            house.settings["Database:ConnectionString"] = address;
        }

        house.Books = new Books(provider, address);
        await chain.FundAsync(house.MerchantWallet, 0);
        await house.StartAsync();
        return house;
    }

    /// <summary>Starts the host (again) at its address.</summary>
    public async Task StartAsync()
    {
        var host = Launch(port);
        if (hosts.Count > 0)
        {
            await hosts[0].DisposeAsync();
            hosts[0] = host;
        }
        else
        {
            hosts.Add(host);
        }

        await host.ReadyAsync();
    }

    /// <summary>One more node on the same database.</summary>
    public async Task<HostProcess> AddNodeAsync()
    {
        var host = Launch(HostProcess.FreePort());
        hosts.Add(host);
        await host.ReadyAsync();
        return host;
    }

    /// <summary>The chain's clock goes with the machine's, and blocks go by.</summary>
    public async Task TickAsync()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        if (now > await Chain.ClockAsync())
        {
            await Chain.CallAsync("control_setClock", new { unixTimestamp = now });
        }

        await Chain.FinalizeAsync();
    }

    public async Task<(string ProductId, string Slug)> MakeOfferAsync(
        long amount, int days = 30, int graceDays = 3, params string[] roles) =>
        await MakeOfferAsync(MerchantWallet, amount, days, graceDays, roles);

    /// <summary>An offer of the merchant whose wallet it is; another wallet is another merchant's.</summary>
    public async Task<(string ProductId, string Slug)> MakeOfferAsync(
        string wallet, long amount, int days = 30, int graceDays = 3, params string[] roles)
    {
        var made = await PostAsync("/test/offer", new { wallet, amount, days, grace_days = graceDays, roles });
        return ((string)made["product_id"]!, (string)made["slug"]!);
    }

    /// <summary>The address that the bot gives to somebody in chat.</summary>
    public async Task<string> MakeLinkAsync((string ProductId, string Slug) offer, string account) =>
        (string)(await PostAsync("/test/handoff", new { product_id = offer.ProductId, account }))["url"]!;

    /// <summary>What the buyer's page does: a link from chat, then a session.</summary>
    public async Task<SessionFacts> OpenCheckoutAsync((string ProductId, string Slug) offer, string account)
    {
        var link = await PostAsync("/test/handoff", new { product_id = offer.ProductId, account });
        return SessionFacts.Read(await PostAsync(
            $"/v1/products/p/{offer.Slug}/connect", new { handoff_token = (string)link["handoff_token"]! }));
    }

    public Task MoveClockAsync(TimeSpan length) => PostAsync("/test/clock", new { seconds = (long)length.TotalSeconds });

    public async Task<string> StatusAsync(SessionFacts session) =>
        (string)(await Host.Http.GetFromJsonAsync<JsonNode>($"/v1/payments/{session.PaymentId}"))!["status"]!;

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }

        await Platform.DisposeAsync();
        MerchantKey.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private HostProcess Launch(int at) => HostProcess.Start(
        TestHostAssembly, settings, folder, at,
        new Dictionary<string, string> { ["HILTBOT_TEST_PLATFORM"] = Platform.Url });

    private async Task<JsonNode> PostAsync(string path, object body)
    {
        using var answer = await Host.Http.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}\n{Host.Output}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }
}
