using HiltBot.Engine.Chat;
using HiltBot.Engine.Notices;
using HiltBot.TestKit.Telegram;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>Notices to people and chats: what is delivered, what cannot be, and what is not sent twice.</summary>
public sealed class ArmNoticesTests
{
    [Fact]
    public async Task A_notice_reaches_a_person_and_a_chat()
    {
        await using var scene = await ArmScene.StartAsync();
        Assert.IsType<NoticeAnswer.Accepted>(await scene.TellAsync(scene.Ana, "Your time <is> up."));
        Assert.Equal("Your time <is> up.", scene.Telegram.LastMessageTo(scene.Ana)!.Text);
        Assert.Empty(scene.Telegram.LastMessageTo(scene.Ana)!.Entities);
        Assert.IsType<NoticeAnswer.Accepted>(await scene.PostAsync(scene.Club, "Ana came."));
        Assert.Equal("Ana came.", Assert.Single(scene.Telegram.BotMessages(scene.Club)).Text);
    }

    [Fact]
    public async Task The_same_notice_again_is_one_message_and_the_rest_of_a_long_one_follows()
    {
        await using var scene = await ArmScene.StartAsync();
        var id = scene.NewNotice();
        await scene.TellAsync(scene.Ana, id: id);
        Assert.IsType<NoticeAnswer.Accepted>(await scene.TellAsync(scene.Ana, id: id));
        Assert.Single(scene.Telegram.MessagesTo(scene.Ana));

        var text = string.Join(' ', Enumerable.Repeat("word", 1500));
        var longId = scene.NewNotice();
        var sent = 0;
        scene.Telegram.Faults.Next(
            call => call.Method == "sendMessage" && ++sent == 2,
            new TelegramFault.Refuse(400, "Bad Request: something new"));
        Assert.IsType<NoticeAnswer.TryLater>(await scene.TellAsync(scene.Ana, text, longId));
        Assert.IsType<NoticeAnswer.Accepted>(await scene.TellAsync(scene.Ana, text, longId));
        Assert.Equal(text, string.Join(' ', scene.Telegram.MessagesTo(scene.Ana).Skip(1).Select(message => message.Text)));
    }

    [Fact]
    public async Task Who_cannot_be_reached_is_said_with_the_reason()
    {
        await using var scene = await ArmScene.StartAsync();
        var stranger = scene.Telegram.AddUser("Stranger");
        await CannotAsync(scene.TellAsync(stranger), "never opened a chat");
        await CannotAsync(scene.TellAsync("99"), "never opened a chat");
        await CannotAsync(scene.TellAsync("no account"), "no account");
        scene.Telegram.Block(scene.Ana);
        await CannotAsync(scene.TellAsync(scene.Ana), "blocked the bot");
        scene.Telegram.Unblock(scene.Ana);
        scene.Telegram.Deactivate(scene.Ana);
        await CannotAsync(scene.TellAsync(scene.Ana), "does not exist");
    }

    [Fact]
    public async Task A_chat_that_takes_nothing_is_said_with_the_reason()
    {
        await using var scene = await ArmScene.StartAsync();
        var news = ArmSeatsTests.ChatOf(scene, "channel");
        scene.Telegram.SetRights(scene.Telegram.BotId, news, TelegramRights.ManageChat);
        await CannotAsync(scene.PostAsync(news), "may not write");
        scene.Telegram.RemoveBot(scene.Olga, scene.Club);
        await CannotAsync(scene.PostAsync(scene.Club), "not in the chat");
        await CannotAsync(scene.PostAsync("-1009999999999"), "does not exist");
        await CannotAsync(scene.PostAsync("alerts"), "no chat");
    }

    [Fact]
    public async Task A_notice_follows_a_group_that_became_a_supergroup()
    {
        await using var scene = await ArmScene.StartAsync();
        var group = ArmSeatsTests.ChatOf(scene, "group");
        var grown = scene.Telegram.Upgrade(group);
        Assert.IsType<NoticeAnswer.Accepted>(await scene.PostAsync(group, "Here."));
        Assert.Contains(scene.Telegram.BotMessages(grown), message => message.Text == "Here.");
    }

    [Fact]
    public async Task A_message_without_an_answer_waits_for_its_next_time_and_is_not_sent_twice_at_once()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Telegram.Faults.Next("sendMessage", new TelegramFault.DropAfter());
        Assert.IsType<NoticeAnswer.TryLater>(await scene.TellAsync(scene.Ana));
        Assert.Single(scene.Telegram.MessagesTo(scene.Ana));
        scene.Telegram.Faults.Next("sendMessage", new TelegramFault.TooMany(60));
        Assert.Equal(
            TimeSpan.FromSeconds(60), Assert.IsType<NoticeAnswer.TryLater>(await scene.TellAsync(scene.Ana)).After);
    }

    [Fact]
    public async Task A_button_that_telegram_does_not_take_costs_no_notice()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Telegram.Faults.Next("sendMessage", new TelegramFault.Refuse(400, "Bad Request: BUTTON_URL_INVALID"));
        var answer = await scene.Arm.SendPrivatelyAsync(
            scene.Ana, new ChatReply("Read.") { Buttons = [ChatButton.Open("Here", "https://odd.example/")] },
            scene.NewNotice(), TestContext.Current.CancellationToken);
        Assert.IsType<NoticeAnswer.Accepted>(answer);
        Assert.Empty(Assert.Single(scene.Telegram.MessagesTo(scene.Ana)).Buttons);
    }

    [Fact]
    public async Task There_is_no_private_place_beside_a_chat()
    {
        await using var scene = await ArmScene.StartAsync();
        INoticeChannel channel = scene.Arm;
        Assert.IsType<NoticeAnswer.CannotDeliver>(await channel.SendBesideChannelAsync(
            scene.Club, scene.Club, scene.Ana, new ChatReply("x"), scene.NewNotice(), TestContext.Current.CancellationToken));
    }

    private static async Task CannotAsync(Task<NoticeAnswer> answer, string why) =>
        Assert.Contains(why, Assert.IsType<NoticeAnswer.CannotDeliver>(await answer).Why);
}
