using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Transactions;
using HiltBot.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HiltBot.Journey.Tests;

/// <summary>
/// One local Solana and one host for all journeys of the payment page: a seller in USDC, one in SOL, one whose sales
/// bring the operator a fee, and one whose wallet never held USDC.
/// </summary>
public sealed class WalletTown(Browser browser) : IAsyncLifetime
{
    public const long Price = 9_000_000;
    public const long Sol = 250_000_000;
    public const int FeeBasisPoints = 250;
    public const long Fee = Price * FeeBasisPoints / 10_000;

    private readonly KeyPair operatorKey = KeyPair.Generate();
    private readonly KeyPair newcomerKey = KeyPair.Generate();
    private readonly KeyPair collectorKey = KeyPair.Generate();
    private readonly string folder = Directory.CreateTempSubdirectory("hiltbot-town-").FullName;

    internal Localnet Chain { get; private set; } = null!;

    internal House House { get; private set; } = null!;

    public string FeeWallet => operatorKey.Address.ToString();

    public string Newcomer => newcomerKey.Address.ToString();

    public async ValueTask InitializeAsync()
    {
        Chain = await Localnet.StartAsync();
        var keyFile = Path.Combine(folder, "collector.json");
        await File.WriteAllTextAsync(keyFile, $"[{string.Join(',', collectorKey.ToSecretKey())}]");
        await Chain.CallAsync("control_airdrop", new { address = collectorKey.Address.ToString(), lamports = "1000000000" });
        House = await House.BuildAsync(
            Store.Sqlite, Chain, ("Solana:FeeWallet", FeeWallet), ("Solana:CollectorKeyFile", keyFile));
    }

    public async ValueTask DisposeAsync()
    {
        await House.DisposeAsync();
        await Chain.DisposeAsync();
        operatorKey.Dispose();
        newcomerKey.Dispose();
        collectorKey.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    internal Task<(string ProductId, string Slug)> SellAsync() => House.MakeOfferAsync(Price, roles: ["1"]);

    internal Task<(string ProductId, string Slug)> SellInSolAsync() =>
        House.MakeOfferInAsync(Asset.SolMint, House.MerchantWallet, Sol);

    internal Task<(string ProductId, string Slug)> SellInAsync(string mint) =>
        House.MakeOfferInAsync(mint, House.MerchantWallet, Price);

    /// <summary>A mint of Token-2022, of which nobody holds anything.</summary>
    internal async Task<string> MintToken2022Async() => (string)(await Chain.CallAsync(
        "control_createMint", new { decimals = 6, tokenProgram = ProgramIds.Token2022.ToString() }))!["mint"]!;

    /// <summary>The same with the extension that keeps a part of each transfer.</summary>
    internal async Task<string> MintWithFeeAsync()
    {
        var data = new byte[TokenAccount.Length + 1 + 4 + 108];
        (data[44], data[45], data[TokenAccount.Length]) = (6, 1, 1);
        (data[TokenAccount.Length + 1], data[TokenAccount.Length + 3]) = (1, 108);
        var mint = (string)(await Chain.CallAsync("control_newAddress", new { }))!["address"]!;
        await Chain.CallAsync("control_setAccount", new
        {
            address = mint,
            owner = ProgramIds.Token2022.ToString(),
            data = Convert.ToBase64String(data),
        });
        return mint;
    }

    internal Task<(string ProductId, string Slug)> SellForNewcomerAsync() => House.MakeOfferAsync(Newcomer, Price);

    /// <summary>The fee is frozen in the product when it is made; this one was made on a server that takes one.</summary>
    internal async Task<(string ProductId, string Slug)> SellWithFeeAsync()
    {
        var offer = await House.MakeOfferAsync(Price);
        Assert.Equal(1, await House.Books.ChangeAsync(
            $"update products set fee_basis_points = {FeeBasisPoints} where slug = '{offer.Slug}'"));
        return offer;
    }

    /// <summary>An offer that renews by itself, and its plan, published by the merchant's wallet.</summary>
    internal async Task<(string ProductId, string Slug)> SellRenewingAsync()
    {
        var made = await House.PostAsync("/test/offer", new
        {
            wallet = House.MerchantWallet,
            amount = Price,
            days = 30,
            grace_days = 3,
            roles = (string[])["7"],
            renews = true,
        });
        var offer = ((string)made["product_id"]!, Slug: (string)made["slug"]!);
        var path = $"/p/{offer.Slug}/plan";
        var prepared = await House.PostAsync($"{path}/prepare", new { act = "publish" });
        var signed = TransactionDecoder.Decode(Convert.FromBase64String((string)prepared["transaction"]!))
            .Sign(House.MerchantKey);
        await House.PostAsync($"{path}/send", new { act = "publish", signed_transaction = signed.ToBase64() });
        await House.TickAsync();
        return offer;
    }

    /// <summary>Somebody follows the bot's link with a wallet in the browser, up to the ways to pay.</summary>
    /// <param name="usdc">What the wallet holds when it connects; 0: it never held any.</param>
    internal async Task<WalletVisit> VisitAsync(
        (string ProductId, string Slug) offer, string account, string feature = TestWallet.SignOnly, long usdc = 50_000_000,
        long lamports = 1_000_000_000)
    {
        var link = await House.MakeLinkAsync(offer, account);
        var context = await browser.OpenAsync();
        var visit = new WalletVisit(context, await context.NewPageAsync());
        await TestWallet.InstallAsync(context, feature, "solana:localnet", Chain, async address =>
        {
            visit.Wallet = address;
            if (usdc > 0)
            {
                await Chain.FundAsync(address, usdc, lamports);
            }
            else if (lamports > 0)
            {
                await Chain.CallAsync("control_airdrop", new { address, lamports = $"{lamports}" });
            }
        });
        await visit.Page.GotoAsync(link);
        await Checkout.AgreeAsync(visit.Page);
        return visit;
    }

    /// <summary>Blocks go by while the buyer watches.</summary>
    internal async Task UntilAsync(IPage page, string headline)
    {
        // Blocks go by in no time here: what is signed has to be sent before its blockhash is dead.
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 }))
            .Not.ToHaveTextAsync("Waiting for your payment", new() { Timeout = 60_000 });
        await Eventually.IsAsync(
            async () =>
            {
                await House.TickAsync();
                return await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).InnerTextAsync();
            },
            seen => seen == headline, $"the page says {headline}");
    }

    /// <summary>Units of USDC in the wallet's usual account; 0 where there is none.</summary>
    internal async Task<long> UsdcOfAsync(string wallet)
    {
        var found = await Chain.CallAsync(
            "getTokenAccountsByOwner", wallet, new { mint = Localnet.Usdc }, new { encoding = "jsonParsed", commitment = "confirmed" });
        return found!["value"]!.AsArray().Sum(one =>
            long.Parse((string)one!["account"]!["data"]!["parsed"]!["info"]!["tokenAmount"]!["amount"]!, System.Globalization.CultureInfo.InvariantCulture));
    }

    internal async Task<long> LamportsOfAsync(string wallet) =>
        (await Chain.CallAsync("getBalance", wallet, new { commitment = "confirmed" }))!["value"]!.GetValue<long>();
}

/// <summary>A buyer's browser on the payment page.</summary>
internal sealed class WalletVisit(IBrowserContext context, IPage page) : IAsyncDisposable
{
    public IPage Page => page;

    public string Wallet { get; set; } = string.Empty;

    public ILocator Words => page.Locator("#words");

    public ILocator Sign => page.GetByRole(AriaRole.Button, new() { Name = "Sign and pay" });

    public ILocator Alert => page.Locator("#wallet-problem");

    public async Task ConnectAsync()
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay with Test Wallet" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What your wallet will sign" })).ToBeFocusedAsync();
    }

    public Task SayAsync(string answer) => page.EvaluateAsync($"() => {{ window.testWalletSays = '{answer}'; }}");

    /// <summary>Where HILTBOT_TEST_SHOTS names a folder, somebody wants to look at it with their own eyes.</summary>
    public async Task ShootAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("HILTBOT_TEST_SHOTS") is not { Length: > 0 } folder)
        {
            return;
        }

        var before = page.ViewportSize!;
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        await page.SetViewportSizeAsync(Browser.PhoneWidth, 740);
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-phone.png"), FullPage = true });
        await page.SetViewportSizeAsync(before.Width, before.Height);
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
