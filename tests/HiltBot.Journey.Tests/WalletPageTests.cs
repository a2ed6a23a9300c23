using System.Globalization;
using System.Text.RegularExpressions;
using HiltBot.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HiltBot.Journey.Tests;

/// <summary>
/// On the local Solana, through the page: the buyer's browser wallet connects by the Wallet Standard, the page says in words
/// what will be signed, the wallet signs (and sends, or the host sends), and the page shows what the chain confirmed.
/// </summary>
public sealed class WalletPageTests(Browser browser)
{
    private const long Price = 9_000_000;
    private const long Fund = 50_000_000;

    [Theory]
    [InlineData(TestWallet.SignOnly)]
    [InlineData(TestWallet.SignAndSend)]
    public async Task A_browser_wallet_pays_on_the_page_and_the_host_confirms_it(string feature)
    {
        await using var chain = await Localnet.StartAsync();
        await using var house = await House.BuildAsync(Store.Sqlite, chain);
        var offer = await house.MakeOfferAsync(Price, roles: ["1"]);
        var link = await house.MakeLinkAsync(offer, "ana");
        await using var context = await browser.OpenAsync();
        var wallet = string.Empty;
        await TestWallet.InstallAsync(context, feature, "solana:localnet", chain, async address =>
        {
            wallet = address;
            await chain.FundAsync(address, Fund);
        });

        var page = await context.NewPageAsync();
        await page.GotoAsync(link);
        await Checkout.AgreeAsync(page);
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "QR code of the payment" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Open in a wallet app" })).ToHaveAttributeAsync(
            "href", new Regex($"^solana:{house.MerchantWallet}\\?amount=9&spl-token={Localnet.Usdc}&"));
        await Browser.IsAccessibleAsync(page, "the payment with wallets");
        await Browser.FitsAPhoneAsync(page, "the payment with wallets");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay with Test Wallet" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What your wallet will sign" })).ToBeFocusedAsync();
        await Expect(page.Locator("#words")).ToContainTextAsync($"Sends 9.00 USDC to the merchant, {house.MerchantWallet}.");

        // Somebody who changes their mind in the wallet loses nothing and can go on.
        var sign = page.GetByRole(AriaRole.Button, new() { Name = "Sign and pay" });
        await page.EvaluateAsync("() => { window.testWalletSays = 'no'; }");
        await sign.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The user said no.");
        await Checkout.SaysAsync(page, "Waiting for your payment");
        await page.EvaluateAsync("() => { window.testWalletSays = 'yes'; }");
        await sign.ClickAsync();
        await Expect(page.Locator("#wallet-problem")).ToHaveTextAsync(string.Empty);
        await Checkout.SaysAsync(page, "Waiting for the ledger");
        await Expect(page.Locator("#ways")).ToBeHiddenAsync();

        await UntilAsync(house, page, "You are in");
        await Expect(page.Locator("#steps")).ToContainTextAsync("Confirmed by the ledger: 9.00 USDC");
        Assert.Contains(("100/1", "ana"), house.Platform.Roles.Keys);
        var transfer = Assert.Single(await house.Books.RowsAsync("select verdict, payer_wallet from transfers"));
        Assert.Equal("SETTLES", transfer[0]);
        Assert.Equal(wallet, Convert.ToString(transfer[1], CultureInfo.InvariantCulture));
        await page.GetByRole(AriaRole.Link, new() { Name = "Your receipt" }).ClickAsync();
        await Expect(page.GetByText("Genuine.")).ToBeVisibleAsync();
        await Expect(page.GetByText(wallet).First).ToBeVisibleAsync();
    }

    // Blocks go by while the buyer watches.
    private static Task UntilAsync(House house, IPage page, string headline) => Eventually.IsAsync(
        async () =>
        {
            await house.TickAsync();
            return await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).InnerTextAsync();
        },
        seen => seen == headline, $"the page says {headline}");
}
