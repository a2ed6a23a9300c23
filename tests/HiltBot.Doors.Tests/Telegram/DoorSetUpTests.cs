using HiltBot.Telegram.Door;
using HiltBot.TestKit.Telegram;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>From adding the bot to a chat to an offer on sale, without a word in public.</summary>
public sealed class DoorSetUpTests
{
    [Fact]
    public async Task Whoever_makes_the_bot_an_administrator_is_asked_privately_and_goes_on_to_an_offer()
    {
        await using var scene = await TelegramScene.OpenAsync(isBound: false);
        scene.Telegram.AddBot(scene.Olga, scene.Club);
        var question = await scene.NextAsync(scene.Olga, "You added me to \"Club\"");
        Assert.True(question.AsksForReply);

        var wrong = await scene.SayAsync(scene.Olga, "not the code");
        Assert.Contains("I do not know this code", wrong.Text, StringComparison.Ordinal);
        Assert.True(wrong.AsksForReply);
        var bound = await scene.SayAsync(scene.Olga, scene.Code);
        Assert.Contains("This place is connected to Harbor House", bound.Text, StringComparison.Ordinal);
        Assert.Contains(bound.Buttons, button => button.Label == "Check again");
        var onSale = await scene.MakeOfferAsync();
        Assert.Contains("on sale now", onSale.Text, StringComparison.Ordinal);
        Assert.Empty(scene.Telegram.BotMessages(scene.Club));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_the_bot_may_not_write_to_them_one_message_in_the_chat_leads_the_way(bool isChannel)
    {
        await using var scene = await TelegramScene.OpenAsync(isBound: false, olgaHasStarted: false);
        var chat = isChannel ? scene.Telegram.AddChannel("News", scene.Olga) : scene.Club;
        scene.Telegram.AddBot(scene.Olga, chat);
        var lead = await scene.InChatAsync(chat);
        Assert.Equal(DoorReplies.NotSetUp, lead.Text);
        scene.Telegram.OpenLink(scene.Olga, Assert.Single(lead.Buttons).Url!);
        await scene.NextAsync(scene.Olga, "one-time code");
        var bound = await scene.SayAsync(scene.Olga, scene.Code);
        Assert.Contains("This place is connected", bound.Text, StringComparison.Ordinal);
        Assert.Equal(chat, (await scene.CommunitiesAsync()).Single().ExternalId);
        Assert.Single(scene.Telegram.BotMessages(chat));
    }

    [Fact]
    public async Task Setup_in_a_group_leads_there_too_and_the_code_can_be_said_as_the_command()
    {
        await using var scene = await TelegramScene.OpenAsync(isBound: false);
        scene.Telegram.AddBotAsMember(scene.Olga, scene.Club);
        await scene.NextAsync(scene.Olga, "administrator there");
        scene.Telegram.Say(scene.Olga, scene.Club, "/setup");
        var pointer = await scene.InChatAsync(scene.Club);
        scene.Telegram.OpenLink(scene.Olga, pointer.Buttons[0].Url!);
        await scene.NextAsync(scene.Olga, "To connect that chat");
        var bound = await scene.SayAsync(scene.Olga, $"/setup {scene.Code}");
        Assert.Contains("This place is connected", bound.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_that_is_said_in_the_group_is_used_at_once_and_answered_privately()
    {
        await using var scene = await TelegramScene.OpenAsync(isBound: false);
        scene.Telegram.AddBot(scene.Olga, scene.Club);
        await scene.NextAsync(scene.Olga, "one-time code");
        scene.Telegram.Say(scene.Olga, scene.Club, $"/setup {scene.Code}");
        await scene.NextAsync(scene.Olga, "This place is connected");
        var inChat = await scene.InChatAsync(scene.Club);
        Assert.Equal(DoorReplies.SaidPrivately, inChat.Text);
        Assert.DoesNotContain("Harbor", inChat.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TelegramRights.InviteUsers, false)]
    [InlineData(TelegramRights.PromoteMembers, true)]
    public async Task Only_who_may_add_administrators_can_connect_a_chat(TelegramRights rights, bool may)
    {
        await using var scene = await TelegramScene.OpenAsync(isBound: false);
        await scene.SayAsync(scene.Ana, "/help");
        scene.Telegram.Add(scene.Olga, scene.Ana, scene.Club);
        scene.Telegram.Promote(scene.Olga, scene.Ana, scene.Club, rights);
        scene.Telegram.AddBot(scene.Ana, scene.Club);
        await scene.NextAsync(scene.Ana, "one-time code");
        var answer = await scene.SayAsync(scene.Ana, scene.Code);
        Assert.Contains(
            may ? "This place is connected" : "Only somebody who may manage this place", answer.Text,
            StringComparison.Ordinal);
        Assert.Equal(may ? 1 : 0, (await scene.CommunitiesAsync()).Count);
    }

    [Fact]
    public async Task A_bound_chat_is_nobodys_offer_any_more()
    {
        await using var scene = await TelegramScene.OpenAsync();
        scene.Telegram.RemoveBot(scene.Olga, scene.Club);
        await scene.QuietAsync();
        var before = scene.Telegram.MessagesTo(scene.Olga).Count;
        scene.Telegram.AddBot(scene.Olga, scene.Club);
        await scene.QuietAsync();
        Assert.Equal(before, scene.Telegram.MessagesTo(scene.Olga).Count);
        Assert.Empty(scene.Telegram.BotMessages(scene.Club));
    }

    [Fact]
    public async Task While_telegram_does_not_say_who_manages_the_chat_nothing_is_done()
    {
        await using var scene = await TelegramScene.OpenAsync(isBound: false);
        scene.Telegram.AddBot(scene.Olga, scene.Club);
        await scene.NextAsync(scene.Olga, "one-time code");
        scene.Telegram.Faults.Next("getChatMember", new TelegramFault.ServerError(), 20);
        var away = await scene.SayAsync(scene.Olga, scene.Code);
        Assert.Equal(DoorReplies.CannotAsk.Text, away.Text);
        Assert.Empty(await scene.CommunitiesAsync());
        scene.Telegram.Faults.Clear();
        var bound = await scene.SayAsync(scene.Olga, $"/setup {scene.Code}");
        Assert.Contains("This place is connected", bound.Text, StringComparison.Ordinal);
    }
}
