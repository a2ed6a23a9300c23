using HiltBot.Engine.Chat;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Chat;

/// <summary>What staff set up in a server beyond its binding: a Join button that stays, a place for the hard to reach,
/// and words that are proposed while one types.</summary>
public sealed class JoinPanelsTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_join_button_is_posted_where_staff_say_and_shows_the_offers_when_it_is_pressed(string provider)
    {
        var server = new FakePlatform(Platform.SimServer);
        await using var world = await ChatWorld.OpenAsync(provider, server.Register);
        await world.OfferAsync("Inner circle");
        await world.Robin.SayAsync("/setup");
        await world.Robin.PressAsync("Post a Join button");
        var said = await world.Robin.ChooseAsync("general");
        Assert.Contains("appears there in a moment", said.Text, StringComparison.Ordinal);
        await SendAsync(world);
        var panel = Assert.Single(server.Messages);
        Assert.Equal(("general", null), (panel.ChannelId, panel.AccountId));
        Assert.False(panel.Message.IsOnlyForAsker);
        Assert.Contains("Harbor House", panel.Message.Text, StringComparison.Ordinal);
        var button = Assert.Single(panel.Message.Buttons);
        var shown = await world.Ben.PressIdAsync(button.ActionId!);
        Assert.True(shown.IsOnlyForAsker);
        Assert.Contains("Inner circle", shown.Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_panel_is_for_owners_and_for_channels_that_are_there(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        Assert.Contains("Only owners", (await world.Ana.SayAsync("/setup panel general")).Text, StringComparison.Ordinal);
        Assert.Contains("no such channel", (await world.Robin.SayAsync("/setup panel nowhere")).Text,
            StringComparison.Ordinal);
        Assert.Contains("no such channel", (await world.Robin.SayAsync("/setup private nowhere")).Text,
            StringComparison.Ordinal);
        Assert.Equal(0, await world.CountAsync<Notice>());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_order_that_is_delivered_twice_posts_one_panel(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        var input = CommandLine.Read("/setup panel general")!;
        await world.Robin.SendAsync(input, "one");
        var again = await world.Robin.SendAsync(input, "one");
        Assert.True(again.IsRepetition);
        Assert.Equal(1, await world.CountAsync<Notice>());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_channel_for_the_hard_to_reach_is_set_and_taken_back(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        await world.Robin.SayAsync("/setup private general");
        Assert.Equal("general", await ChannelAsync(world));
        Assert.Contains("privately and nowhere else", (await world.Robin.SayAsync("/setup private")).Text,
            StringComparison.Ordinal);
        Assert.Null(await ChannelAsync(world));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Offers_are_proposed_to_everybody_and_buyers_to_staff_alone(string provider)
    {
        await using var world = await ChatWorld.OpenAsync(provider);
        await world.OfferAsync("Inner circle");
        await world.OfferAsync("Workshop", target: "Workshop");
        var ana = world.Ana;
        await ana.SayAsync("/join Workshop");
        await ana.PressAsync("Pay");
        Assert.Equal(["Inner circle, 29.00 USDC for 30 days"], await SuggestAsync(world, world.Ben, "join", "offer", "INNER"));
        Assert.Equal(2, (await SuggestAsync(world, world.Robin, "offer edit", "offer", "")).Count);
        Assert.Empty(await SuggestAsync(world, world.Ben, "offer edit", "offer", ""));
        Assert.Equal(["Ana (s-ana)"], await SuggestAsync(world, world.Robin, "why", "member", "an"));
        Assert.Empty(await SuggestAsync(world, world.Ben, "why", "member", "an"));
        Assert.Empty(await SuggestAsync(world, world.Robin, "why", "no such option", "an"));
        Assert.Empty(await SuggestAsync(world, world.Robin, "no such command", "member", "%"));
        Assert.Empty(await SuggestAsync(world, world.Robin, "why", "member", "%_"));
    }

    private static async Task<IReadOnlyList<string>> SuggestAsync(
        ChatWorld world, Chatter who, string command, string option, string typed) =>
        [.. (await world.Store.InScopeAsync<SuggestWords, IReadOnlyList<ChatSuggestion>>(suggest =>
            suggest.HandleAsync(
                new SuggestRequest(
                    Platform.SimServer, world.Place, new ChatPerson(who.AccountId, who.AccountId, who.MayManage), command,
                    option, typed),
                default))).Select(one => one.Label)];

    private static Task<string?> ChannelAsync(ChatWorld world) => world.Store.ReadAsync(db =>
        db.Communities.Where(row => row.ExternalId == world.Place).Select(row => row.PrivateChannelId).SingleAsync());

    private static Task<int> SendAsync(ChatWorld world) =>
        world.Store.InScopeAsync<SendNotices, int>(step => step.HandleAsync(default));
}
