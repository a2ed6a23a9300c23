using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using HiltBot.Journey.Tests;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Browser))]

namespace HiltBot.Journey.Tests;

/// <summary>Debian's Chromium, started once for the whole run; every visit gets a context of its own.</summary>
public sealed class Browser : IAsyncLifetime
{
    public const int PhoneWidth = 360;

    private const string Chromium = "/usr/bin/chromium";

    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium))
        {
            return;
        }

        playwright = await Playwright.CreateAsync();
        string[] asRoot = Environment.UserName == "root" ? ["--no-sandbox"] : [];
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args =
            [
                .. asRoot, "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
            ],
        });
        Assertions.SetDefaultExpectTimeout(30_000);
    }

    /// <summary>A fresh profile: nothing is remembered from another visit. Skips the test where there is no Chromium.</summary>
    public async Task<IBrowserContext> OpenAsync(BrowserNewContextOptions? options = null)
    {
        if (browser is null)
        {
            Assert.Skip($"No Chromium at {Chromium}: tests/run.sh --install brings it.");
        }

        options ??= new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 860 } };
        options.Locale ??= "en-GB";
        return await browser!.NewContextAsync(options);
    }

    /// <summary>Reads the page with axe in light and in dark; what is serious or critical fails the test.</summary>
    public static async Task IsAccessibleAsync(IPage page, string what)
    {
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            // Half-way through an animation colours are nobody's choice.
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            var result = await page.RunAxe();
            var bad = result.Violations.Where(violation => violation.Impact is "serious" or "critical").ToList();
            Assert.True(bad.Count == 0, $"{what}, {scheme}: {string.Join("; ", bad.Select(Describe))}");
            Assert.NotEmpty(result.Passes);
        }
    }

    /// <summary>Nothing sticks out at the width of a small phone.</summary>
    public static async Task FitsAPhoneAsync(IPage page, string what)
    {
        var before = page.ViewportSize!;
        await page.SetViewportSizeAsync(PhoneWidth, 740);
        var width = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
        Assert.True(width <= PhoneWidth, $"{what} is {width} px wide on a phone of {PhoneWidth} px.");
        await page.SetViewportSizeAsync(before.Width, before.Height);
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
    }

    private static string Describe(AxeResultItem violation) =>
        $"{violation.Id} ({violation.Impact}): {string.Join(", ", violation.Nodes.Select(node => node.Html))}";
}
