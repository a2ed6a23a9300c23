using HiltBot.TestKit;
using HiltBot.TestKit.Telegram;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>Invite links of every kind, and join requests.</summary>
public sealed class StandInLinksTests : IAsyncLifetime
{
    private readonly ManualTime time = new();
    private StandInTelegram telegram = null!;
    private StandInBot bot = null!;
    private string olga = "";
    private string club = "";

    public async ValueTask InitializeAsync()
    {
        telegram = await StandInTelegram.StartAsync(time);
        bot = new(telegram);
        olga = telegram.AddUser("Olga");
        club = telegram.AddChannel("Club", olga);
        telegram.AddBot(olga, club);
        await bot.UpdatesAsync();
    }

    public async ValueTask DisposeAsync()
    {
        bot.Dispose();
        await telegram.DisposeAsync();
    }

    [Fact]
    public async Task A_link_for_one_lets_one_in_at_a_time_and_says_so()
    {
        var url = await bot.LinkAsync(club, limit: 1);
        Assert.Matches("^https://t.me/\\+[A-Za-z0-9_-]{16}$", url);
        var (ana, bob) = (telegram.AddUser("Ana"), telegram.AddUser("Bob"));
        Assert.Equal(LinkOutcome.Joined, telegram.OpenLink(ana, url));
        Assert.Equal(LinkOutcome.AlreadyInside, telegram.OpenLink(ana, url));
        Assert.Equal(LinkOutcome.Invalid, telegram.OpenLink(bob, url));
        var news = Assert.Single(await bot.UpdatesAsync("chat_member"));
        Assert.Equal((ana, url, "one", 1), (news["from"]!["id"]!.ToString(), (string)news["invite_link"]!["invite_link"]!,
            (string)news["invite_link"]!["name"]!, (int)news["invite_link"]!["member_limit"]!));
        telegram.Leave(ana, club);
        Assert.Equal(LinkOutcome.Joined, telegram.OpenLink(bob, url));
        telegram.Leave(bob, club);
        telegram.Options.OmitsLinkOfReturners = true;
        await bot.UpdatesAsync();
        Assert.Equal(LinkOutcome.Joined, telegram.OpenLink(ana, url));
        Assert.Null(Assert.Single(await bot.UpdatesAsync("chat_member"))["invite_link"]);
    }

    [Fact]
    public async Task A_link_ends_by_time_or_by_being_revoked()
    {
        var url = await bot.LinkAsync(club, expires: (time.GetUtcNow() + TimeSpan.FromHours(1)).ToUnixTimeSeconds());
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(LinkOutcome.Invalid, telegram.OpenLink(telegram.AddUser("Ana"), url));
        var edited = await bot.DoAsync("editChatInviteLink", new { chat_id = club, invite_link = url, name = "again" });
        Assert.Equal(("again", null), ((string)edited["name"]!, edited["expire_date"]));
        Assert.Equal(LinkOutcome.Joined, telegram.OpenLink(telegram.AddUser("Bob"), url));
        var revoked = await bot.DoAsync("revokeChatInviteLink", new { chat_id = club, invite_link = url });
        Assert.True((bool)revoked["is_revoked"]!);
        Assert.Equal(LinkOutcome.Invalid, telegram.OpenLink(telegram.AddUser("Cleo"), url));
        Assert.Equal("Bad Request: INVITE_HASH_EXPIRED",
            await bot.RefusedAsync("revokeChatInviteLink", new { chat_id = club, invite_link = url }));
        Assert.Equal("Bad Request: INVITE_HASH_EXPIRED",
            await bot.RefusedAsync("editChatInviteLink", new { chat_id = club, invite_link = url }));
        Assert.Equal((true, false), (telegram.Links(club)[0].IsRevoked, telegram.Links(club)[0].IsOpen));
    }

    [Fact]
    public async Task What_a_link_cannot_be_is_refused()
    {
        Assert.Equal("Bad Request: member limit can't be specified for links requiring administrator approval",
            await RefusedAsync(new { chat_id = club, creates_join_request = true, member_limit = 1 }));
        Assert.Equal("Bad Request: EXPIRE_DATE_INVALID", await RefusedAsync(new { chat_id = club, expire_date = 1 }));
        Assert.Equal("Bad Request: USAGE_LIMIT_INVALID", await RefusedAsync(new { chat_id = club, member_limit = 100_000 }));
        var others = telegram.MakeLink(olga, club);
        Assert.Equal("Bad Request: CHAT_ADMIN_REQUIRED",
            await bot.RefusedAsync("revokeChatInviteLink", new { chat_id = club, invite_link = others }));
        telegram.SetRights(telegram.BotId, club, TelegramRights.RestrictMembers);
        Assert.Equal("Bad Request: not enough rights to manage chat invite link", await RefusedAsync(new { chat_id = club }));

        Task<string> RefusedAsync(object body) => bot.RefusedAsync("createChatInviteLink", body);
    }

    [Fact]
    public async Task The_primary_link_is_replaced_by_exporting_it_and_others_links_are_shown_in_part()
    {
        var first = (string)(await bot.DoAsync("exportChatInviteLink", new { chat_id = club }))!;
        var second = (string)(await bot.DoAsync("exportChatInviteLink", new { chat_id = club }))!;
        Assert.NotEqual(first, second);
        Assert.Equal(LinkOutcome.Invalid, telegram.OpenLink(telegram.AddUser("Ana"), first));
        Assert.Equal(second, (string)(await bot.DoAsync("getChat", new { chat_id = club }))["invite_link"]!);
        var others = telegram.MakeLink(olga, club);
        telegram.OpenLink(telegram.AddUser("Bob"), others);
        var shown = (string)Assert.Single(await bot.UpdatesAsync("chat_member"))["invite_link"]!["invite_link"]!;
        Assert.NotEqual(others, shown);
        Assert.EndsWith("...", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_join_request_waits_for_its_answer()
    {
        var url = await bot.LinkAsync(club, asks: true);
        var (ana, bob) = (telegram.AddUser("Ana"), telegram.AddUser("Bob"));
        Assert.Equal(LinkOutcome.Asked, telegram.OpenLink(ana, url));
        Assert.Equal(LinkOutcome.Asked, telegram.OpenLink(ana, url));
        Assert.Equal(LinkOutcome.Asked, telegram.OpenLink(bob, url));
        var asked = await bot.UpdatesAsync("chat_join_request");
        Assert.Equal([(ana, ana, url, club), (bob, bob, url, club)], asked.Select(request => (
            request["from"]!["id"]!.ToString(), request["user_chat_id"]!.ToString(),
            (string)request["invite_link"]!["invite_link"]!, request["chat"]!["id"]!.ToString())));
        Assert.Equal([ana, bob], telegram.Requests(club));
        Assert.False(telegram.IsInside(club, ana));

        await bot.DoAsync("approveChatJoinRequest", new { chat_id = club, user_id = ana });
        await bot.DoAsync("declineChatJoinRequest", new { chat_id = club, user_id = bob });
        Assert.Equal((true, false), (telegram.IsInside(club, ana), telegram.IsInside(club, bob)));
        Assert.Equal("Bad Request: USER_ALREADY_PARTICIPANT", await RefusedAsync(ana));
        Assert.Equal("Bad Request: HIDE_REQUESTER_MISSING", await RefusedAsync(bob));
        var news = Assert.Single(await bot.UpdatesAsync("chat_member"));
        Assert.Equal((telegram.BotId, url, null), (news["from"]!["id"]!.ToString(),
            (string)news["invite_link"]!["invite_link"]!, news["via_join_request"]));
        Assert.Equal(LinkOutcome.Asked, telegram.OpenLink(bob, url));
        telegram.Approve(olga, bob, club);
        Assert.True(telegram.IsInside(club, bob));

        Task<string> RefusedAsync(string user) =>
            bot.RefusedAsync("approveChatJoinRequest", new { chat_id = club, user_id = user });
    }

    [Fact]
    public async Task Requests_need_the_right_to_invite_and_come_without_a_link_too()
    {
        var ana = telegram.AddUser("Ana");
        telegram.AskToJoin(ana, club);
        Assert.Null(Assert.Single(await bot.UpdatesAsync("chat_join_request"))["invite_link"]);
        telegram.SetRights(telegram.BotId, club, TelegramRights.RestrictMembers);
        Assert.Equal("Bad Request: not enough rights to manage chat invite link",
            await bot.RefusedAsync("approveChatJoinRequest", new { chat_id = club, user_id = ana }));
        telegram.AskToJoin(telegram.AddUser("Bob"), club);
        Assert.Empty(await bot.UpdatesAsync("chat_join_request"));
        telegram.SetRights(telegram.BotId, club, TelegramRights.InviteUsers);
        await bot.DoAsync("approveChatJoinRequest", new { chat_id = club, user_id = ana });
        Assert.True((bool)Assert.Single(await bot.UpdatesAsync("chat_member"))["via_join_request"]!);
    }
}
