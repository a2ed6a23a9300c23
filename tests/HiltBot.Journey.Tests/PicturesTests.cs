using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HiltBot.Journey.Tests;

/// <summary>
/// The README's pictures, made from the running program. Written only with HILTBOT_TEST_PICTURES=1; otherwise the test
/// makes them and looks that they are sane, so that they can always be made again.
/// </summary>
public sealed class PicturesTests(Browser browser)
{
    private const int BytesMax = 300 * 1024;

    private static bool IsWriting => Environment.GetEnvironmentVariable("HILTBOT_TEST_PICTURES") == "1";

    [Fact]
    public async Task Pictures_of_the_simulator_and_of_the_checkout()
    {
        await using var sandbox = await Sandbox.StartAsync();
        await using var context = await browser.OpenAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = 1280, Height = 800 },
            ReducedMotion = ReducedMotion.Reduce,
        });
        var chat = await SimulatorVisit.OpenAsync(context, sandbox.Url);
        var link = await chat.AskForPayLinkAsync("Inner circle");
        var url = (await link.GetAttributeAsync("href"))!;

        await using var phone = await browser.OpenAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = 390, Height = 844 },
            ReducedMotion = ReducedMotion.Reduce,
        });
        var checkout = await phone.NewPageAsync();
        await checkout.GotoAsync(url);
        await KeepAsync(checkout, "checkout.png", fullPage: true);
        await Checkout.PayAsync(checkout);
        await Checkout.SaysAsync(checkout, "You are in");

        await chat.IsOpenAsync("inner-circle");
        await chat.GoAsync("private-SIM_SERVER");
        await Expect(chat.LastLine).ToContainTextAsync("You're in");
        await chat.MoveAsync("Next event");
        await Expect(chat.LastLine).ToContainTextAsync("ends in 7 days");
        await Expect(chat.Page.Locator("#news p")).ToHaveCountAsync(0);
        await KeepAsync(chat.Page, "simulator.png", fullPage: false);
    }

    private static async Task KeepAsync(IPage page, string name, bool fullPage)
    {
        var picture = await page.ScreenshotAsync(new PageScreenshotOptions { FullPage = fullPage });
        Assert.InRange(picture.Length, 10_000, BytesMax);
        if (IsWriting)
        {
            var folder = Directory.CreateDirectory(Path.Combine(TestKit.Repository.Root, "tests", "pictures"));
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, name), picture);
        }
    }
}
