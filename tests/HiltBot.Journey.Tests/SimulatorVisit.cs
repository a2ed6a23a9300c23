using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HiltBot.Journey.Tests;

/// <summary>Somebody in front of the simulator: types, presses, reads, and moves the clock, by what stands on the page.</summary>
internal sealed partial class SimulatorVisit(IPage page)
{
    public IPage Page => page;

    /// <summary>What the bot or a person said last where the visitor looks.</summary>
    public ILocator LastLine => page.Locator("#log article").Last;

    public ILocator Lines => page.Locator("#log article");

    public static async Task<SimulatorVisit> OpenAsync(IBrowserContext context, string url, string path = "/simulator")
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(url + path);
        var visit = new SimulatorVisit(page);
        await Expect(visit.Channel("welcome")).ToBeVisibleAsync();
        return visit;
    }

    public ILocator Channel(string id) => page.Locator($"#places [data-channel='{id}']");

    public ILocator Person(string name) => page.Locator("#people .person").Filter(new() { HasText = name });

    public async Task BeAsync(string name)
    {
        await page.GetByRole(AriaRole.Radio, new() { NameRegex = new Regex($"^{name}\\b") }).CheckAsync(new() { Force = true });
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"You are {name}" })).ToBeVisibleAsync();
    }

    public async Task GoAsync(string channel)
    {
        await Channel(channel).ClickAsync();
        await Expect(Channel(channel)).ToHaveAttributeAsync("aria-current", "true");
    }

    /// <summary>Types a line, and waits for the bot's answer to it.</summary>
    public async Task SayAsync(string line)
    {
        var before = await Lines.CountAsync();
        await TypeAsync(line);
        await Expect(Lines).ToHaveCountAsync(before + 2);
    }

    public async Task TypeAsync(string line)
    {
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Message or command" }).FillAsync(line);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
    }

    public async Task PressAsync(string button)
    {
        var before = await Lines.CountAsync();
        await LastLine.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        await Expect(Lines).ToHaveCountAsync(before + 1);
    }

    public async Task ChooseAsync(string offer)
    {
        var before = await Lines.CountAsync();
        var menu = LastLine.GetByLabel("Choose an offer");
        var line = await menu.Locator("option").Filter(new() { HasTextRegex = new Regex($"^{offer}:") }).GetAttributeAsync("value");
        await menu.SelectOptionAsync(line!);
        await Expect(Lines).ToHaveCountAsync(before + 1);
    }

    /// <summary>/join, the offer, its button: the address of the payment page in the chat's last line.</summary>
    public async Task<ILocator> AskForPayLinkAsync(string offer)
    {
        await SayAsync("/join");
        await ChooseAsync(offer);
        await PressAsync("Pay ");
        return LastLine.GetByRole(AriaRole.Link, new() { Name = "Open the payment page" });
    }

    /// <summary>Opens the link of the last line as a new tab, as the browser does it.</summary>
    public Task<IPage> OpenPayPageAsync() => page.Context.RunAndWaitForPageAsync(
        () => LastLine.GetByRole(AriaRole.Link, new() { Name = "Open the payment page" }).ClickAsync());

    /// <summary>Agrees and pays with play money on the page of the last line, and comes back.</summary>
    public async Task PayAsync()
    {
        var checkout = await OpenPayPageAsync();
        await Checkout.PayAsync(checkout);
        await Expect(checkout.GetByRole(AriaRole.Heading, new() { Level = 1 }))
            .ToHaveTextAsync(new Regex("You are in|Paid"));
        await checkout.CloseAsync();
    }

    public async Task BuyAsync(string offer)
    {
        await AskForPayLinkAsync(offer);
        await PayAsync();
    }

    public async Task MoveAsync(string step)
    {
        var moved = await page.RunAndWaitForResponseAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = step, Exact = true }).ClickAsync(),
            answer => answer.Url.EndsWith("/simulator/time", StringComparison.Ordinal));
        Assert.True(moved.Ok, await moved.TextAsync());
    }

    public Task IsOpenAsync(string channel) => Expect(Channel(channel)).ToContainTextAsync("open for you");

    public Task IsLockedAsync(string channel) => Expect(Channel(channel)).ToContainTextAsync("locked");

    /// <summary>The end of the period as /status says it, with its zone.</summary>
    public async Task<string> PaidUntilAsync()
    {
        await SayAsync("/status");
        var match = ActiveUntil().Match(await LastLine.InnerTextAsync());
        Assert.True(match.Success, await LastLine.InnerTextAsync());
        return match.Groups[1].Value;
    }

    [GeneratedRegex("active until (.+)")]
    private static partial Regex ActiveUntil();
}
