using HiltBot.Engine.Buyers;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Chat;

public sealed class BuyersTalkTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Joining_shows_the_offer_and_gives_the_link_only_when_pressed(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        await world.OfferAsync("Gold");
        var ana = world.Ana;
        var offer = await ana.SayAsync("/join");
        Assert.Contains("Price: 29.00 USDC for 30 days", Chatter.Words(offer), StringComparison.Ordinal);
        Assert.Contains("Opens: Inner circle", Chatter.Words(offer), StringComparison.Ordinal);
        Assert.DoesNotContain(offer.Buttons, button => button.Url is not null);
        Assert.True(offer.IsOnlyForAsker);

        var link = await ana.PressAsync("Pay 29.00 USDC");
        Assert.True(link.IsOnlyForAsker);
        Assert.StartsWith("http://localhost:5080/p/", ana.ButtonOf("Open the payment page").Url, StringComparison.Ordinal);
        Assert.Contains("gives access to Ana and nobody else", link.Text, StringComparison.Ordinal);
        Assert.Contains("2 March 2026, 11:00 CET (Europe/Berlin)", link.Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Several_offers_are_a_menu_and_one_can_be_named(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        await world.OfferAsync("Gold");
        await world.OfferAsync("Silver", "9.5 USDC", "1 month", "Workshop");
        var ana = world.Ana;
        await ana.SayAsync("/join");
        var silver = await ana.ChooseAsync("Silver");
        Assert.Contains("9.50 USDC for 1 month", Chatter.Words(silver), StringComparison.Ordinal);
        Assert.Contains("Pay 9.50 USDC", Chatter.Words(await ana.SayAsync("/join silver")), StringComparison.Ordinal);
        Assert.Contains("no offer called \"bronze\"", (await ana.SayAsync("/join bronze")).Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_cannot_be_bought_is_said_before_anybody_pays(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        var ana = world.Ana;
        Assert.Contains("Nothing is sold here", (await ana.SayAsync("/join")).Text, StringComparison.Ordinal);
        await world.OfferAsync("Gold");
        await ana.SayAsync("/join");
        var pay = ana.ButtonOf("Pay").ActionId!;

        await world.Robin.SayAsync("/block s-ana reason:chargeback talk");
        Assert.Contains("blocked your account", (await ana.SayAsync("/join")).Text, StringComparison.Ordinal);
        Assert.Contains("blocked your account", (await ana.PressIdAsync(pay)).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("chargeback", Chatter.Words(ana.Last), StringComparison.Ordinal);
        await world.Robin.SayAsync("/unblock s-ana");
        Assert.NotNull((await ana.PressIdAsync(pay)).Buttons.Single().Url);

        await world.Robin.SayAsync("/offer edit gold");
        await world.Robin.PressAsync("Pause");
        Assert.Contains("is paused", (await ana.PressIdAsync(pay)).Text, StringComparison.Ordinal);
        await world.Robin.PressAsync("Put on sale");
        await SoldOutAsync(world);
        Assert.Contains("is sold out", (await ana.PressIdAsync(pay)).Text, StringComparison.Ordinal);
        await world.Store.WriteAsync(async db => (await db.Products.SingleAsync()).PaymentsMax = null);
        await world.Store.InScopeAsync<CommunityNews>(news => news.HandleAsync(
            Platform.SimServer, world.Place, new CommunityChange.Lost(), default));
        Assert.Contains("I was removed from a place", (await ana.PressIdAsync(pay)).Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_member_sees_until_when_and_may_extend(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        await world.OfferAsync("Gold");
        var given = await world.Robin.SayAsync("/gift s-ana Gold 30");
        Assert.Contains("s-ana has Gold for 30 days", given.Text, StringComparison.Ordinal);
        var ana = world.Ana;
        var status = Chatter.Words(await ana.SayAsync("/status"));
        Assert.Contains("Gold: active until 1 April 2026, 11:00 CEST (Europe/Berlin)", status, StringComparison.Ordinal);
        Assert.Contains("I remind you 7, 2 and 1 days before the end", status, StringComparison.Ordinal);
        await ana.PressAsync("Renew");
        Assert.NotNull(ana.ButtonOf("Open the payment page").Url);
        Assert.Contains("You already have Gold: active until", (await ana.SayAsync("/join")).Text, StringComparison.Ordinal);
        Assert.NotNull((await ana.PressAsync("Extend for 29.00 USDC")).Buttons.Single().Url);
        Assert.NotNull((await ana.SayAsync("/renew")).Buttons.Single().Url);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Cancelling_charges_nothing_and_says_until_when_access_lasts(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        await world.OfferAsync("Gold");
        await world.Robin.SayAsync("/gift s-ana Gold 30");
        var ana = world.Ana;
        await ana.SayAsync("/cancel");
        Assert.Contains("nothing is charged either way", ana.Last.Text, StringComparison.Ordinal);
        var done = await ana.PressAsync("Cancel it");
        Assert.Contains("no more reminders", done.Text, StringComparison.Ordinal);
        Assert.Contains("until 1 April 2026, 11:00 CEST (Europe/Berlin)", done.Text, StringComparison.Ordinal);
        var row = await world.Store.ReadAsync(db => db.Memberships.SingleAsync());
        Assert.NotNull(row.CancelledAt);
        Assert.Equal(MembershipStatus.Active, row.Status);
        Assert.Contains("cancelled already", (await ana.SayAsync("/cancel")).Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Another_platform_is_connected_by_a_code_that_works_once(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        var night = new Chatter(world.Store, Platform.SimGroup, world.Group, "g-robin", "Robin") { MayManage = true };
        await night.SayAsync($"/setup {await world.CodeAsync()}");
        await world.OfferAsync("Gold");
        await world.Robin.PressAsync("What it opens");
        await world.Robin.ChooseAsync("Night Shift");
        await world.Robin.SayAsync("/gift s-ana Gold 30");
        var ana = world.Ana;
        Assert.Contains(
            "Connect the simulated group, and Night Shift opens there.", Chatter.Words(await ana.SayAsync("/status")),
            StringComparison.Ordinal);
        var code = (await ana.PressAsync("Connect")).Text.Split("/connect ")[1].Split('\n')[0];
        var there = new Chatter(world.Store, Platform.SimGroup, null, "g-ana", "Ana");
        Assert.StartsWith("Connected.", (await there.SayAsync($"/connect {code}")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Connect the", Chatter.Words(await there.SayAsync("/status")), StringComparison.Ordinal);
        var ben = new Chatter(world.Store, Platform.SimGroup, null, "g-ben", "Ben");
        Assert.Contains("used already", (await ben.SayAsync($"/connect {code}")).Text, StringComparison.Ordinal);
        Assert.Contains("do not know this code", (await ben.SayAsync("/connect nonsense")).Text, StringComparison.Ordinal);
        Assert.Equal(2, await world.CountAsync<BuyerAccount>());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Forgetting_says_what_goes_and_happens_when_confirmed(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        await world.OfferAsync("Gold");
        var ana = world.Ana;
        Assert.Contains("nothing to forget", (await ana.SayAsync("/forget")).Text, StringComparison.Ordinal);
        await world.Robin.SayAsync("/gift s-ana Gold 30");
        var asked = await ana.SayAsync("/forget");
        Assert.Contains("You still have Gold (until 1 April 2026", asked.Text, StringComparison.Ordinal);
        Assert.Null((await world.Store.ReadAsync(db => db.Buyers.SingleAsync())).ForgottenAt);
        Assert.Contains("your names are gone", (await ana.PressAsync("Forget me")).Text, StringComparison.Ordinal);
        Assert.NotNull((await world.Store.ReadAsync(db => db.Buyers.SingleAsync())).ForgottenAt);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_stranger_is_told_what_to_say_next(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        var ana = world.Ana;
        foreach (var line in new[] { "/status", "/renew", "/cancel" })
        {
            Assert.Contains("/join", (await ana.SayAsync(line)).Text, StringComparison.Ordinal);
        }

        Assert.Contains("no receipts", (await ana.SayAsync("/receipts")).Text, StringComparison.Ordinal);
        Assert.Contains("/join: See what is offered", Chatter.Words(await ana.SayAsync("/help")), StringComparison.Ordinal);
        Assert.DoesNotContain("/revoke", Chatter.Words(ana.Last), StringComparison.Ordinal);
        Assert.Contains("/revoke", Chatter.Words(await world.Robin.SayAsync("/help")), StringComparison.Ordinal);
    }

    private static Task SoldOutAsync(ChatWorld world) => world.Store.WriteAsync(async db =>
    {
        var product = await db.Products.SingleAsync();
        (product.PaymentsMax, product.PlacesHeld) = (1, 1);
    });
}
