using HiltBot.TestKit.Telegram;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>What staff choose from in a chat, and what is wrong with the bot there.</summary>
public sealed class ArmViewTests
{
    [Theory]
    [InlineData("group", "Circle")]
    [InlineData("supergroup", "Club")]
    [InlineData("channel", "News")]
    public async Task A_chat_is_its_own_target_and_channel(string kind, string title)
    {
        await using var scene = await ArmScene.StartAsync();
        var chat = ArmSeatsTests.ChatOf(scene, kind);
        var view = await scene.Arm.LookAsync(chat, TestContext.Current.CancellationToken);
        Assert.Equal(title, view!.Title);
        var target = Assert.Single(view.Targets);
        Assert.Equal((chat, title, null, null), (target.TargetId, target.Label, target.Problem, target.Hint));
        Assert.Equal(chat, Assert.Single(view.Channels).ChannelId);
        Assert.Empty(view.Problems);
        Assert.False(await scene.Arm.IsGoneAsync(chat, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Each_missing_right_is_a_problem_with_its_mend()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Telegram.SetRights(scene.Telegram.BotId, scene.Club, TelegramRights.ManageChat);
        var view = await scene.Arm.LookAsync(scene.Club, TestContext.Current.CancellationToken);
        Assert.Equal(2, view!.Problems.Count);
        Assert.Contains("Invite Users via Link", view.Problems[0].Mend);
        Assert.Contains("Ban Users", view.Problems[1].Mend);
        Assert.All(view.Problems, problem => Assert.True(problem.StopsAccess));
        Assert.Contains("Ban Users", view.Targets[0].Problem);

        scene.Telegram.Demote(scene.Olga, scene.Telegram.BotId, scene.Club);
        view = await scene.Arm.LookAsync(scene.Club, TestContext.Current.CancellationToken);
        Assert.Contains("Add Administrator", Assert.Single(view!.Problems).Mend);
    }

    [Fact]
    public async Task A_public_chat_is_sold_with_a_hint()
    {
        await using var scene = await ArmScene.StartAsync();
        var open = scene.Telegram.AddSupergroup("Open", scene.Olga, "open_club");
        scene.Telegram.AddBot(scene.Olga, open);
        var target = Assert.Single((await scene.Arm.LookAsync(open, TestContext.Current.CancellationToken))!.Targets);
        Assert.Null(target.Problem);
        Assert.Contains("@open_club", target.Hint);
    }

    [Fact]
    public async Task Other_chats_of_the_same_merchant_may_hear_alerts()
    {
        await using var scene = await ArmScene.StartAsync();
        var staff = scene.Telegram.AddSupergroup("Staff", scene.Olga);
        scene.Telegram.AddBot(scene.Olga, staff);
        await scene.BindAsync(staff, isSold: false);
        var view = await scene.Arm.LookAsync(scene.Club, TestContext.Current.CancellationToken);
        Assert.Equal([scene.Club, staff], view!.Channels.Select(channel => channel.ChannelId));
    }

    [Fact]
    public async Task A_chat_that_cannot_be_looked_at_is_gone_only_for_certain()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Telegram.Faults.Next(TelegramFaults.Any, new TelegramFault.ServerError(), 8);
        Assert.Null(await scene.Arm.LookAsync(scene.Club, TestContext.Current.CancellationToken));
        Assert.False(await scene.Arm.IsGoneAsync(scene.Club, TestContext.Current.CancellationToken));
        scene.Telegram.Faults.Clear();
        scene.Telegram.RemoveBot(scene.Olga, scene.Club);
        Assert.Null(await scene.Arm.LookAsync(scene.Club, TestContext.Current.CancellationToken));
        Assert.True(await scene.Arm.IsGoneAsync(scene.Club, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Links_start_a_chat_with_the_bot()
    {
        await using var scene = await ArmScene.StartAsync();
        var url = scene.Arm.StartUrl("offer-1");
        Assert.Equal("https://t.me/hilt_stand_in_bot?start=offer-1", url);
        Assert.Equal(LinkOutcome.Started, scene.Telegram.OpenLink(scene.Ana, url));
        await scene.RestartAsync();
        Assert.Equal("https://t.me/", scene.Arm.StartUrl("offer-1"));
    }
}
