using HiltBot.TestKit;
using HiltBot.TestKit.Telegram;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>Throwing out, keeping out and letting back in, by the kind of chat.</summary>
public sealed class StandInMembersTests
{
    private readonly ManualTime time = new();

    [Fact]
    public async Task A_ban_keeps_out_until_it_ends_or_is_lifted()
    {
        await using var telegram = await StandInTelegram.StartAsync(time);
        using var bot = new StandInBot(telegram);
        var (olga, ana, club) = Club(telegram);
        await bot.HearAsync();
        var link = await bot.LinkAsync(club);
        await BanAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(("kicked", time.GetUtcNow() + TimeSpan.FromMinutes(2)),
            (telegram.MemberOf(club, ana).Status, telegram.MemberOf(club, ana).Until));
        Assert.Equal(LinkOutcome.Banned, telegram.OpenLink(ana, link));
        Assert.Equal([ana], telegram.Banned(club));
        var news = Assert.Single(await bot.UpdatesAsync("chat_member"));
        Assert.Equal(("member", "kicked", telegram.BotId), ((string)news["old_chat_member"]!["status"]!,
            (string)news["new_chat_member"]!["status"]!, news["from"]!["id"]!.ToString()));

        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("left", (string)(await bot.DoAsync("getChatMember", new { chat_id = club, user_id = ana }))["status"]!);
        Assert.Equal(LinkOutcome.Joined, telegram.OpenLink(ana, link));

        await BanAsync(TimeSpan.FromSeconds(29));
        time.Advance(TimeSpan.FromDays(400));
        Assert.Equal(("kicked", null), (telegram.MemberOf(club, ana).Status, telegram.MemberOf(club, ana).Until));
        await bot.DoAsync("unbanChatMember", new { chat_id = club, user_id = ana, only_if_banned = true });
        Assert.Equal("left", telegram.MemberOf(club, ana).Status);
        telegram.Add(olga, ana, club);
        await BanAsync(TimeSpan.FromDays(367));
        Assert.Null(telegram.MemberOf(club, ana).Until);

        Task BanAsync(TimeSpan length) => bot.DoAsync("banChatMember", new
        {
            chat_id = club,
            user_id = ana,
            until_date = (time.GetUtcNow() + length).ToUnixTimeSeconds(),
        });
    }

    [Fact]
    public async Task Unban_removes_a_member_unless_told_only_if_banned()
    {
        await using var telegram = await StandInTelegram.StartAsync(time);
        using var bot = new StandInBot(telegram);
        var (_, ana, club) = Club(telegram);
        await bot.DoAsync("unbanChatMember", new { chat_id = club, user_id = ana, only_if_banned = true });
        Assert.True(telegram.IsInside(club, ana));
        await bot.DoAsync("unbanChatMember", new { chat_id = club, user_id = ana });
        Assert.Equal("left", telegram.MemberOf(club, ana).Status);
    }

    [Fact]
    public async Task Whom_the_bot_may_not_remove_it_does_not()
    {
        await using var telegram = await StandInTelegram.StartAsync(time);
        using var bot = new StandInBot(telegram);
        var (olga, ana, club) = Club(telegram);
        telegram.Promote(olga, ana, club, TelegramRights.ManageChat);
        Assert.Equal("Bad Request: user is an administrator of the chat", await RefusedAsync(ana));
        Assert.Equal("Bad Request: can't remove chat owner", await RefusedAsync(olga));
        Assert.Equal("Bad Request: can't restrict self", await RefusedAsync(telegram.BotId));
        Assert.Equal("Bad Request: PARTICIPANT_ID_INVALID", await RefusedAsync("17"));
        Assert.Equal("Bad Request: user is an administrator of the chat",
            await bot.RefusedAsync("unbanChatMember", new { chat_id = club, user_id = ana }));
        telegram.Demote(olga, ana, club);
        telegram.SetRights(telegram.BotId, club, TelegramRights.InviteUsers);
        Assert.Equal("Bad Request: not enough rights to restrict/unrestrict chat member", await RefusedAsync(ana));
        Assert.True(telegram.IsInside(club, ana));
        telegram.SetRights(telegram.BotId, club, TelegramRights.RestrictMembers);
        await bot.DoAsync("banChatMember", new { chat_id = club, user_id = ana });
        Assert.False(telegram.IsInside(club, ana));

        Task<string> RefusedAsync(string user) => bot.RefusedAsync("banChatMember", new { chat_id = club, user_id = user });
    }

    [Fact]
    public async Task A_basic_group_has_no_list_of_banned_people()
    {
        await using var telegram = await StandInTelegram.StartAsync(time);
        using var bot = new StandInBot(telegram);
        var (olga, ana) = (telegram.AddUser("Olga"), telegram.AddUser("Ana"));
        var club = telegram.AddGroup("Club", olga, ana);
        telegram.AddBot(olga, club);
        var link = await bot.LinkAsync(club);
        await bot.DoAsync("banChatMember", new { chat_id = club, user_id = ana });
        Assert.Equal("left", telegram.MemberOf(club, ana).Status);
        Assert.Equal("Bad Request: method is available for supergroup and channel chats only",
            await bot.RefusedAsync("unbanChatMember", new { chat_id = club, user_id = ana, only_if_banned = true }));
        Assert.Equal("Bad Request: user not found", await bot.RefusedAsync("banChatMember", new { chat_id = club, user_id = 17 }));
        Assert.Equal("Bad Request: USER_NOT_PARTICIPANT",
            await bot.RefusedAsync("banChatMember", new { chat_id = club, user_id = ana }));
        Assert.Equal(LinkOutcome.Joined, telegram.OpenLink(ana, link));
    }

    [Fact]
    public async Task News_of_members_say_who_did_it_and_go_to_administrators_only()
    {
        await using var telegram = await StandInTelegram.StartAsync(time);
        using var bot = new StandInBot(telegram);
        var (olga, ana, club) = Club(telegram);
        await bot.UpdatesAsync();
        telegram.Leave(ana, club);
        telegram.Add(olga, ana, club);
        telegram.Ban(olga, ana, club);
        telegram.Unban(olga, ana, club);
        var updates = await bot.UpdatesAsync();
        Assert.Equal([(ana, "member", "left"), (olga, "left", "member"), (olga, "member", "kicked"), (olga, "kicked", "left")],
            updates.Where(update => update.ContainsKey("chat_member")).Select(update => update["chat_member"]!).Select(update => (
                update["from"]!["id"]!.ToString(), (string)update["old_chat_member"]!["status"]!,
                (string)update["new_chat_member"]!["status"]!)));
        Assert.Equal(3, updates.Count(update => update.ContainsKey("message")));
        telegram.Demote(olga, telegram.BotId, club);
        telegram.Add(olga, ana, club);
        Assert.DoesNotContain(await bot.UpdatesAsync(), update => update.ContainsKey("chat_member"));
    }

    private static (string Olga, string Ana, string Club) Club(StandInTelegram telegram)
    {
        var (olga, ana) = (telegram.AddUser("Olga"), telegram.AddUser("Ana"));
        var club = telegram.AddSupergroup("Club", olga, null, ana);
        telegram.AddBot(olga, club);
        return (olga, ana, club);
    }
}
