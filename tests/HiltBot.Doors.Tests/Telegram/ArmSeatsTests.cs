using HiltBot.Engine.Access;
using HiltBot.TestKit.Telegram;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>Places in chats: who is inside, how somebody comes in, and how they are removed so that they may return.</summary>
public sealed class ArmSeatsTests
{
    [Fact]
    public async Task A_look_says_who_is_inside_who_is_not_and_who_runs_the_place()
    {
        await using var scene = await ArmScene.StartAsync();
        var telegram = scene.Telegram;
        Assert.IsType<AccessAnswer.Closed>(await scene.LookAsync());
        telegram.Add(scene.Olga, scene.Ana, scene.Club);
        Assert.IsType<AccessAnswer.Open>(await scene.LookAsync());
        telegram.Restrict(scene.Olga, scene.Ana, scene.Club);
        Assert.IsType<AccessAnswer.Open>(await scene.LookAsync());
        telegram.Promote(scene.Olga, scene.Ana, scene.Club);
        Assert.IsType<AccessAnswer.IsAdministrator>(await scene.LookAsync());
        Assert.IsType<AccessAnswer.IsAdministrator>(await scene.LookAsync(scene.Olga));
        telegram.Ban(scene.Olga, scene.Ana, scene.Club);
        Assert.IsType<AccessAnswer.Closed>(await scene.LookAsync());
    }

    [Theory]
    [InlineData("", "6100000001", typeof(AccessAnswer.UnknownTarget))]
    [InlineData("guild/role", "6100000001", typeof(AccessAnswer.UnknownTarget))]
    [InlineData("42", "6100000001", typeof(AccessAnswer.UnknownTarget))]
    [InlineData(null, "someone", typeof(AccessAnswer.UnknownAccount))]
    [InlineData(null, "-5", typeof(AccessAnswer.UnknownAccount))]
    [InlineData(null, "999", typeof(AccessAnswer.UnknownAccount))]
    [InlineData("-1009999999999", "6100000001", typeof(AccessAnswer.CommunityGone))]
    public async Task What_is_no_chat_or_account_is_said_so(string? chat, string account, Type answer)
    {
        await using var scene = await ArmScene.StartAsync();
        Assert.IsType(answer, await scene.LookAsync(account, chat));
        Assert.IsType(answer, await scene.GrantAsync(account, chat));
        Assert.IsType(answer, await scene.RevokeAsync(account, chat));
    }

    [Fact]
    public async Task Many_buyers_share_one_link_that_asks_and_it_is_made_once_also_after_a_restart()
    {
        await using var scene = await ArmScene.StartAsync();
        var people = scene.Telegram.AddUsers(20);
        var links = await Task.WhenAll(people.Select(person => scene.LinkOfAsync(person)));
        Assert.Single(links.Distinct());
        await scene.RestartAsync();
        Assert.Equal(links[0], await scene.LinkOfAsync());
        var link = Assert.Single(scene.Telegram.Links(scene.Club), link => link.Creator == scene.Telegram.BotId);
        Assert.True(link is { CreatesJoinRequest: true, IsOpen: true, ExpiresAt: null });
        Assert.Equal(link.Url, (await scene.CommunityAsync()).InviteUrl);
        Assert.Equal(1, scene.Telegram.CountCalls("createChatInviteLink"));
    }

    [Fact]
    public async Task A_link_that_somebody_revoked_is_replaced()
    {
        await using var scene = await ArmScene.StartAsync();
        var before = await scene.LinkOfAsync();
        await scene.CallAsync("revokeChatInviteLink", new { chat_id = scene.Club, invite_link = before });
        await Task.Delay(TimeSpan.FromMinutes(11), scene.Time, TestContext.Current.CancellationToken);
        var after = await scene.LinkOfAsync();
        Assert.NotEqual(before, after);
        Assert.Equal(after, (await scene.CommunityAsync()).InviteUrl);
        Assert.Equal(LinkOutcome.Asked, scene.Telegram.OpenLink(scene.Ana, after));
    }

    [Fact]
    public async Task A_link_for_one_entry_is_given_again_while_it_is_fresh_and_then_another()
    {
        await using var scene = await ArmScene.StartAsync();
        var first = await scene.LinkOfAsync(terms: scene.Single());
        Assert.Equal(first, await scene.LinkOfAsync(terms: scene.Single(first, TimeSpan.FromHours(3))));
        var second = await scene.LinkOfAsync(terms: scene.Single(first, TimeSpan.FromHours(23.5)));
        Assert.NotEqual(first, second);
        var links = scene.Telegram.Links(scene.Club).Where(link => link.Creator == scene.Telegram.BotId).ToList();
        Assert.True(links[0].IsRevoked);
        Assert.True(links[1] is { MemberLimit: 1, CreatesJoinRequest: false, IsOpen: true, ExpiresAt: not null });
    }

    [Fact]
    public async Task A_used_link_for_one_entry_is_revoked_and_not_given_again()
    {
        await using var scene = await ArmScene.StartAsync();
        var link = await scene.LinkOfAsync(terms: scene.Single());
        var mallory = scene.Telegram.AddUser("Mallory");
        Assert.Equal(LinkOutcome.Joined, scene.Telegram.OpenLink(mallory, link));
        await scene.HearAsync();
        Assert.True(scene.Telegram.Links(scene.Club).Single(one => one.Url == link).IsRevoked);
        Assert.NotEqual(link, await scene.LinkOfAsync(terms: scene.Single(link)));
        Assert.Equal(SeatException.Intruder, (await scene.SeatAsync(mallory)).Exception);
    }

    [Fact]
    public async Task Who_was_banned_and_pays_may_come_in_again()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Telegram.Ban(scene.Olga, scene.Ana, scene.Club);
        var link = await scene.LinkOfAsync();
        Assert.Empty(scene.Telegram.Banned(scene.Club));
        Assert.Equal(LinkOutcome.Asked, scene.Telegram.OpenLink(scene.Ana, link));
    }

    [Fact]
    public async Task Whoever_is_inside_needs_no_link()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Telegram.Add(scene.Olga, scene.Ana, scene.Club);
        Assert.IsType<AccessAnswer.Open>(await scene.GrantAsync());
        Assert.IsType<AccessAnswer.IsAdministrator>(await scene.GrantAsync(scene.Olga));
        Assert.Equal(0, scene.Telegram.CountCalls("createChatInviteLink"));
    }

    [Theory]
    [InlineData("group")]
    [InlineData("supergroup")]
    [InlineData("channel")]
    public async Task Who_is_removed_may_come_back_in_every_kind_of_chat(string kind)
    {
        await using var scene = await ArmScene.StartAsync();
        var chat = ChatOf(scene, kind);
        scene.Telegram.Add(scene.Olga, scene.Ana, chat);
        Assert.IsType<AccessAnswer.Closed>(await scene.RevokeAsync(chat: chat));
        Assert.False(scene.Telegram.IsInside(chat, scene.Ana));
        Assert.Empty(scene.Telegram.Banned(chat));
        Assert.IsType<AccessAnswer.Closed>(await scene.RevokeAsync(chat: chat));
        Assert.Equal(1, scene.Telegram.CountCalls("banChatMember"));
        Assert.Equal(kind == "group" ? 0 : 1, scene.Telegram.CountCalls("unbanChatMember"));
        Assert.Equal(LinkOutcome.Asked, scene.Telegram.OpenLink(scene.Ana, await scene.LinkOfAsync(chat: chat)));
    }

    [Fact]
    public async Task Administrators_and_the_owner_are_never_removed()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Telegram.Promote(scene.Olga, scene.Ana, scene.Club);
        Assert.IsType<AccessAnswer.IsAdministrator>(await scene.RevokeAsync());
        Assert.IsType<AccessAnswer.IsAdministrator>(await scene.RevokeAsync(scene.Olga));
        Assert.IsType<AccessAnswer.IsAdministrator>(await scene.RevokeAsync(scene.Telegram.BotId));
        Assert.Equal(0, scene.Telegram.CountCalls("banChatMember"));
    }

    [Fact]
    public async Task A_removal_that_breaks_off_half_way_leaves_no_lasting_ban()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Telegram.Add(scene.Olga, scene.Ana, scene.Club);
        scene.Telegram.Faults.Next(
            "unbanChatMember", new TelegramFault.Refuse(400, "Bad Request: something new"), 1);
        Assert.IsType<AccessAnswer.Closed>(await scene.RevokeAsync());
        var ban = scene.Telegram.MemberOf(scene.Club, scene.Ana);
        Assert.Equal("kicked", ban.Status);
        Assert.InRange(ban.Until!.Value - scene.Time.GetUtcNow(), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(120));

        // Whoever asks again lifts it; without that it is over by itself.
        Assert.IsType<AccessAnswer.Closed>(await scene.RevokeAsync());
        Assert.Empty(scene.Telegram.Banned(scene.Club));
    }

    [Fact]
    public async Task A_ban_of_a_moderator_is_not_lifted_by_a_removal()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Telegram.Ban(scene.Olga, scene.Ana, scene.Club);
        Assert.IsType<AccessAnswer.Closed>(await scene.RevokeAsync());
        Assert.Equal([scene.Ana], scene.Telegram.Banned(scene.Club));
    }

    [Fact]
    public async Task A_removal_without_an_answer_is_done_again_and_is_one_removal()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Telegram.Add(scene.Olga, scene.Ana, scene.Club);
        scene.Telegram.Faults.Next("banChatMember", new TelegramFault.DropAfter());
        Assert.IsType<AccessAnswer.Closed>(await scene.RevokeAsync());
        Assert.Empty(scene.Telegram.Banned(scene.Club));
        Assert.False(scene.Telegram.IsInside(scene.Club, scene.Ana));
    }

    [Fact]
    public async Task No_way_back_is_left_by_a_link_for_one_entry()
    {
        await using var scene = await ArmScene.StartAsync();
        var link = await scene.LinkOfAsync(terms: scene.Single());
        Assert.IsType<AccessAnswer.Closed>(await scene.RevokeAsync());
        Assert.Equal(LinkOutcome.Invalid, scene.Telegram.OpenLink(scene.Ana, link));

        // Also when another process made it.
        var other = await scene.LinkOfAsync(terms: scene.Single());
        await scene.RestartAsync();
        Assert.IsType<AccessAnswer.Closed>(await scene.RevokeAsync(terms: scene.Single(other)));
        Assert.Equal(LinkOutcome.Invalid, scene.Telegram.OpenLink(scene.Ana, other));
    }

    [Theory]
    [InlineData("supergroup", "Ban Users")]
    [InlineData("channel", "dismisses @hilt_stand_in_bot there")]
    public async Task A_right_that_is_missing_is_named_with_who_clicks_what(string kind, string words)
    {
        await using var scene = await ArmScene.StartAsync();
        var chat = ChatOf(scene, kind);
        scene.Telegram.Add(scene.Olga, scene.Ana, chat);
        scene.Telegram.SetRights(scene.Telegram.BotId, chat, TelegramRights.ManageChat | TelegramRights.InviteUsers);
        var missing = Assert.IsType<AccessAnswer.MissingRight>(await scene.RevokeAsync(chat: chat));
        Assert.Contains("\"Ban Users\"", missing.Mend);
        Assert.Contains(words, missing.Mend);
        Assert.True(scene.Telegram.IsInside(chat, scene.Ana));

        var ben = scene.Telegram.AddUser("Ben");
        scene.Telegram.SetRights(scene.Telegram.BotId, chat, TelegramRights.ManageChat | TelegramRights.RestrictMembers);
        missing = Assert.IsType<AccessAnswer.MissingRight>(await scene.GrantAsync(ben, chat));
        Assert.Contains(kind == "channel" ? "\"Add Subscribers\"" : "\"Invite Users via Link\"", missing.Mend);
        scene.Telegram.SetRights(scene.Telegram.BotId, chat, TelegramRights.All);
        Assert.IsType<AccessAnswer.WaitsForJoin>(await scene.GrantAsync(ben, chat));
    }

    [Fact]
    public async Task A_bot_that_is_no_administrator_says_how_it_becomes_one()
    {
        await using var scene = await ArmScene.StartAsync();
        var chat = scene.Telegram.AddSupergroup("Other", scene.Olga);
        scene.Telegram.AddBotAsMember(scene.Olga, chat);
        var missing = Assert.IsType<AccessAnswer.MissingRight>(await scene.GrantAsync(chat: chat));
        Assert.Contains("Add Administrator", missing.Mend);
        Assert.Contains("@hilt_stand_in_bot", missing.Mend);
    }

    [Fact]
    public async Task A_chat_that_the_bot_was_thrown_out_of_is_gone()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Telegram.RemoveBot(scene.Olga, scene.Club);
        Assert.IsType<AccessAnswer.CommunityGone>(await scene.LookAsync());
        Assert.IsType<AccessAnswer.CommunityGone>(await scene.GrantAsync());
        Assert.IsType<AccessAnswer.CommunityGone>(await scene.RevokeAsync());
        Assert.True(await scene.Arm.IsGoneAsync(scene.Club, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_group_that_became_a_supergroup_is_followed_and_the_books_too()
    {
        await using var scene = await ArmScene.StartAsync();
        var group = ChatOf(scene, "group");
        await scene.BindAsync(group);
        await scene.PayAsync(scene.Ana, group);
        scene.Telegram.Add(scene.Olga, scene.Ana, group);
        var grown = scene.Telegram.Upgrade(group);
        Assert.IsType<AccessAnswer.Open>(await scene.LookAsync(chat: group));
        Assert.Equal(grown, (await scene.SeatAsync(scene.Ana)).TargetId);
        Assert.Equal(grown, (await scene.CommunityAsync(grown)).AlertChannelId);
        Assert.IsType<AccessAnswer.Closed>(await scene.RevokeAsync(chat: group));
        Assert.False(scene.Telegram.IsInside(grown, scene.Ana));
        Assert.Empty(scene.Telegram.Banned(grown));
    }

    [Fact]
    public async Task An_outage_and_a_flood_ask_to_come_later_and_blame_nobody()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Telegram.Faults.Next("getChatMember", new TelegramFault.ServerError(), 4);
        Assert.Equal(
            TimeSpan.FromSeconds(30), Assert.IsType<AccessAnswer.TryLater>(await scene.LookAsync()).After);
        scene.Telegram.Faults.Next("getChatMember", new TelegramFault.TooMany(60));
        Assert.Equal(
            TimeSpan.FromSeconds(60), Assert.IsType<AccessAnswer.TryLater>(await scene.GrantAsync()).After);
    }

    [Fact]
    public async Task A_refusal_that_nobody_knows_is_tried_again_with_telegrams_words()
    {
        await using var scene = await ArmScene.StartAsync();
        scene.Telegram.Faults.Next("getChatMember", new TelegramFault.Refuse(400, "Bad Request: SOMETHING_NEW"));
        var later = Assert.IsType<AccessAnswer.TryLater>(await scene.LookAsync());
        Assert.Null(later.After);
        Assert.Contains("SOMETHING_NEW", later.Why);
    }

    internal static string ChatOf(ArmScene scene, string kind)
    {
        if (kind == "supergroup")
        {
            return scene.Club;
        }

        var chat = kind == "group"
            ? scene.Telegram.AddGroup("Circle", scene.Olga)
            : scene.Telegram.AddChannel("News", scene.Olga);
        scene.Telegram.AddBot(scene.Olga, chat);
        return chat;
    }
}
