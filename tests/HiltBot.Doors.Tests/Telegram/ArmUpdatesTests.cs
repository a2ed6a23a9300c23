using HiltBot.Engine.Access;
using HiltBot.Engine.Notices;
using HiltBot.Telegram.Arm;
using HiltBot.TestKit.Telegram;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>What Telegram tells by itself: who asks to come in, who came and left, and how the bot stands.</summary>
public sealed class ArmUpdatesTests
{
    [Fact]
    public async Task Who_has_paid_is_let_in_and_nobody_else_by_the_same_link()
    {
        await using var scene = await ArmScene.StartAsync();
        await scene.PayAsync(scene.Ana);
        var link = await scene.LinkOfAsync();
        var mallory = scene.Telegram.AddUser("Mallory");
        Assert.Equal(LinkOutcome.Asked, scene.Telegram.OpenLink(scene.Ana, link));
        Assert.Equal(LinkOutcome.Asked, scene.Telegram.OpenLink(mallory, link));
        await scene.HearAsync();
        Assert.True(scene.Telegram.IsInside(scene.Club, scene.Ana));
        Assert.False(scene.Telegram.IsInside(scene.Club, mallory));
        Assert.Empty(scene.Telegram.Requests(scene.Club));

        // Mallory never spoke to the bot: only while the request waits can it write to them.
        var told = Assert.Single(scene.Telegram.MessagesTo(mallory));
        Assert.Contains("this account is none at the moment", told.Text);
        Assert.NotEmpty(told.Buttons);
        Assert.Equal(1, scene.Telegram.CountCalls("declineChatJoinRequest"));
    }

    [Fact]
    public async Task Whoever_came_by_our_link_and_has_paid_is_no_intruder()
    {
        await using var scene = await ArmScene.StartAsync();
        await scene.PayAsync(scene.Ana);
        scene.Telegram.OpenLink(scene.Ana, await scene.LinkOfAsync());
        await scene.HearAsync();
        await scene.HearAsync();
        Assert.Null((await scene.SeatAsync(scene.Ana)).Exception);
        Assert.Equal(0, await scene.NoticesAsync(NoticeKind.CameInUnpaid));
    }

    [Fact]
    public async Task The_same_updates_again_change_nothing()
    {
        await using var scene = await ArmScene.StartAsync();
        await scene.PayAsync(scene.Ana);
        var link = await scene.LinkOfAsync();
        var mallory = scene.Telegram.AddUser("Mallory");
        scene.Telegram.OpenLink(scene.Ana, link);
        scene.Telegram.OpenLink(mallory, link);
        scene.Telegram.Add(scene.Olga, scene.Telegram.AddUser("Guest"), scene.Club);
        await scene.HearAsync();
        await scene.HearAsync();
        await scene.HearAgainAsync();
        Assert.Single(scene.Telegram.MessagesTo(mallory));
        Assert.True(scene.Telegram.IsInside(scene.Club, scene.Ana));
        Assert.Equal(1, await scene.NoticesAsync(NoticeKind.CameInUnpaid));
    }

    [Fact]
    public async Task Requests_for_a_chat_that_sells_nothing_are_left_to_its_administrators()
    {
        await using var scene = await ArmScene.StartAsync();
        var staff = scene.Telegram.AddSupergroup("Staff", scene.Olga);
        scene.Telegram.AddBot(scene.Olga, staff);
        await scene.BindAsync(staff, isSold: false);
        var unbound = scene.Telegram.AddSupergroup("Unbound", scene.Olga);
        scene.Telegram.AddBot(scene.Olga, unbound);
        foreach (var chat in new[] { staff, unbound })
        {
            scene.Telegram.OpenLink(scene.Ana, scene.Telegram.MakeLink(scene.Olga, chat, createsJoinRequest: true));
            await scene.HearAsync();
            Assert.Equal([scene.Ana], scene.Telegram.Requests(chat));
        }

        Assert.Empty(scene.Telegram.MessagesTo(scene.Ana));
    }

    [Fact]
    public async Task A_request_that_is_not_there_any_more_is_no_trouble()
    {
        await using var scene = await ArmScene.StartAsync();
        await scene.PayAsync(scene.Ana);
        var link = await scene.LinkOfAsync();
        scene.Telegram.OpenLink(scene.Ana, link);
        scene.Telegram.TakeBackRequest(scene.Ana, scene.Club);
        await scene.HearAsync();
        scene.Telegram.OpenLink(scene.Ana, link);
        scene.Telegram.Approve(scene.Olga, scene.Ana, scene.Club);
        await scene.HearAsync();
        Assert.True(scene.Telegram.IsInside(scene.Club, scene.Ana));
    }

    [Fact]
    public async Task A_request_that_cannot_be_answered_now_comes_again()
    {
        await using var scene = await ArmScene.StartAsync();
        await scene.PayAsync(scene.Ana);
        scene.Telegram.OpenLink(scene.Ana, await scene.LinkOfAsync());
        scene.Telegram.Faults.Next("approveChatJoinRequest", new TelegramFault.ServerError(), 4);
        await Assert.ThrowsAsync<UpdateNotDoneException>(scene.HearAsync);
        await scene.HearAsync();
        Assert.True(scene.Telegram.IsInside(scene.Club, scene.Ana));
    }

    [Fact]
    public async Task Whoever_is_in_too_many_chats_is_told_so()
    {
        await using var scene = await ArmScene.StartAsync();
        await scene.PayAsync(scene.Ana);
        scene.Telegram.OpenLink(scene.Ana, await scene.LinkOfAsync());
        scene.Telegram.Faults.Next(
            "approveChatJoinRequest", new TelegramFault.Refuse(400, "Bad Request: USER_CHANNELS_TOO_MUCH"));
        await scene.HearAsync();
        Assert.Contains("Leave one", Assert.Single(scene.Telegram.MessagesTo(scene.Ana)).Text);
    }

    [Fact]
    public async Task A_right_that_is_missing_at_the_door_is_looked_at()
    {
        await using var scene = await ArmScene.StartAsync();
        await scene.PayAsync(scene.Ana);
        scene.Telegram.OpenLink(scene.Ana, await scene.LinkOfAsync());
        scene.Telegram.Faults.Next(
            "approveChatJoinRequest", new TelegramFault.Refuse(400, "Bad Request: CHAT_ADMIN_REQUIRED"));
        await scene.HearAsync();
        Assert.NotNull((await scene.CommunityAsync()).RightsDueAt);
    }

    [Fact]
    public async Task Somebody_whom_an_administrator_brought_is_asked_about_and_stays()
    {
        await using var scene = await ArmScene.StartAsync();
        var guest = scene.Telegram.AddUser("Guest");
        scene.Telegram.Add(scene.Olga, guest, scene.Club);
        await scene.HearAsync();
        Assert.Equal(SeatException.Kept, (await scene.SeatAsync(guest)).Exception);
        var notice = await scene.Store.ReadAsync(db => db.Notices.SingleAsync(row => row.Kind == NoticeKind.CameInUnpaid));
        Assert.Contains("let in by Olga", notice.FactsJson);
    }

    [Fact]
    public async Task Somebody_whom_an_administrator_let_in_through_our_link_was_let_in_by_them()
    {
        await using var scene = await ArmScene.StartAsync();
        var guest = scene.Telegram.AddUser("Guest");
        scene.Telegram.OpenLink(guest, await scene.LinkOfAsync());
        scene.Telegram.Approve(scene.Olga, guest, scene.Club);
        await scene.HearAsync();
        Assert.Equal(SeatException.Kept, (await scene.SeatAsync(guest)).Exception);
    }

    [Fact]
    public async Task Bots_and_administrators_who_come_are_nobodys_concern()
    {
        await using var scene = await ArmScene.StartAsync();
        var helper = scene.Telegram.AddUser("Helper");
        scene.Telegram.Promote(scene.Olga, helper, scene.Club);
        await scene.HearAsync();
        Assert.Equal(0, await scene.NoticesAsync(NoticeKind.CameInUnpaid));
        Assert.Equal(0, await scene.Store.ReadAsync(db => db.Seats.CountAsync()));
    }

    [Fact]
    public async Task Who_leaves_or_is_thrown_out_is_known_to_be_outside()
    {
        await using var scene = await ArmScene.StartAsync();
        await scene.PayAsync(scene.Ana);
        scene.Telegram.OpenLink(scene.Ana, await scene.LinkOfAsync());
        await scene.HearAsync();
        await scene.HearAsync();
        scene.Telegram.Leave(scene.Ana, scene.Club);
        await scene.HearAsync();
        var seat = await scene.SeatAsync(scene.Ana);
        Assert.Null(seat.Shown);
        Assert.Equal(Engine.Memberships.DeliveryStatus.Pending, seat.DeliveryStatus);
    }

    [Fact]
    public async Task A_bot_that_is_thrown_out_and_comes_back_is_told_to_staff_once_each()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Telegram.RemoveBot(scene.Olga, scene.Club);
        await scene.HearAsync();
        Assert.NotNull((await scene.CommunityAsync()).LostAt);
        scene.Telegram.AddBot(scene.Olga, scene.Club);
        await scene.HearAgainAsync();
        var community = await scene.CommunityAsync();
        Assert.Null(community.LostAt);
        Assert.NotNull(community.RightsDueAt);
    }

    [Fact]
    public async Task Rights_that_change_are_looked_at_in_a_moment()
    {
        await using var scene = await ArmScene.StartAsync();
        await scene.Store.WriteAsync(db => db.Communities.ExecuteUpdateAsync(
            set => set.SetProperty(row => row.RightsDueAt, (DateTimeOffset?)null)));
        scene.Telegram.SetRights(scene.Telegram.BotId, scene.Club, TelegramRights.ManageChat);
        await scene.HearAsync();
        Assert.NotNull((await scene.CommunityAsync()).RightsDueAt);
    }

    [Fact]
    public async Task A_group_that_grows_takes_its_community_along_and_is_not_lost()
    {
        await using var scene = await ArmScene.StartAsync();
        var group = ArmSeatsTests.ChatOf(scene, "group");
        await scene.BindAsync(group);
        await scene.HearAsync();
        var grown = scene.Telegram.Upgrade(group);
        await scene.HearAsync();
        var community = await scene.CommunityAsync(grown);
        Assert.Null(community.LostAt);
        Assert.Equal(0, await scene.Store.ReadAsync(db => db.Communities.CountAsync(row => row.ExternalId == group)));
    }

    [Theory]
    [InlineData("chat_join_request", """{}""")]
    [InlineData("chat_join_request", """{"chat":{"id":"x"},"from":7}""")]
    [InlineData("chat_member", """{"chat":{"id":-1001},"new_chat_member":{"status":7}}""")]
    [InlineData("chat_member", """[]""")]
    [InlineData("my_chat_member", """{"chat":{"id":-1001},"new_chat_member":{"user":{"id":1},"status":"hologram"}}""")]
    [InlineData("my_chat_member", """{"chat":{"id":42,"type":"private"},"new_chat_member":{"status":"kicked","user":{"id":1}}}""")]
    [InlineData("message", """{"chat":{"id":-5},"migrate_to_chat_id":"soon"}""")]
    [InlineData("message", "\"\\ud800\"")]
    public async Task What_makes_no_sense_is_passed_over(string kind, string json)
    {
        await using var scene = await ArmScene.StartAsync();
        foreach (var handler in scene.Handlers.Where(handler => handler.Kinds.Contains(kind)))
        {
            await handler.HandleAsync(
                new(1, kind, System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(json)),
                TestContext.Current.CancellationToken);
        }

        Assert.Null((await scene.CommunityAsync()).LostAt);
    }
}
