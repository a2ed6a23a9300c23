using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HiltBot.Journey.Tests;

/// <summary>The buyer on the hosted checkout.</summary>
internal static class Checkout
{
    /// <summary>From the offer to the payment's own page.</summary>
    public static async Task AgreeAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Agree and pay" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "How to pay" })).ToBeVisibleAsync();
    }

    public static async Task PayAsync(IPage page)
    {
        await AgreeAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "with the sandbox wallet" }).ClickAsync();
    }

    public static Task SaysAsync(IPage page, string headline) =>
        Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(headline);
}
