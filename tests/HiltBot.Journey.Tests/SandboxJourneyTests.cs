using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HiltBot.Journey.Tests;

/// <summary>
/// What a newcomer does in the simulator, in a real browser, against the real host: join, pay, hold the role, be reminded,
/// lapse; renew early, leave and come back, hold seats on both platforms. Every sweep looks by itself once an hour only.
/// </summary>
public sealed class SandboxJourneyTests(Browser browser)
{
    private const string Inner = "Inner circle";
    private const string Both = "Inner circle and Night Shift";
    private const string PrivateHere = "private-SIM_SERVER";
    private const string Markup = "<img src=x onerror=alert(1)>";
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_buyer_joins_pays_holds_the_role_is_reminded_and_loses_it_at_the_end()
    {
        await using var sandbox = await Sandbox.StartAsync();
        await using var context = await browser.OpenAsync();
        var chat = await SimulatorVisit.OpenAsync(context, sandbox.Url);
        await chat.IsLockedAsync("inner-circle");
        await chat.AskForPayLinkAsync(Inner);

        var checkout = await chat.OpenPayPageAsync();
        await Expect(checkout.GetByText("Access for")).ToBeVisibleAsync();
        await Expect(checkout.Locator("dd").Filter(new() { HasText = "Ana" })).ToBeVisibleAsync();
        await Checkout.AgreeAsync(checkout);
        await Checkout.SaysAsync(checkout, "Waiting for your payment");
        await checkout.GetByRole(AriaRole.Button, new() { Name = "Pay 9.00 USDC with the sandbox wallet" }).ClickAsync();
        await Checkout.SaysAsync(checkout, "You are in");
        await Expect(checkout.Locator("#steps li")).ToHaveTextAsync(
            [new Regex("Payment arrived"), new Regex("Confirmed by the ledger"), new Regex("Access given.*Inner circle")]);
        await checkout.GetByRole(AriaRole.Link, new() { Name = "Your receipt" }).ClickAsync();
        await Expect(checkout.GetByText("Genuine.")).ToBeVisibleAsync();
        await checkout.CloseAsync();

        await chat.IsOpenAsync("inner-circle");
        await Expect(chat.Person("Ana").Locator(".role")).ToHaveTextAsync("inner-circle");
        await chat.GoAsync(PrivateHere);
        await Expect(chat.LastLine).ToContainTextAsync("You're in: Inner circle");

        await LapsesAsync(chat);
        await Expect(chat.Person("Ana").Locator(".role")).ToHaveCountAsync(0);
        await chat.GoAsync("inner-circle");
        await Expect(chat.Page.GetByRole(AriaRole.Heading, new() { Name = "#inner-circle is locked" })).ToBeVisibleAsync();

        // A page that is open and listening holds nobody up.
        Assert.Equal(0, await sandbox.Host.StopAsync().WaitAsync(StopTime));
        await Expect(chat.Page.GetByText("The server does not answer.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Rubbish_and_haste_do_no_harm()
    {
        await using var sandbox = await Sandbox.StartAsync();
        await using var context = await browser.OpenAsync();
        var chat = await SimulatorVisit.OpenAsync(context, sandbox.Url);
        var failures = new List<string>();
        chat.Page.PageError += (_, error) => failures.Add(error);
        chat.Page.Dialog += (_, dialog) =>
        {
            failures.Add(dialog.Message);
            _ = dialog.DismissAsync();
        };
        chat.Page.Response += (_, answer) =>
        {
            if (answer.Status >= 500)
            {
                failures.Add($"{answer.Status} {answer.Url}");
            }
        };
        foreach (var (line, answer) in ((string, string)[])
                 [("/nonsense", "I do not know /nonsense"), ($"/join {Markup}", $"no offer called \"{Markup}\""),
                  ("/connect 123", "I do not know this code"), ("/offer create", "Only owners and managers"),
                  ("/start nowhere", "does not lead anywhere"), ("/status and more", "more than /status takes")])
        {
            await chat.SayAsync(line);
            await Expect(chat.LastLine).ToContainTextAsync(answer);
        }

        await chat.TypeAsync("/");
        await Expect(chat.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("A command starts with a slash");
        await chat.TypeAsync(Markup);
        await Expect(chat.LastLine).ToContainTextAsync(Markup);
        await Expect(chat.Page.Locator("#problem")).ToBeHiddenAsync();

        // Two clicks where one is meant: one link, one session, one payment.
        await chat.AskForPayLinkAsync(Inner);
        var page = await chat.OpenPayPageAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Agree and pay" }).DblClickAsync();
        await Checkout.SaysAsync(page, "Waiting for your payment");
        await page.GetByRole(AriaRole.Button, new() { Name = "with the sandbox wallet" }).DblClickAsync();
        await Checkout.SaysAsync(page, "You are in");
        await chat.SayAsync("/receipts");
        await Expect(chat.LastLine).ToContainTextAsync("9.00 USDC");
        await Expect(chat.LastLine.GetByRole(AriaRole.Link)).ToHaveCountAsync(1);
        await chat.GoAsync(PrivateHere);
        await Expect(chat.LastLine).ToContainTextAsync("You're in");
        await Expect(chat.Lines).ToHaveCountAsync(1);
        Assert.Empty(failures);
    }

    [Fact]
    public async Task Renewed_early_the_periods_stack_and_who_comes_back_has_the_role_again()
    {
        await using var sandbox = await Sandbox.StartAsync();
        await using var context = await browser.OpenAsync();
        var chat = await SimulatorVisit.OpenAsync(context, sandbox.Url);
        await chat.BuyAsync(Inner);
        await chat.IsOpenAsync("inner-circle");
        var first = await chat.PaidUntilAsync();

        // A day later: whoever pays again loses none of the twenty-nine that are left.
        await chat.MoveAsync("+1 day");
        await chat.SayAsync("/renew");
        await chat.PayAsync();
        var second = await chat.PaidUntilAsync();
        Assert.Equal(DayOf(first).AddDays(30), DayOf(second));
        await Expect(chat.Page.Locator("#log")).Not.ToContainTextAsync("ended on");

        await chat.Page.GetByRole(AriaRole.Button, new() { Name = "Leave the server" }).ClickAsync();
        await chat.IsLockedAsync("inner-circle");
        await Expect(chat.Person("Ana").Locator(".role")).ToHaveTextAsync("outside");
        await chat.Page.GetByRole(AriaRole.Button, new() { Name = "Come back" }).ClickAsync();
        await chat.IsOpenAsync("inner-circle");
        await Expect(chat.Person("Ana").Locator(".role")).ToHaveTextAsync("inner-circle");
        Assert.Equal(second, await chat.PaidUntilAsync());
    }

    [Fact]
    public async Task One_payment_opens_a_place_on_each_of_two_platforms_once_the_second_is_connected()
    {
        await using var sandbox = await Sandbox.StartAsync();
        await using var context = await browser.OpenAsync();
        var chat = await SimulatorVisit.OpenAsync(context, sandbox.Url);
        await chat.BuyAsync(Both);
        await chat.IsOpenAsync("inner-circle");
        await chat.IsLockedAsync("night-shift");
        await chat.SayAsync("/status");
        await Expect(chat.LastLine).ToContainTextAsync("Still missing");
        await chat.PressAsync("Connect ");

        var there = await context.RunAndWaitForPageAsync(
            () => chat.LastLine.GetByRole(AriaRole.Link, new() { Name = "Connect " }).ClickAsync());
        var group = new SimulatorVisit(there);
        await Expect(there.Locator("#log")).ToContainTextAsync("Connected.");
        await Expect(there.GetByRole(AriaRole.Link, new() { Name = "Join now" })).ToBeVisibleAsync();
        await there.GetByRole(AriaRole.Button, new() { Name = "Enter with your invitation" }).ClickAsync();
        await group.IsOpenAsync("night-shift");
        await group.IsOpenAsync("inner-circle");
        await Expect(group.Person("Ana").Locator(".role")).ToHaveTextAsync("night-shift");
        await group.GoAsync("welcome");
        await Expect(group.Person("Ana").Locator(".role")).ToHaveTextAsync("inner-circle");
        await group.SayAsync("/status");
        await Expect(group.LastLine).Not.ToContainTextAsync("Still missing");
    }

    // To the next event each time: what it brings is waited for before the clock moves on.
    private static async Task LapsesAsync(SimulatorVisit chat)
    {
        foreach (var words in (string[])
                 ["ends in 7 days", "ends in 2 days", "ends in 1 day,", "You keep access until", "has ended, and your access"])
        {
            await chat.IsOpenAsync("inner-circle");
            await chat.MoveAsync("Next event");
            await Expect(chat.LastLine).ToContainTextAsync(words);
        }

        await chat.IsLockedAsync("inner-circle");
        var kinds = await chat.Lines.Filter(new() { HasText = "ends in" }).CountAsync();
        Assert.Equal(3, kinds);
    }

    // "22 December 2026, 01:00 CET (Europe/Berlin)": the hour may change with daylight saving, the instant does not.
    private static DateTime DayOf(string until)
    {
        var date = until[..until.IndexOf(',', StringComparison.Ordinal)];
        return DateTime.ParseExact(date, "d MMMM yyyy", CultureInfo.InvariantCulture);
    }
}
