using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Chat;

public sealed class StaffTalkTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Setting_up_binds_the_place_and_says_what_is_missing(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        var words = Chatter.Words(world.Robin.Last);
        Assert.Contains("This place is connected to Harbor House.", words, StringComparison.Ordinal);
        Assert.Contains("You are an owner there.", words, StringComparison.Ordinal);
        Assert.Contains("Offers: None opens anything here yet: say /offer create.", words, StringComparison.Ordinal);
        Assert.DoesNotContain("Admin", words, StringComparison.Ordinal);
        Assert.Contains("Alert channel: staff-room", words, StringComparison.Ordinal);
        await world.Robin.SayAsync("/setup");
        Assert.Contains("Alert channel: general", Chatter.Words(await world.Robin.ChooseAsync("general")),
            StringComparison.Ordinal);
        Assert.Contains("no such channel", (await world.Robin.SayAsync("/setup alerts:secret")).Text,
            StringComparison.Ordinal);
        Assert.Equal("general", (await world.Store.ReadAsync(db => db.Communities.SingleAsync())).AlertChannelId);

        // What is wrong with a role is said once it is sold.
        await world.OfferAsync("Inner circle");
        await world.Store.WriteAsync(db => db.ProductTargets.ExecuteUpdateAsync(
            set => set.SetProperty(row => row.TargetId, "sim:admin")));
        Assert.Contains("Admin: The role stands above mine", Chatter.Words(await world.Robin.SayAsync("/setup")),
            StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_code_binds_only_for_somebody_who_manages_the_place(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        var code = await world.CodeAsync();
        var stranger = new Chatter(world.Store, Platform.SimGroup, world.Group, "g-ana", "Ana");
        Assert.Contains("not connected to a workspace yet", (await stranger.SayAsync("/join")).Text, StringComparison.Ordinal);
        Assert.Contains("Only somebody who may manage", (await stranger.SayAsync($"/setup {code}")).Text,
            StringComparison.Ordinal);
        var manager = new Chatter(world.Store, Platform.SimGroup, world.Group, "g-mia", "Mia") { MayManage = true };
        Assert.Contains("do not know this code", (await manager.SayAsync("/setup wrong")).Text, StringComparison.Ordinal);
        Assert.Contains("is connected to", (await manager.SayAsync($"/setup {code}")).Text, StringComparison.Ordinal);
        Assert.Contains("used already", (await manager.SayAsync($"/setup {code}")).Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_offer_goes_on_sale_when_it_opens_something(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        await world.Robin.SayAsync("/offer create");
        var refused = await world.Robin.FillAsync(("title", "Gold"), ("price", "29 EUR"), ("period", "now and then"));
        Assert.Contains("\"29 EUR\" is no price", refused.Text, StringComparison.Ordinal);
        Assert.Contains("\"now and then\" is no period", refused.Text, StringComparison.Ordinal);
        Assert.Equal(0, await world.CountAsync<Product>());

        await world.Robin.PressAsync("Fill in again");
        var saved = await world.Robin.FillAsync(
            ("title", "Gold\u202E"), ("price", "29 USDC"), ("period", "1 month"), ("grace", "3 days"));
        Assert.Contains("Gold is saved for 29.00 USDC for 1 month", saved.Text, StringComparison.Ordinal);
        Assert.Contains("Admin cannot be sold yet", saved.Text, StringComparison.Ordinal);
        Assert.Equal(ProductStatus.Paused, (await world.Store.ReadAsync(db => db.Products.SingleAsync())).Status);
        Assert.Contains("It is on sale now.", (await world.Robin.ChooseAsync("Inner circle")).Text, StringComparison.Ordinal);
        var offer = await world.Store.ReadAsync(db => db.Products.SingleAsync());
        Assert.Equal(
            (ProductStatus.Active, 29_000_000L, BillingUnit.Month, 1, 3, "Europe/Berlin"),
            (offer.Status, offer.AmountMinorUnits, offer.BillingUnit, offer.BillingCount, offer.GracePeriodDays,
                offer.BillingTimeZone));

        await world.Robin.PressAsync("Edit");
        var edited = await world.Robin.FillAsync(("price", "35 USDC"));
        Assert.Contains("Price: 35.00 USDC for 1 month", Chatter.Words(edited), StringComparison.Ordinal);
        await world.Robin.PressAsync("Edit");
        Assert.Contains("cannot be changed", (await world.Robin.FillAsync(("price", "1 SOL"))).Text, StringComparison.Ordinal);
        await world.Robin.SayAsync("/offer archive gold");
        Assert.Contains("may still renew", (await world.Robin.PressAsync("Archive it")).Text, StringComparison.Ordinal);
        Assert.Contains("archived", Chatter.Words(await world.Robin.SayAsync("/offer list")), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Taking_everything_away_pauses_the_offer(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        await world.OfferAsync("Gold");
        await world.Robin.PressAsync("What it opens");
        await world.Robin.PressAsync("Take something away");
        Assert.Contains("it is paused", (await world.Robin.ChooseAsync("Inner circle")).Text, StringComparison.Ordinal);
        Assert.Equal(0, await world.CountAsync<ProductTarget>());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Revoking_is_confirmed_and_told(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        await world.OfferAsync("Gold");
        await world.Robin.SayAsync("/gift @s-ana Gold 30");
        await world.Ana.SayAsync("/status");
        await world.Robin.SayAsync("/revoke @s-ana gold was rude");
        Assert.Equal(MembershipStatus.Active, (await world.Store.ReadAsync(db => db.Memberships.SingleAsync())).Status);
        Assert.Equal("was rude", world.Robin.Last.Form!.Fields.Single().Value);
        Assert.Contains("they are told", (await world.Robin.FillAsync()).Text, StringComparison.Ordinal);
        Assert.Equal(MembershipStatus.Expired, (await world.Store.ReadAsync(db => db.Memberships.SingleAsync())).Status);
        Assert.True(await world.Store.ReadAsync(db => db.Notices.AnyAsync(
            row => row.Kind == NoticeKind.Revoked && row.Audience == NoticeAudience.Buyer)));
        Assert.Contains("no running membership", (await world.Robin.SayAsync("/revoke s-ana")).Text, StringComparison.Ordinal);
        Assert.Contains("nobody called \"s-zoe\"", (await world.Robin.SayAsync("/revoke s-zoe")).Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Members_are_listed_and_explained(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        await world.OfferAsync("Gold");
        for (var i = 0; i < 12; i++)
        {
            await world.Robin.SayAsync($"/gift s-m{i} Gold {i + 1}");
            world.Store.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var first = await world.Robin.SayAsync("/members");
        Assert.Contains("12 memberships (active), newest first; 1 to 10:", first.Text, StringComparison.Ordinal);
        Assert.Equal("s-m11", first.Facts[0].Label);
        var second = await world.Robin.PressAsync("More");
        Assert.Equal(["s-m1", "s-m0"], second.Facts.Select(fact => fact.Label));
        Assert.Contains("No memberships in \"grace\"", (await world.Robin.SayAsync("/members grace")).Text,
            StringComparison.Ordinal);
        Assert.Contains("is one of all, active", (await world.Robin.SayAsync("/members rich")).Text, StringComparison.Ordinal);
        await world.Robin.SayAsync("/members");
        Assert.Contains("as it stands now", (await world.Robin.ChooseAsync("s-m5")).Text, StringComparison.Ordinal);
        Assert.Contains("as it stands now", (await world.Robin.SayAsync("/why s-m5")).Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Staff_is_added_and_the_last_owner_stays(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        Assert.Contains("s-mia is a manager now",
            (await world.Robin.SayAsync("/staff add s-mia manager")).Text,
            StringComparison.Ordinal);
        Assert.Contains("at least one owner", (await world.Robin.SayAsync("/staff remove s-robin")).Text,
            StringComparison.Ordinal);
        Assert.Contains("is one of support, manager and owner", (await world.Robin.SayAsync("/staff add s-mia king")).Text,
            StringComparison.Ordinal);
        Assert.Contains("not on the staff any more", (await world.Robin.SayAsync("/staff remove s-mia")).Text,
            StringComparison.Ordinal);
        Assert.Equal(1, await world.CountAsync<StaffMember>());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Unmatched_money_is_shown_when_there_is_any(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        await world.OfferAsync("Gold");
        Assert.Contains("Everything that arrived with a mark is counted", (await world.Robin.SayAsync("/unmatched")).Text,
            StringComparison.Ordinal);
    }
}
