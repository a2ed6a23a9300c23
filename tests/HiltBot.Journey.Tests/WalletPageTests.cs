using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Transactions;
using HiltBot.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HiltBot.Journey.Tests;

/// <summary>
/// On the local Solana, through the page: the buyer's browser wallet connects by the Wallet Standard, the page reads out of
/// the bytes what will be signed, the wallet signs (and sends, or the host sends), and the page shows what the chain
/// confirmed.
/// </summary>
public sealed partial class WalletPageTests(WalletTown town) : IClassFixture<WalletTown>
{
    [Fact]
    public async Task A_wallet_that_signs_pays_and_its_doubts_and_tricks_cost_nothing()
    {
        var offer = await town.SellAsync();
        await using var visit = await town.VisitAsync(offer, "ana", usdc: 0);
        var page = visit.Page;
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "QR code of the payment" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Open in a wallet app" })).ToHaveAttributeAsync(
            "href", new Regex($"^solana:{town.House.MerchantWallet}\\?amount=9&spl-token={Localnet.Usdc}&"));
        await Browser.IsAccessibleAsync(page, "the payment with wallets");
        await Browser.FitsAPhoneAsync(page, "the payment with wallets");
        await visit.ShootAsync("ways");

        // The one thing that is missing is said before the wallet opens, and is looked at again.
        await visit.ConnectAsync();
        await Expect(visit.Alert).ToContainTextAsync("This wallet holds no USDC. Put 9.00 USDC into it");
        await Expect(visit.Sign).ToBeHiddenAsync();
        await visit.ShootAsync("missing");
        await town.Chain.FundAsync(visit.Wallet, 50_000_000);
        await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(visit.Sign).ToBeVisibleAsync();
        await Expect(visit.Words).ToContainTextAsync($"Sends 9.00 USDC to the merchant, {town.House.MerchantWallet}.");
        await Expect(visit.Words).ToContainTextAsync("The network takes 0.000005 SOL as its fee.");
        await Browser.IsAccessibleAsync(page, "what the wallet will sign");
        await Browser.FitsAPhoneAsync(page, "what the wallet will sign");
        await visit.ShootAsync("preview");

        // Somebody who changes their mind in the wallet loses nothing and can go on; so does one whose wallet cheats.
        await visit.SayAsync("no");
        await visit.Sign.ClickAsync();
        await Expect(visit.Alert).ToHaveTextAsync("You said no in Test Wallet. Nothing was paid; press the button to try again.");
        await visit.SayAsync("cheat");
        await visit.Sign.ClickAsync();
        await Expect(visit.Alert).ToContainTextAsync("Test Wallet changed what was to be signed, so it was not sent and nothing was paid.");
        await Expect(visit.Alert).ToContainTextAsync("It does not send 9.00 USDC to the merchant.");
        await Checkout.SaysAsync(page, "Waiting for your payment");

        await visit.SayAsync("yes");
        await visit.Sign.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Checkout.SaysAsync(page, "Waiting for the ledger");
        await Expect(page.Locator("#ways")).ToBeHiddenAsync();
        await town.UntilAsync(page, "You are in");
        await Expect(page.Locator("#steps")).ToContainTextAsync("Confirmed by the ledger: 9.00 USDC");
        Assert.Contains(("100/1", "ana"), town.House.Platform.Roles.Keys);
        Assert.Equal(50_000_000 - WalletTown.Price, await town.UsdcOfAsync(visit.Wallet));
        await SettledByAsync(visit.Wallet, WalletTown.Price);
        await page.GetByRole(AriaRole.Link, new() { Name = "Your receipt" }).ClickAsync();
        await Expect(page.GetByText("Genuine.")).ToBeVisibleAsync();
        await Expect(page.GetByText(visit.Wallet).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_wallet_that_only_signs_and_sends_pays_and_one_that_left_is_said_so()
    {
        await using var visit = await town.VisitAsync(await town.SellAsync(), "ben", TestWallet.SignAndSend);
        await visit.ConnectAsync();
        await Expect(visit.Sign).ToBeVisibleAsync();
        await visit.Page.EvaluateAsync("() => window.testWalletSwitch()");
        await Expect(visit.Alert).ToHaveTextAsync("Test Wallet has disconnected. Connect it again to pay.");
        await visit.ConnectAsync();
        await visit.Sign.ClickAsync();
        await town.UntilAsync(visit.Page, "You are in");
        await SettledByAsync(visit.Wallet, WalletTown.Price);
    }

    [Fact]
    public async Task Sol_is_paid_like_any_other_money()
    {
        await using var visit = await town.VisitAsync(await town.SellInSolAsync(), "cleo", usdc: 0, lamports: WalletTown.Sol);
        var before = await town.LamportsOfAsync(town.House.MerchantWallet);
        await visit.ConnectAsync();
        await Expect(visit.Alert).ToContainTextAsync("This wallet holds 0.25 SOL, and 0.250005 SOL is needed");
        await town.Chain.CallAsync("control_airdrop", new { address = visit.Wallet, lamports = "1000000000" });
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(visit.Words).ToContainTextAsync($"Sends 0.25 SOL to the merchant, {town.House.MerchantWallet}.");
        await visit.Sign.ClickAsync();
        await town.UntilAsync(visit.Page, "Paid. Thank you");
        Assert.Equal(before + WalletTown.Sol, await town.LamportsOfAsync(town.House.MerchantWallet));
        await SettledByAsync(visit.Wallet, WalletTown.Sol);
    }

    [Fact]
    public async Task The_operators_fee_goes_along_in_the_same_transaction_and_the_parts_sum_to_the_price()
    {
        await using var visit = await town.VisitAsync(await town.SellWithFeeAsync(), "dora");
        var (merchant, fees) = (await town.UsdcOfAsync(town.House.MerchantWallet), await town.UsdcOfAsync(town.FeeWallet));
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "By hand" })).ToHaveCountAsync(0);
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "Open in a wallet app" })).ToHaveCountAsync(0);
        await visit.ConnectAsync();
        await Expect(visit.Words).ToContainTextAsync($"Sends 8.775 USDC to the merchant, {town.House.MerchantWallet}.");
        await Expect(visit.Words).ToContainTextAsync($"Sends 0.225 USDC to the operator, {town.FeeWallet}.");
        await visit.ShootAsync("fee");
        await visit.Sign.ClickAsync();
        await town.UntilAsync(visit.Page, "Paid. Thank you");
        Assert.Equal(merchant + WalletTown.Price - WalletTown.Fee, await town.UsdcOfAsync(town.House.MerchantWallet));
        Assert.Equal(fees + WalletTown.Fee, await town.UsdcOfAsync(town.FeeWallet));
        var paid = await town.House.Books.RowsAsync(
            "select amount_minor_units, merchant_amount_minor_units + fee_minor_units, fee_owed_minor_units from payments where fee_minor_units > 0");
        Assert.NotEmpty(paid);
        Assert.All(paid, row => Assert.Equal(
            [WalletTown.Price, WalletTown.Price, 0L], row.Select(one => Convert.ToInt64(one, CultureInfo.InvariantCulture))));
        await SettledByAsync(visit.Wallet, WalletTown.Price - WalletTown.Fee);
    }

    [Fact]
    public async Task A_merchant_who_never_held_the_token_is_paid_and_the_buyer_is_told_of_the_deposit()
    {
        await using var visit = await town.VisitAsync(await town.SellForNewcomerAsync(), "emil", lamports: 1_000_000);
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "Open in a wallet app" })).ToHaveCountAsync(0);
        await visit.ConnectAsync();
        await Expect(visit.Words).ToContainTextAsync("Opens the USDC account that receives it; you pay its small deposit in SOL.");
        await Expect(visit.Alert).ToContainTextAsync("This wallet holds 0.001 SOL, and 0.00204428 SOL is needed");
        await town.Chain.CallAsync("control_airdrop", new { address = visit.Wallet, lamports = "5000000" });
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await visit.Sign.ClickAsync();
        await town.UntilAsync(visit.Page, "Paid. Thank you");
        Assert.Equal(WalletTown.Price, await town.UsdcOfAsync(town.Newcomer));
        await SettledByAsync(visit.Wallet, WalletTown.Price);
    }

    [Fact]
    public async Task A_token_of_the_newer_program_is_paid_unless_it_keeps_a_part_of_each_transfer()
    {
        var mint = await town.MintToken2022Async();
        await using var visit = await town.VisitAsync(await town.SellInAsync(mint), "gina", usdc: 0);
        await visit.ConnectAsync();
        await Expect(visit.Alert).ToContainTextAsync($"This wallet holds no {mint[..4]}...{mint[^4..]}.");
        await town.Chain.CallAsync(
            "control_setTokenBalance", new { owner = visit.Wallet, mint, amount = $"{WalletTown.Price}" });
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await visit.Sign.ClickAsync();
        await town.UntilAsync(visit.Page, "Paid. Thank you");
        await SettledByAsync(visit.Wallet, WalletTown.Price);

        var taxed = await town.MintWithFeeAsync();
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => town.SellInAsync(taxed));
        Assert.Contains("keeps a part of each transfer for its issuer", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_wallet_used_last_comes_first_and_a_chat_browser_shows_the_way_out()
    {
        await using var visit = await town.VisitAsync(await town.SellAsync(), "hans");
        var page = visit.Page;
        var names = page.Locator("#wallets button");
        await visit.ConnectAsync();
        await page.AddInitScriptAsync("""
            window.TelegramWebviewProxy = { postEvent: (name, data) => { window.testTold = `${name} ${data}`; } };
            window.addEventListener("wallet-standard:app-ready", ({ detail }) => detail.register({
              version: "1.0.0", name: "Another Wallet", icon: "data:image/svg+xml;base64,PHN2Zy8+", chains: ["solana:localnet"], accounts: [],
              features: { "standard:connect": { connect: async () => ({ accounts: [] }) }, "solana:signTransaction": {} },
            }));
            """);
        await page.ReloadAsync();
        await Expect(names).ToHaveTextAsync(["Pay with Test Wallet", "Pay with Another Wallet"]);
        await names.Last.ClickAsync();
        await Expect(visit.Alert).ToHaveTextAsync("Another Wallet shares no account with this page. Choose one in the wallet, and try again.");
        await Expect(page.Locator("#inside")).ToBeVisibleAsync();
        await Browser.IsAccessibleAsync(page, "the payment inside a chat app");
        await visit.ShootAsync("inside");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open in your browser" }).ClickAsync();
        Assert.Contains("web_app_open_link {\"url\":\"http", await page.EvaluateAsync<string>("() => window.testTold"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wallet_app_asks_for_the_transaction_signs_it_and_sends_it_itself()
    {
        var offer = await town.SellWithFeeAsync();
        var session = await town.House.OpenCheckoutAsync(offer, "fred");
        using var wallet = KeyPair.Generate();
        var path = $"/p/{offer.Slug}/pay/{session.PaymentId}/request";
        var http = town.House.Host.Http;
        var what = await http.GetFromJsonAsync<JsonNode>(path);
        Assert.Equal("Test", (string?)what!["label"]);
        Assert.EndsWith(".svg", (string)what["icon"]!, StringComparison.Ordinal);

        using var poor = await http.PostAsJsonAsync(path, new { account = wallet.Address.ToString() });
        Assert.Equal(400, (int)poor.StatusCode);
        Assert.StartsWith("This wallet holds no USDC.", (string)(await poor.Content.ReadFromJsonAsync<JsonNode>())!["message"]!, StringComparison.Ordinal);
        await town.Chain.FundAsync(wallet.Address.ToString(), WalletTown.Price);
        using var answer = await http.PostAsJsonAsync(path, new { account = wallet.Address.ToString() });
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        var made = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal("9.00 USDC to Test for Members", (string?)made["message"]);
        var transaction = TransactionDecoder.Decode(Convert.FromBase64String((string)made["transaction"]!)).Sign(wallet);
        await town.Chain.CallAsync(
            "sendTransaction", Convert.ToBase64String(transaction.Serialize()), new { encoding = "base64", preflightCommitment = "confirmed" });
        await Eventually.IsAsync(
            async () =>
            {
                await town.House.TickAsync();
                return await town.House.StatusAsync(session);
            },
            status => status == "CONFIRMED", "the payment is confirmed");
        using var again = await http.PostAsJsonAsync(path, new { account = wallet.Address.ToString() });
        Assert.Equal(409, (int)again.StatusCode);
        Assert.Equal("SP_ALREADY_PAID", (string?)(await again.Content.ReadFromJsonAsync<JsonNode>())!["code"]);
        await SettledByAsync(wallet.Address.ToString(), WalletTown.Price - WalletTown.Fee);
    }

    private async Task SettledByAsync(string wallet, long amount)
    {
        var row = Assert.Single(await town.House.Books.RowsAsync(
            $"select verdict, amount_minor_units from transfers where payer_wallet = '{wallet}'"));
        Assert.Equal("SETTLES", row[0]);
        Assert.Equal(amount, Convert.ToInt64(row[1], CultureInfo.InvariantCulture));
    }
}
