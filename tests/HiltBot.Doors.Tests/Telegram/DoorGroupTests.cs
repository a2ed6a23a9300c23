using HiltBot.Engine.Chat;
using HiltBot.Telegram.Door;
using HiltBot.TestKit.Telegram;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>Where everybody reads the bot is quiet, and leads into the private chat.</summary>
public sealed class DoorGroupTests
{
    [Fact]
    public async Task A_command_in_a_group_gets_one_line_with_the_way_into_the_private_chat()
    {
        await using var scene = await TelegramScene.OpenAsync();
        await scene.MakeOfferAsync();
        scene.Telegram.Add(scene.Olga, scene.Ana, scene.Club);
        var said = scene.Telegram.Say(scene.Ana, scene.Club, "/join");
        var pointer = await scene.InChatAsync(scene.Club);
        Assert.Equal(DoorReplies.GoOnPrivately, pointer.Text);
        Assert.Equal(said.Id, pointer.ReplyTo);
        var url = Assert.Single(pointer.Buttons).Url!;
        Assert.Equal($"https://t.me/{scene.Telegram.BotUsername}?start=at-join-{scene.Club}", url);

        Assert.Equal(LinkOutcome.Started, scene.Telegram.OpenLink(scene.Ana, url));
        var offers = await scene.NextAsync(scene.Ana, "Gold");
        Assert.Equal(scene.Ana, offers.Chat);

        // Again and again is noise.
        scene.Telegram.Say(scene.Ana, scene.Club, "/join");
        scene.Telegram.Say(scene.Ana, scene.Club, "/status");
        await scene.QuietAsync();
        Assert.Single(scene.Telegram.BotMessages(scene.Club));
    }

    [Theory]
    [InlineData("/join@another_bot")]
    [InlineData("/weather")]
    [InlineData("hello everybody")]
    [InlineData("is /join the command?")]
    public async Task What_is_not_for_the_bot_is_not_answered(string text)
    {
        await using var scene = await TelegramScene.OpenAsync(options: new() { ReadsAllGroupMessages = true });
        scene.Telegram.Add(scene.Olga, scene.Ana, scene.Club);
        scene.Telegram.Say(scene.Ana, scene.Club, text);
        await scene.QuietAsync();
        Assert.Empty(scene.Telegram.BotMessages(scene.Club));
        Assert.Empty(scene.Telegram.MessagesTo(scene.Ana));
    }

    [Fact]
    public async Task Buttons_in_a_group_and_a_channel_open_the_private_chat_with_what_was_pressed()
    {
        await using var scene = await TelegramScene.OpenAsync();
        await scene.MakeOfferAsync();
        var merchant = await scene.Store.ReadAsync(db => db.Merchants.SingleAsync());
        var panel = await scene.BotSaysAsync(
            scene.Club, "Join us", ("Join", ActionId.Write(Verbs.Offers, merchant.Id)));
        scene.Telegram.Add(scene.Olga, scene.Ana, scene.Club);
        var press = await scene.PressInGroupAsync(scene.Ana, panel, "Join");
        Assert.StartsWith($"https://t.me/{scene.Telegram.BotUsername}?start=offers_", press.Url, StringComparison.Ordinal);
        Assert.Empty(scene.Telegram.MessagesTo(scene.Ana));

        scene.Telegram.OpenLink(scene.Ana, press.Url!);
        await scene.NextAsync(scene.Ana, "Gold");
        Assert.Single(scene.Telegram.BotMessages(scene.Club));

        var odd = scene.Telegram.PressData(scene.Ana, panel, "x");
        await scene.UntilAsync(() => odd.IsAnswered, "an unknown button is answered");
        Assert.Equal(DoorReplies.UnknownButton, odd.Text);
        Assert.True(odd.IsAlert);
    }

    [Fact]
    public async Task A_command_that_replies_to_somebody_carries_their_number_along()
    {
        await using var scene = await TelegramScene.OpenAsync();
        scene.Telegram.Add(scene.Olga, scene.Ana, scene.Club);
        var hello = scene.Telegram.Say(scene.Ana, scene.Club, "hello");
        scene.Telegram.ReplyTo(scene.Olga, hello, "/why");
        var pointer = await scene.InChatAsync(scene.Club);
        Assert.EndsWith($"start=at-why-{scene.Club}-{scene.Ana}", pointer.Buttons[0].Url, StringComparison.Ordinal);
        scene.Telegram.OpenLink(scene.Olga, pointer.Buttons[0].Url!);
        await scene.NextAsync(scene.Olga, $"Their number is {scene.Ana}");
    }

    [Fact]
    public async Task A_link_that_changes_something_works_for_whom_it_was_made_and_for_nobody_else()
    {
        await using var scene = await TelegramScene.OpenAsync();
        await scene.MakeOfferAsync();
        scene.Telegram.Add(scene.Olga, scene.Ana, scene.Club);
        var start = $"https://t.me/{scene.Telegram.BotUsername}?start=";

        // Written by hand, and opened by an owner.
        scene.Telegram.OpenLink(scene.Olga, $"{start}at-block-{scene.Club}-{scene.Ana}");
        await scene.NextAsync(scene.Olga, "This link was not made for you");
        var offer = await scene.Store.ReadAsync(db => db.Products.SingleAsync());
        scene.Telegram.OpenLink(scene.Olga, $"{start}{ActionId.Write(Verbs.OfferPause, offer.Id).Replace(':', '_')}");
        await scene.NextAsync(scene.Olga, "This link was not made for you");
        Assert.Equal(0, await scene.Store.ReadAsync(db => db.Buyers.CountAsync(row => row.BlockedAt != null)));

        // Asked for by somebody who may not, and opened by an owner; then asked for by the owner.
        var hello = scene.Telegram.Say(scene.Ana, scene.Club, "hello");
        scene.Telegram.ReplyTo(scene.Ana, hello, "/block");
        var pointer = await scene.InChatAsync(scene.Club);
        scene.Telegram.OpenLink(scene.Olga, pointer.Buttons[0].Url!);
        await scene.NextAsync(scene.Olga, "This link was not made for you");
        scene.Telegram.ReplyTo(scene.Olga, hello, "/block");
        await scene.UntilAsync(() => scene.Telegram.BotMessages(scene.Club).Count == 2, "the owner is shown the way");
        scene.Telegram.OpenLink(scene.Olga, scene.Telegram.BotMessages(scene.Club)[^1].Buttons[0].Url!);
        await scene.NextAsync(scene.Olga, $"Their number is {scene.Ana}");
        Assert.Equal(1, await scene.Store.ReadAsync(db => db.Buyers.CountAsync(row => row.BlockedAt != null)));
    }
}

/// <summary>What fits into a deep link comes out of it again.</summary>
public sealed class DoorDeepLinkTests
{
    private const string Row = "AZq_-bcdefghijklmnopqr";

    [Fact]
    public void Every_command_fits_with_the_longest_chat_and_person()
    {
        foreach (var spec in CommandList.All)
        {
            DeepLink link = new DeepLink.Command(spec.Name, "-1009999999999999", "9999999999999");
            var payload = link.Write();
            Assert.NotNull(payload);
            Assert.Matches("^[A-Za-z0-9_-]{1,64}$", payload);
            Assert.Equal(link, DeepLink.Read(payload));
        }
    }

    [Theory]
    [InlineData($"offers:{Row}")]
    [InlineData($"cancel-yes:{Row}")]
    [InlineData($"settle:{Row}:{Row}")]
    public void A_button_comes_out_as_it_went_in(string actionId)
    {
        DeepLink link = new DeepLink.Press(actionId);
        Assert.Equal(link, DeepLink.Read(link.Write()!));
    }

    [Theory]
    [InlineData("")]
    [InlineData(Row)]
    [InlineData($"see-{Row}")]
    [InlineData($"renew-{Row}")]
    [InlineData("connect-0123456789abcdefghjkmnpq")]
    [InlineData("checkout-0123456789abcdefghjkmnpq")]
    [InlineData("at-join-")]
    [InlineData("at-join-0")]
    [InlineData("at-nothing--1001")]
    [InlineData("at-join--99999999999999999999")]
    public void What_is_the_engines_or_nobodys_is_left_alone(string payload) => Assert.Null(DeepLink.Read(payload));
}
