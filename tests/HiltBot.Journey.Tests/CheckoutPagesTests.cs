using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HiltBot.Journey.Tests;

/// <summary>
/// The hosted checkout for everybody: old, changed and foreign links, without scripts, by keyboard alone, read by axe, at
/// the width of a small phone; and a hostile or hasty visitor of the simulator.
/// </summary>
public sealed class CheckoutPagesTests(Browser browser)
{
    private const string Inner = "Inner circle";
    private const string Workshop = "Workshop for life";

    [Fact]
    public async Task Links_that_ran_out_were_changed_or_are_for_another_offer_have_their_own_page_and_change_nothing()
    {
        await using var sandbox = await Sandbox.StartAsync();
        await using var context = await browser.OpenAsync();
        var chat = await SimulatorVisit.OpenAsync(context, sandbox.Url);
        var link = await chat.AskForPayLinkAsync(Inner);
        var url = (await link.GetAttributeAsync("href"))!;
        var page = await context.NewPageAsync();
        await page.GotoAsync(url);
        await Checkout.SaysAsync(page, Inner);

        var letter = url[^10] == 'A' ? 'B' : 'A';
        await IsRefusedAsync(page, url[..^10] + letter + url[^9..], 422, "This link is not genuine");
        await IsRefusedAsync(page, url[..^3], 422, "This link is not genuine");
        var elsewhere = (await (await chat.AskForPayLinkAsync(Workshop)).GetAttributeAsync("href"))!;
        var other = elsewhere[..elsewhere.IndexOf('?', StringComparison.Ordinal)] + new Uri(url).Query;
        await IsRefusedAsync(page, other, 422, "This link is for another offer");
        await IsRefusedAsync(page, sandbox.Url + "/p/nothing-here", 404, "There is no such offer");
        await IsRefusedAsync(page, sandbox.Url + "/receipt/nothing-here", 404, "There is no such receipt");

        // The page was open when the link ran out: the button opens no session either.
        await page.GotoAsync(url);
        await chat.MoveAsync("+1 hour");
        await page.GetByRole(AriaRole.Button, new() { Name = "Agree and pay" }).ClickAsync();
        await Checkout.SaysAsync(page, "This link has run out");
        await IsRefusedAsync(page, url, 410, "This link has run out");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Back to the chat" })).ToBeVisibleAsync();
        await chat.SayAsync("/status");
        await Expect(chat.LastLine).ToContainTextAsync("/join");
        await chat.IsLockedAsync("inner-circle");
    }

    [Fact]
    public async Task Without_scripts_the_whole_checkout_works()
    {
        await using var sandbox = await Sandbox.StartAsync();
        await using var withScripts = await browser.OpenAsync();
        var chat = await SimulatorVisit.OpenAsync(withScripts, sandbox.Url);
        var url = await (await chat.AskForPayLinkAsync(Inner)).GetAttributeAsync("href");

        await using var context = await browser.OpenAsync(new BrowserNewContextOptions { JavaScriptEnabled = false });
        var page = await context.NewPageAsync();
        await page.GotoAsync(url!);
        await Checkout.AgreeAsync(page);

        // Two in parts, as somebody does who mistypes: what is missing is asked for, and nothing is lost.
        await page.GetByText("Try another amount").ClickAsync();
        await page.GetByLabel("Amount in USDC").FillAsync("4.50");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay this amount" }).ClickAsync();
        await LookAgainUntilAsync(page, "4.50 USDC is missing");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay 4.50 USDC with the sandbox wallet" }).ClickAsync();
        await LookAgainUntilAsync(page, "You are in");
        await page.GetByRole(AriaRole.Link, new() { Name = "Your receipt" }).ClickAsync();
        await Expect(page.GetByText("Genuine.")).ToBeVisibleAsync();
        await chat.IsOpenAsync("inner-circle");
    }

    [Fact]
    public async Task By_keyboard_alone_somebody_joins_and_pays()
    {
        await using var sandbox = await Sandbox.StartAsync();
        await using var context = await browser.OpenAsync();
        var chat = await SimulatorVisit.OpenAsync(context, sandbox.Url);
        var keys = chat.Page.Keyboard;
        await TabToAsync(chat.Page, "Message or command");
        await keys.TypeAsync("/jo");
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("Enter");
        await keys.PressAsync("Enter");
        await Expect(chat.LastLine.GetByLabel("Choose an offer")).ToBeVisibleAsync();
        await TabToAsync(chat.Page, "Choose an offer", backwards: true);
        await keys.TypeAsync("Workshop");
        await Expect(chat.LastLine).ToContainTextAsync(Workshop);
        await TabToAsync(chat.Page, "Pay 120.00 USDC");
        await keys.PressAsync("Enter");
        await Expect(chat.LastLine.GetByRole(AriaRole.Link)).ToBeVisibleAsync();
        await TabToAsync(chat.Page, "Open the payment page");
        var page = await context.RunAndWaitForPageAsync(() => keys.PressAsync("Enter"));

        await TabToAsync(page, "Agree and pay 120.00 USDC");
        await page.Keyboard.PressAsync("Enter");
        await Checkout.SaysAsync(page, "Waiting for your payment");
        await TabToAsync(page, "Pay 120.00 USDC with the sandbox wallet");
        await page.Keyboard.PressAsync("Space");
        await Checkout.SaysAsync(page, "You are in");
        await TabToAsync(page, "Your receipt");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("Genuine.")).ToBeVisibleAsync();
        await chat.IsOpenAsync("workshop");
    }

    [Fact]
    public async Task Every_page_is_read_by_axe_and_fits_a_small_phone()
    {
        await using var sandbox = await Sandbox.StartAsync();
        await using var context = await browser.OpenAsync();
        var chat = await SimulatorVisit.OpenAsync(context, sandbox.Url);
        await IsGoodAsync(chat.Page, "the empty simulator");
        await chat.AskForPayLinkAsync(Inner);
        var page = await chat.OpenPayPageAsync();
        await page.GetByText("Terms of Harbor House", new() { Exact = true }).ClickAsync();
        await IsGoodAsync(page, "the offer");
        await Checkout.AgreeAsync(page);
        await page.GetByText("Try another amount").ClickAsync();
        await IsGoodAsync(page, "the payment");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay 9.00 USDC with the sandbox wallet" }).ClickAsync();
        await Checkout.SaysAsync(page, "You are in");
        await IsGoodAsync(page, "the payment, paid");
        await page.GetByRole(AriaRole.Link, new() { Name = "Your receipt" }).ClickAsync();
        await page.GetByText("Check it yourself").ClickAsync();
        await IsGoodAsync(page, "the receipt");
        await page.GotoAsync(sandbox.Url + "/p/nothing-here");
        await IsGoodAsync(page, "a problem");

        await chat.IsOpenAsync("inner-circle");
        await chat.SayAsync("/status");
        await IsGoodAsync(chat.Page, "the simulator");
        await chat.BeAsync("Robin");
        await chat.GoAsync("staff-room");
        await Expect(chat.LastLine).ToContainTextAsync("Ana");
        await chat.Page.GetByText("Give roles by hand").ClickAsync();
        await IsGoodAsync(chat.Page, "the merchant's simulator");
    }

    private static async Task IsGoodAsync(IPage page, string what)
    {
        await Browser.IsAccessibleAsync(page, what);
        await Browser.FitsAPhoneAsync(page, what);
    }

    private static async Task IsRefusedAsync(IPage page, string url, int status, string title)
    {
        var answer = await page.GotoAsync(url);
        Assert.Equal(status, answer!.Status);
        await Checkout.SaysAsync(page, title);
    }

    private static async Task LookAgainUntilAsync(IPage page, string headline)
    {
        await TestKit.Eventually.IsAsync(
            async () =>
            {
                await page.ReloadAsync();
                return await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).InnerTextAsync();
            },
            seen => seen == headline, $"the page says {headline}");
    }

    // As a person does: presses Tab until it is there, and no more often than there are things on the page.
    private static async Task TabToAsync(IPage page, string name, bool backwards = false)
    {
        var seen = new List<string>();
        for (var presses = 0; presses < 60; presses++)
        {
            await page.Keyboard.PressAsync(backwards ? "Shift+Tab" : "Tab");
            seen.Add(await page.EvaluateAsync<string>(
                "() => { const it = document.activeElement; return it.labels?.[0]?.innerText ?? it.innerText ?? ''; }"));
            if (seen[^1].StartsWith(name, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"No way to {name} by keyboard; on the way: {string.Join(" | ", seen)}");
    }
}
