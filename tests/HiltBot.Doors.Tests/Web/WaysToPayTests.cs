using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using HiltBot.Web.Checkout;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Doors.Tests.Web;

/// <summary>Which ways a payment page offers, and what a wallet on the phone hears when it asks for the transaction.</summary>
public sealed class WaysToPayTests
{
    private static readonly string Wallet = FakeChain.Wallet("buyer");

    [Fact]
    public async Task Reached_by_https_it_offers_the_code_that_asks_us_the_plain_one_and_wallets_own_browsers()
    {
        await using var site = await OpenAsync("https://pay.example");
        var (path, page) = await CheckoutAsync(site);
        Assert.Contains($"href=\"solana:https://pay.example{path}/request\"", page, StringComparison.Ordinal);
        Assert.Contains("My wallet does not read this code", page, StringComparison.Ordinal);
        Assert.Contains("Open as a plain transfer", page, StringComparison.Ordinal);
        Assert.Contains("By hand", page, StringComparison.Ordinal);
        var inside = Uri.EscapeDataString($"https://pay.example{path}");
        foreach (var wallet in (string[])["phantom.app/ul/browse/", "solflare.com/ul/v1/browse/", "backpack.app/ul/v1/browse/"])
        {
            Assert.Contains($"https://{wallet}{inside}?ref=https%3A%2F%2Fpay.example", page, StringComparison.Ordinal);
        }

        // Four letters at a time, and copied in one piece.
        var address = await site.ReadAsync(db => db.Payments.Select(row => row.MerchantWallet).SingleAsync());
        Assert.Contains(string.Join(' ', address.Chunk(4).Select(four => new string(four))), page, StringComparison.Ordinal);
        Assert.Contains($"data-copy=\"{address}\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reached_by_http_only_the_plain_code_is_there()
    {
        await using var site = await OpenAsync("http://localhost:5080");
        var (_, page) = await CheckoutAsync(site);
        Assert.DoesNotContain("solana:http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/browse/", page, StringComparison.Ordinal);
        Assert.Contains("href=\"solana:", page, StringComparison.Ordinal);
        Assert.Empty(WalletBrowsers.Of(new Uri("http://localhost/p/x")));
    }

    [Fact]
    public async Task With_a_fee_nothing_is_offered_that_would_come_without_it()
    {
        await using var site = await OpenAsync("https://pay.example", basisPoints: 250);
        var (path, page) = await CheckoutAsync(site);
        Assert.Contains("href=\"solana:https://pay.example", page, StringComparison.Ordinal);
        Assert.DoesNotContain("?amount=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("By hand", page, StringComparison.Ordinal);
        var terms = (await site.Client.GetFromJsonAsync<JsonElement>($"{path}/state")).GetProperty("terms");
        Assert.Equal(
            (28_275_000L, 725_000L), (long.Parse(terms.GetProperty("amount").GetString()!, null), long.Parse(terms.GetProperty("fee").GetString()!, null)));
        Assert.Equal(FakeChain.Wallet("operator"), terms.GetProperty("fee_wallet").GetString());
    }

    [Fact]
    public async Task A_wallet_that_asks_hears_who_is_paid_and_gets_the_transaction_from_any_origin()
    {
        await using var site = await OpenAsync("https://pay.example");
        var (path, _) = await CheckoutAsync(site);
        using var preflight = new HttpRequestMessage(HttpMethod.Options, $"{path}/request");
        preflight.Headers.Add("Origin", "https://wallet.example");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        using var allowed = await site.Client.SendAsync(preflight);
        Assert.Equal(204, (int)allowed.StatusCode);
        Assert.Equal("*", allowed.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("POST", allowed.Headers.GetValues("Access-Control-Allow-Methods").Single(), StringComparison.Ordinal);

        var what = await site.Client.GetFromJsonAsync<JsonElement>($"{path}/request");
        Assert.Equal("https://pay.example/assets/icon.svg", what.GetProperty("icon").GetString());
        Assert.NotEmpty(what.GetProperty("label").GetString()!);
        using var icon = await site.Client.GetAsync("/assets/icon.svg");
        Assert.Equal("image/svg+xml", icon.Content.Headers.ContentType!.MediaType);

        using var answer = await site.Client.PostAsJsonAsync($"{path}/request", new { account = Wallet, more = 1 });
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        var made = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Contains(Wallet, Encoding.UTF8.GetString(made.GetProperty("transaction").GetBytesFromBase64()), StringComparison.Ordinal);
        Assert.StartsWith("29.00 USDC to ", made.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"account\":\"nonsense\"}", 400)]
    [InlineData("{\"account\":7}", 400)]
    [InlineData("{}", 400)]
    [InlineData("[]", 400)]
    [InlineData("not json", 400)]
    [InlineData("", 400)]
    [InlineData("long", 413)]
    public async Task What_no_wallet_would_ask_is_refused_with_a_message(string body, int status)
    {
        await using var site = await OpenAsync("https://pay.example");
        var (path, _) = await CheckoutAsync(site);
        using var content = new StringContent(body == "long" ? new string(' ', 5000) : body, Encoding.UTF8, "application/json");
        using var answer = await site.Client.PostAsync($"{path}/request", content);
        Assert.Equal(status, (int)answer.StatusCode);
        await SaysAsync(answer, "SP_INVALID_REQUEST");
    }

    [Fact]
    public async Task What_is_missing_gone_or_unreadable_is_said_to_the_wallet()
    {
        var chain = new FakeChain(TimeProvider.System);
        await using var site = await OpenAsync("https://pay.example", chain: chain);
        var (path, _) = await CheckoutAsync(site);
        chain.Readiness = new PaymentReadiness.TooFewTokens(Usdc(1), Usdc(29_000_000));
        using var poor = await site.Client.PostAsJsonAsync($"{path}/request", new { account = Wallet });
        Assert.Contains("holds 0.000001 USDC, and 29.00 USDC is needed", await SaysAsync(poor, "SP_INVALID_REQUEST"), StringComparison.Ordinal);
        var prepared = (await site.PostJsonAsync($"{path}/prepare", new { wallet = Wallet })).Body;
        Assert.Contains("29.00 USDC is needed", prepared.GetProperty("missing").GetString(), StringComparison.Ordinal);

        chain.Break("no node answers");
        using var silent = await site.Client.PostAsJsonAsync($"{path}/request", new { account = Wallet });
        Assert.Equal(503, (int)silent.StatusCode);
        await SaysAsync(silent, "SP_SERVER_ERROR");
        chain.Break(null);

        using var unknown = await site.Client.PostAsJsonAsync($"/p/x/pay/{Guid.Empty}/request", new { account = Wallet });
        Assert.Equal(404, (int)unknown.StatusCode);
        await SaysAsync(unknown, "SP_RESOURCE_NOT_FOUND");
        site.Time.Advance(TimeSpan.FromMinutes(31));
        using var late = await site.Client.PostAsJsonAsync($"{path}/request", new { account = Wallet });
        Assert.Equal(409, (int)late.StatusCode);
        await SaysAsync(late, "SP_PRICE_EXPIRED");
    }

    [Fact]
    public void Every_lack_is_said_in_one_sentence_with_its_numbers()
    {
        Assert.Null(ReadinessWords.Of(new PaymentReadiness.Ready()));
        Assert.StartsWith("This wallet holds no USDC.", ReadinessWords.Of(new PaymentReadiness.NoTokenAccount(Usdc(1))), StringComparison.Ordinal);
        Assert.Contains("frozen by its issuer", ReadinessWords.Of(new PaymentReadiness.Frozen("USDC")), StringComparison.Ordinal);
        Assert.Contains(
            "holds 0.00 SOL, and 0.000005 SOL",
            ReadinessWords.Of(new PaymentReadiness.TooLittleSol(new Money(0, Asset.Sol), new Money(5_000, Asset.Sol))), StringComparison.Ordinal);
        Assert.Equal("Because.", ReadinessWords.Of(new PaymentReadiness.WouldFail("Because.")));
    }

    private static Money Usdc(long units) => new(units, new Asset(Localnet.Usdc, "USDC", 6));

    private static async Task<string> SaysAsync(HttpResponseMessage answer, string code)
    {
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(code, body.GetProperty("code").GetString());
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        return body.GetProperty("message").GetString()!;
    }

    private static Task<Site> OpenAsync(string origin, int basisPoints = 0, FakeChain? chain = null) => Site.CreateAsync(
        network: Network.Localnet, more: services => services
            .AddSingleton<IPaymentChain>(chain ?? new FakeChain(TimeProvider.System))
            .AddSingleton(new PublicAddress(new Uri(origin)))
            .Configure<SolanaOptions>(solana =>
            {
                solana.RpcUrls.Add(new Uri("http://127.0.0.1:1"));
                solana.FeeBasisPoints = basisPoints;
                solana.FeeWallet = basisPoints == 0 ? null : FakeChain.Wallet("operator");
            }));

    private static async Task<(string Path, string Page)> CheckoutAsync(Site site)
    {
        var product = await site.SellAsync(Site.Offer() with { MerchantWallet = FakeChain.Wallet("merchant") });
        var link = await site.LinkAsync(product);
        var (_, offer) = await site.GetAsync(new Uri(link.Url).PathAndQuery);
        using var opened = await site.SubmitAsync(offer, "/open");
        var path = opened.Headers.Location!.ToString();
        return (path, (await site.GetAsync(path)).Body);
    }
}
