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
    private int nodes;

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

    /// <summary>How the second clock was moved, and when.</summary>
    public ClockMoves Moves { get; } = new();

    public string Folder => folder;

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
            ["RateLimits:Public"] = "1000000",
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

    /// <summary>How far the second clock is ahead, as the books say it.</summary>
    public async Task<TimeSpan> OffsetAsync() => TimeSpan.FromMicroseconds(
        await Books.CountAsync("select business_offset_microseconds from installations"));

    /// <summary>The clock that decides periods, as the books say it.</summary>
    public async Task<DateTimeOffset> BusinessNowAsync() => TimeProvider.System.GetUtcNow() + await OffsetAsync();

    /// <summary>The chain's clock goes with the one that decides periods, and blocks go by.</summary>
    public async Task TickAsync()
    {
        var now = (await BusinessNowAsync()).ToUnixTimeSeconds();
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

    /// <summary>An offer that is paid in another asset than USDC.</summary>
    public async Task<(string ProductId, string Slug)> MakeOfferInAsync(string tokenMint, string wallet, long amount)
    {
        var made = await PostAsync("/test/offer", new
        {
            wallet,
            amount,
            days = 30,
            grace_days = 3,
            roles = Array.Empty<string>(),
            token_mint = tokenMint,
        });
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

    /// <summary>The merchant's own software listens there to everything; its signing secret.</summary>
    public async Task<string> ListenAsync((string ProductId, string Slug) offer, string url) =>
        (string)(await PostAsync("/test/hook", new { product_id = offer.ProductId, url }))["secret"]!;

    /// <summary>Moves business time, and the chain's with it. Where the host dies of it, the books say how far it came.</summary>
    public async Task MoveClockAsync(TimeSpan length)
    {
        var begun = TimeProvider.System.GetUtcNow();
        try
        {
            await PostAsync("/test/clock", new { seconds = (long)length.TotalSeconds });
        }
        finally
        {
            Moves.Add(begun, TimeProvider.System.GetUtcNow(), await OffsetAsync());
        }
    }

    /// <summary>
    /// So much time goes by while no host runs. Nobody can wait that long, so it is done by plain SQL on the row that
    /// all nodes take the second clock from; the chain's clock goes along.
    /// </summary>
    public async Task PassAsync(TimeSpan length)
    {
        Assert.True(Host.HasExited);
        var begun = TimeProvider.System.GetUtcNow();
        Assert.Equal(1, await Books.ChangeAsync(
            $"""
            update installations
            set business_offset_microseconds = business_offset_microseconds + {length.Ticks / TimeSpan.TicksPerMicrosecond}
            """));
        Moves.Add(begun, TimeProvider.System.GetUtcNow(), await OffsetAsync());
        await TickAsync();
    }

    /// <summary>The same, and the heartbeat, which knows real time only, is as much older.</summary>
    public async Task SleepAsync(TimeSpan length)
    {
        var row = (await Books.RowsAsync("select heartbeat_at from installations")).Single();
        var older = Books.Instant(row[0])!.Value - length;
        Assert.Equal(1, await Books.ChangeAsync($"update installations set heartbeat_at = {Books.Literal(older)}"));
        await PassAsync(length);
    }

    public async Task<string> StatusAsync(SessionFacts session) =>
        (string)(await Host.Http.GetFromJsonAsync<JsonNode>($"/v1/payments/{session.PaymentId}"))!["status"]!;

    /// <summary>By plain SQL: what failed and waits for another try within that time is tried now.</summary>
    public async Task HurryRetriesAsync(TimeSpan within)
    {
        var now = TimeProvider.System.GetUtcNow();
        foreach (var table in (string[])["seats", "notices", "webhook_deliveries"])
        {
            await Books.ChangeAsync(
                $"""
                update {table} set due_at = {Books.Literal(now)}
                where claim_id is null and due_at > {Books.Literal(now)} and due_at < {Books.Literal(now + within)}
                """);
        }
    }

    /// <summary>
    /// A closing that doubt held is looked at again after a minute of real time. This has it looked at now, by plain SQL;
    /// whether it is still doubted is the product's own matter.
    /// </summary>
    public Task HurryHeldClosingsAsync() => Books.ChangeAsync(
        $"""
        update seats set due_at = {Books.Literal(TimeProvider.System.GetUtcNow())}
        where claim_id is null and due_at is not null and last_error like 'closing is held%'
        """);

    public async Task<JsonNode> HealthAsync() => (await Host.Http.GetFromJsonAsync<JsonNode>("/health"))!;

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

    // PostgreSQL is told who is who: node1 is the first that was started.
    private HostProcess Launch(int at)
    {
        var own = new Dictionary<string, string>(settings);
        if (Provider == Store.Postgres)
        {
            own["Database:ConnectionString"] += $";Application Name=node{++nodes}";
        }

        return HostProcess.Start(
            TestHostAssembly, own, folder, at, new Dictionary<string, string> { ["HILTBOT_TEST_PLATFORM"] = Platform.Url });
    }

    internal async Task<JsonNode> PostAsync(string path, object body)
    {
        using var answer = await Host.Http.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}\n{Host.Output}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }
}
