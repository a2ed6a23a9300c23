using HiltBot.TestKit;
using HiltBot.TestKit.Telegram;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>Who may be written to, and what the bot may see and do in chats.</summary>
public sealed class StandInChatsTests
{
    private readonly ManualTime time = new();

    [Fact]
    public async Task Nobody_is_written_to_who_did_not_start_the_bot_or_blocked_it_or_is_gone()
    {
        await using var telegram = await StandInTelegram.StartAsync(time);
        telegram.Limits.AreOn = false;
        using var bot = new StandInBot(telegram);
        var ana = telegram.AddUser("Ana");
        var hello = new { chat_id = ana, text = "hello" };
        Assert.Equal("Forbidden: bot can't initiate conversation with a user", await bot.RefusedAsync("sendMessage", hello));
        Assert.Equal("Bad Request: chat not found", await bot.RefusedAsync("sendMessage", new { chat_id = 1, text = "hello" }));
        Assert.Equal("Bad Request: chat_id is empty", await bot.RefusedAsync("sendMessage", new { text = "hello" }));
        telegram.Start(ana, "offer_1");
        var started = Assert.Single(await bot.UpdatesAsync("message"));
        Assert.Equal(("/start offer_1", 0, 6, "bot_command", "private"), ((string)started["text"]!,
            (int)started["entities"]![0]!["offset"]!, (int)started["entities"]![0]!["length"]!,
            (string)started["entities"]![0]!["type"]!, (string)started["chat"]!["type"]!));
        await bot.DoAsync("sendMessage", hello);

        telegram.Block(ana);
        Assert.Equal("Forbidden: bot was blocked by the user", await bot.RefusedAsync("sendMessage", hello));
        Assert.Equal("Forbidden: bot was blocked by the user",
            await bot.RefusedAsync("sendChatAction", new { chat_id = ana, action = "typing" }));
        telegram.Start(ana);
        Assert.Equal([("member", "kicked"), ("kicked", "member")], (await bot.UpdatesAsync("my_chat_member")).Select(update =>
            ((string)update["old_chat_member"]!["status"]!, (string)update["new_chat_member"]!["status"]!)));
        await bot.DoAsync("sendMessage", hello);

        telegram.Deactivate(ana);
        Assert.Equal("Forbidden: user is deactivated", await bot.RefusedAsync("sendMessage", hello));
        Assert.Equal(2, telegram.MessagesTo(ana).Count);
    }

    [Fact]
    public async Task Whoever_asked_to_join_is_written_to_for_five_minutes_or_until_answered()
    {
        await using var telegram = await StandInTelegram.StartAsync(time);
        using var bot = new StandInBot(telegram);
        var olga = telegram.AddUser("Olga");
        var club = telegram.AddChannel("Club", olga);
        telegram.AddBot(olga, club);
        var link = await bot.LinkAsync(club, asks: true);
        var (ana, bob) = (telegram.AddUser("Ana"), telegram.AddUser("Bob"));
        telegram.OpenLink(ana, link);
        telegram.OpenLink(bob, link);
        await bot.DoAsync("sendMessage", new { chat_id = ana, text = "Please pay first." });
        await bot.DoAsync("declineChatJoinRequest", new { chat_id = club, user_id = ana });
        Assert.Equal("Forbidden: bot can't initiate conversation with a user",
            await bot.RefusedAsync("sendMessage", new { chat_id = ana, text = "Really." }));
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("Forbidden: bot can't initiate conversation with a user",
            await bot.RefusedAsync("sendMessage", new { chat_id = bob, text = "Too late." }));
    }

    [Fact]
    public async Task The_bot_hears_of_its_own_coming_going_and_rights()
    {
        await using var telegram = await StandInTelegram.StartAsync(time);
        using var bot = new StandInBot(telegram);
        var olga = telegram.AddUser("Olga");
        var club = telegram.AddSupergroup("Club", olga);
        await bot.HearAsync();
        Assert.Equal("Bad Request: chat not found", await bot.RefusedAsync("getChat", new { chat_id = club }));
        telegram.AddBotAsMember(olga, club);
        telegram.Promote(olga, telegram.BotId, club, TelegramRights.ManageChat | TelegramRights.InviteUsers);
        telegram.SetRights(telegram.BotId, club, TelegramRights.RestrictMembers);
        telegram.RemoveBot(olga, club);
        var news = await bot.UpdatesAsync("my_chat_member");
        Assert.Equal([("left", "member"), ("member", "administrator"), ("administrator", "administrator"), ("administrator", "kicked")],
            news.Select(update => ((string)update["old_chat_member"]!["status"]!, (string)update["new_chat_member"]!["status"]!)));
        Assert.Equal([(true, false), (false, true)], news.Skip(1).Take(2).Select(update => (
            (bool)update["new_chat_member"]!["can_invite_users"]!, (bool)update["new_chat_member"]!["can_restrict_members"]!)));
        Assert.All(news, update => Assert.Equal(olga, update["from"]!["id"]!.ToString()));
        Assert.Equal("Forbidden: bot was kicked from the supergroup chat", await bot.RefusedAsync("getChat", new { chat_id = club }));

        telegram.AddBot(olga, club);
        await bot.DoAsync("leaveChat", new { chat_id = club });
        Assert.Equal("Forbidden: bot is not a member of the supergroup chat",
            await bot.RefusedAsync("sendMessage", new { chat_id = club, text = "hello" }));
    }

    [Fact]
    public async Task Chats_and_members_are_shown_as_they_are()
    {
        await using var telegram = await StandInTelegram.StartAsync(time);
        using var bot = new StandInBot(telegram);
        var (olga, ana, bob) = (telegram.AddUser("Olga", "olga"), telegram.AddUser("Ana"), telegram.AddUser("Bob"));
        var club = telegram.AddChannel("Club", olga, "the_club", ana);
        telegram.AddBot(olga, club);
        var chat = await bot.DoAsync("getChat", new { chat_id = "@the_club" });
        Assert.Equal((club, "channel", "Club"), (chat["id"]!.ToString(), (string)chat["type"]!, (string)chat["title"]!));
        Assert.StartsWith("-100", club, StringComparison.Ordinal);
        Assert.Equal(3, (int)await bot.DoAsync("getChatMemberCount", new { chat_id = club }));
        Assert.Equal(["administrator", "creator"], (await bot.DoAsync("getChatAdministrators", new { chat_id = club })).AsArray()
            .Select(member => (string)member!["status"]!).Order());
        Assert.Equal(("creator", "member", "left"), (await StatusAsync(olga), await StatusAsync(ana), await StatusAsync(bob)));
        Assert.Equal("Bad Request: PARTICIPANT_ID_INVALID",
            await bot.RefusedAsync("getChatMember", new { chat_id = club, user_id = 17 }));
        Assert.Equal("Bad Request: invalid user_id specified", await bot.RefusedAsync("getChatMember", new { chat_id = club }));
        var me = await bot.DoAsync("getChatMember", new { chat_id = club, user_id = telegram.BotId });
        Assert.Equal((true, false), ((bool)me["can_post_messages"]!, (bool)me["can_promote_members"]!));
        telegram.Ban(olga, ana, club);
        Assert.Equal(("kicked", 2), (await StatusAsync(ana), (int)await bot.DoAsync("getChatMemberCount", new { chat_id = club })));

        async Task<string> StatusAsync(string user) =>
            (string)(await bot.DoAsync("getChatMember", new { chat_id = club, user_id = user }))["status"]!;
    }

    [Fact]
    public async Task Channels_take_posts_from_whoever_may_post_and_the_bot_reads_groups_by_privacy_mode()
    {
        await using var telegram = await StandInTelegram.StartAsync(time);
        telegram.Limits.AreOn = false;
        using var bot = new StandInBot(telegram);
        var olga = telegram.AddUser("Olga");
        var news = telegram.AddChannel("News", olga);
        telegram.AddBot(olga, news, TelegramRights.InviteUsers);
        Assert.Equal("Bad Request: not enough rights to post in the chat",
            await bot.RefusedAsync("sendMessage", new { chat_id = news, text = "hello" }));
        telegram.SetRights(telegram.BotId, news, TelegramRights.PostMessages);
        var sent = await bot.DoAsync("sendMessage", new { chat_id = news, text = "hello" });
        Assert.Null(sent["from"]);
        Assert.Equal(news, sent["sender_chat"]!["id"]!.ToString());

        var club = telegram.AddSupergroup("Club", olga);
        telegram.AddBotAsMember(olga, club);
        await bot.UpdatesAsync();
        telegram.Say(olga, club, "nothing for the bot");
        telegram.Say(olga, club, "/status@another_bot");
        telegram.Say(olga, club, "/status");
        telegram.Say(olga, news, "a post");
        var heard = await bot.UpdatesAsync();
        Assert.Equal(["/status", "a post"], heard.Select(update =>
            (string)(update["message"] ?? update["channel_post"])!["text"]!));
        telegram.Restrict(olga, telegram.BotId, club);
        Assert.Equal("Bad Request: not enough rights to send text messages to the chat",
            await bot.RefusedAsync("sendMessage", new { chat_id = club, text = "hello" }));
    }

    [Fact]
    public async Task An_upgraded_group_is_found_under_its_new_number()
    {
        await using var telegram = await StandInTelegram.StartAsync(time);
        using var bot = new StandInBot(telegram);
        var (olga, ana) = (telegram.AddUser("Olga"), telegram.AddUser("Ana"));
        var club = telegram.AddGroup("Club", olga, ana);
        telegram.AddBot(olga, club);
        var link = await bot.LinkAsync(club);
        await bot.UpdatesAsync();
        var grown = telegram.Upgrade(club);
        var (status, body) = await bot.CallAsync("sendMessage", new { chat_id = club, text = "hello" });
        Assert.Equal((400, "Bad Request: group chat was upgraded to a supergroup chat", grown), (status,
            (string)body!["description"]!, body["parameters"]!["migrate_to_chat_id"]!.ToString()));
        var updates = await bot.UpdatesAsync();
        var messages = updates.Where(update => update.ContainsKey("message")).Select(update => update["message"]!).ToList();
        Assert.Equal((grown, club, club, grown), (messages[0]["migrate_to_chat_id"]!.ToString(),
            messages[0]["chat"]!["id"]!.ToString(), messages[1]["migrate_from_chat_id"]!.ToString(),
            messages[1]["chat"]!["id"]!.ToString()));
        Assert.Equal([(club, "left"), (grown, "administrator")], updates.Where(update => update.ContainsKey("my_chat_member"))
            .Select(update => update["my_chat_member"]!)
            .Select(update => (update["chat"]!["id"]!.ToString(), (string)update["new_chat_member"]!["status"]!)));
        Assert.Equal([olga, ana], telegram.Members(grown));
        Assert.Empty(telegram.Members(club));
        Assert.Equal(LinkOutcome.Joined, telegram.OpenLink(telegram.AddUser("Bob"), link));
        await bot.DoAsync("banChatMember", new { chat_id = grown, user_id = ana });
        Assert.Equal("kicked", telegram.MemberOf(grown, ana).Status);
    }
}
