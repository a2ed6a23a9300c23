using HiltBot.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HiltBot.Journey.Tests;

/// <summary>The offer page inside Telegram: whoever Telegram has signed for is known, and nobody else is believed.</summary>
public sealed class TelegramMiniAppTests(Browser browser)
{
    [Fact]
    public async Task The_page_knows_whose_link_it_is_and_gives_everybody_their_own()
    {
        await using var house = await TelegramHouse.BuildAsync(Store.Sqlite);
        var (ana, ben) = (house.Telegram.AddUser("Ana"), house.Telegram.AddUser("Ben"));
        var own = TelegramHouse.PageOf(await house.AskForPageAsync(ana));
        await using var context = await browser.OpenAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = Browser.PhoneWidth, Height = 740 },
        });
        var page = await context.NewPageAsync();
        var note = page.Locator("#visit");

        // Her own link.
        var told = page.WaitForResponseAsync(answer => answer.Url.EndsWith("/app", StringComparison.Ordinal));
        await page.GotoAsync(InApp(own.ToString(), house.Telegram.InitData(ana)));
        Assert.Equal(200, (await told).Status);
        await Expect(note).ToBeHiddenAsync();

        // Somebody else opens it.
        await page.GotoAsync("about:blank");
        await page.GotoAsync(InApp(own.ToString(), house.Telegram.InitData(ben)));
        await Expect(note).ToContainTextAsync("This link gives access to Ana, not to you.");
        await Browser.IsAccessibleAsync(page, "the offer inside Telegram");
        await Browser.FitsAPhoneAsync(page, "the offer inside Telegram");
        await note.GetByRole(AriaRole.Link, new() { Name = "open your own" }).ClickAsync();
        await Expect(page.Locator(".facts")).ToContainTextAsync("Ben");

        // Without any link they get one; and what Telegram did not sign counts for nothing.
        var bare = own.GetLeftPart(UriPartial.Path);
        await page.GotoAsync("about:blank");
        await page.GotoAsync(InApp(bare, house.Telegram.InitData(ben)));
        await Expect(page.Locator(".facts")).ToContainTextAsync("Ben");
        await page.GotoAsync("about:blank");
        await page.GotoAsync(InApp(bare, house.Telegram.ForgedInitData(ben)));
        await Expect(note).ToContainTextAsync("The app did not sign this");
        await Expect(page.Locator(".facts")).Not.ToContainTextAsync("Ben");
    }

    private static string InApp(string url, string initData) =>
        $"{url}#tgWebAppData={Uri.EscapeDataString(initData)}&tgWebAppVersion=8.0&tgWebAppPlatform=ios";
}
