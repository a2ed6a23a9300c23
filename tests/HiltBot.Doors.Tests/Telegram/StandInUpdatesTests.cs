using HiltBot.TestKit;
using HiltBot.TestKit.Telegram;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>The stand-in's own rules of getting updates: where it lied, every test on it would.</summary>
public sealed class StandInUpdatesTests
{
    [Fact]
    public async Task A_call_comes_as_json_form_or_query_and_a_wrong_token_is_refused()
    {
        await using var telegram = await StandInTelegram.StartAsync(new ManualTime());
        using var bot = new StandInBot(telegram);
        var ana = telegram.AddUser("Ana");
        telegram.Start(ana);
        var me = await bot.DoAsync("getMe");
        Assert.Equal((telegram.BotId, true, telegram.BotUsername),
            (me["id"]!.ToString(), (bool)me["is_bot"]!, (string)me["username"]!));
        await bot.DoAsync("sendMessage", new { chat_id = long.Parse(ana), text = "as JSON" });
        Assert.Equal(200, (await bot.FormAsync("sendMessage", ("chat_id", ana), ("text", "as a form"),
            ("reply_markup", """{"inline_keyboard":[[{"text":"Go","callback_data":"go"}]]}"""))).Status);
        Assert.Equal(200, (await bot.GetAsync($"SENDMESSAGE?chat_id={ana}&text=as+a+query")).Status);
        Assert.Equal(["as JSON", "as a form", "as a query"], telegram.MessagesTo(ana).Select(message => message.Text));
        Assert.Equal("go", telegram.MessagesTo(ana)[1].Button("Go").Data);

        Assert.Equal((401, "Unauthorized"), await WordsAsync("getMe", "1:nonsense"));
        Assert.Equal((404, "Not Found: method not found"), await WordsAsync("getMoon", telegram.Token));
        Assert.Equal(404, (await bot.GetAsync("a/b")).Status);

        async Task<(int, string)> WordsAsync(string method, string token)
        {
            var (status, body) = await bot.CallAsync(method, token: token);
            return (status, (string)body!["description"]!);
        }
    }

    [Fact]
    public async Task Updates_stay_until_they_are_confirmed_by_the_next_offset()
    {
        await using var telegram = await StandInTelegram.StartAsync(new ManualTime());
        using var bot = new StandInBot(telegram);
        var ana = telegram.AddUser("Ana");
        foreach (var text in new[] { "one", "two", "three" })
        {
            telegram.Say(ana, text);
        }

        var two = (await bot.DoAsync("getUpdates", new { limit = 2 })).AsArray();
        Assert.Equal(["one", "two"], two.Select(update => (string)update!["message"]!["text"]!));
        Assert.Equal(3, (await bot.DoAsync("getUpdates")).AsArray().Count);
        var last = (long)two[1]!["update_id"]!;
        var rest = (await bot.DoAsync("getUpdates", new { offset = last + 1 })).AsArray();
        Assert.Equal("three", (string)Assert.Single(rest)!["message"]!["text"]!);
        Assert.Equal(1, telegram.Updates.Pending);
        telegram.Say(ana, "four");
        Assert.Equal("four", (string)Assert.Single((await bot.DoAsync("getUpdates", new { offset = -1 })).AsArray())!["message"]!["text"]!);
        Assert.Equal(1, telegram.Updates.Pending);
    }

    [Fact]
    public async Task A_poll_waits_for_news_or_for_its_timeout_by_the_clock()
    {
        var time = new ManualTime();
        await using var telegram = await StandInTelegram.StartAsync(time);
        using var bot = new StandInBot(telegram);
        var ana = telegram.AddUser("Ana");
        var waiting = bot.DoAsync("getUpdates", new { timeout = 30 });
        await telegram.UntilAsync(() => telegram.Updates.IsPolled, "the bot polls");
        Assert.False(waiting.IsCompleted);
        telegram.Say(ana, "hello");
        Assert.Equal("hello", (string)(await waiting)[0]!["message"]!["text"]!);

        var next = (long)(await waiting)[0]!["update_id"]! + 1;
        waiting = bot.DoAsync("getUpdates", new { timeout = 30, offset = next });
        await telegram.UntilAsync(() => telegram.Updates.IsPolled, "the bot polls again");
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Empty((await waiting).AsArray());
    }

    [Fact]
    public async Task The_second_poller_ends_the_first_and_a_webhook_ends_both()
    {
        await using var telegram = await StandInTelegram.StartAsync(new ManualTime());
        using var bot = new StandInBot(telegram);
        using var other = new StandInBot(telegram);
        var first = bot.RefusedAsync("getUpdates", new { timeout = 30 });
        await telegram.UntilAsync(() => telegram.Updates.IsPolled, "the first polls");
        var second = other.RefusedAsync("getUpdates", new { timeout = 30 });
        Assert.Equal(
            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running", await first);
        Assert.Equal(1, telegram.Updates.Conflicts);
        await telegram.UntilAsync(() => telegram.Updates.IsPolled, "the second polls");
        await bot.DoAsync("setWebhook", new { url = "http://127.0.0.1:9/never" });
        Assert.Equal("Conflict: terminated by setWebhook request", await second);
        Assert.Equal(
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
            await bot.RefusedAsync("getUpdates"));
        await bot.DoAsync("deleteWebhook");
        Assert.Empty((await bot.DoAsync("getUpdates")).AsArray());
    }

    [Fact]
    public async Task Rare_kinds_come_only_when_they_were_asked_for_and_the_last_wish_holds()
    {
        await using var telegram = await StandInTelegram.StartAsync(new ManualTime());
        using var bot = new StandInBot(telegram);
        var olga = telegram.AddUser("Olga");
        var club = telegram.AddSupergroup("Club", olga);
        telegram.AddBot(olga, club);
        var ana = telegram.AddUser("Ana");
        telegram.Add(olga, ana, club);
        Assert.Empty(telegram.Updates.OfKind("chat_member"));
        Assert.Single(telegram.Updates.OfKind("my_chat_member"));

        await bot.DoAsync("getUpdates", new { allowed_updates = new[] { "chat_member" } });
        await bot.DoAsync("getUpdates");
        telegram.Leave(ana, club);
        telegram.Say(ana, "hello");
        Assert.Single(telegram.Updates.OfKind("chat_member"));
        Assert.DoesNotContain(telegram.Updates.OfKind("message"), message => (string?)message["text"] == "hello");
        Assert.Equal(["chat_member"], telegram.Updates.Allowed);

        await bot.DoAsync("getUpdates", new { allowed_updates = Array.Empty<string>() });
        telegram.Say(ana, "hello again");
        telegram.Add(olga, ana, club);
        Assert.Contains(telegram.Updates.OfKind("message"), message => (string?)message["text"] == "hello again");
        Assert.Single(telegram.Updates.OfKind("chat_member"));
    }

    [Fact]
    public async Task Updates_can_come_twice_late_again_and_in_the_wrong_order()
    {
        await using var telegram = await StandInTelegram.StartAsync(new ManualTime());
        using var bot = new StandInBot(telegram);
        var ana = telegram.AddUser("Ana");
        telegram.Updates.DuplicateNext();
        telegram.Say(ana, "twice");
        telegram.Say(ana, "once");
        Assert.Equal(["twice", "twice", "once"], Texts(await bot.UpdatesAsync()));
        telegram.Updates.Again();
        Assert.Equal(["twice", "once"], Texts(await bot.UpdatesAsync()));
        Assert.Empty(await bot.UpdatesAsync());

        telegram.Updates.AreReversed = true;
        telegram.Say(ana, "one");
        telegram.Say(ana, "two");
        Assert.Equal(["two", "one"], Texts(await bot.UpdatesAsync()));

        telegram.Updates.HoldBack();
        telegram.Say(ana, "late");
        Assert.Empty(await bot.UpdatesAsync());
        telegram.Updates.Release();
        Assert.Equal(["late"], Texts(await bot.UpdatesAsync()));

        static IEnumerable<string> Texts(IEnumerable<System.Text.Json.Nodes.JsonObject> updates) =>
            updates.Select(update => (string)update["message"]!["text"]!);
    }

    [Fact]
    public async Task What_nobody_fetches_for_a_day_is_gone()
    {
        var time = new ManualTime();
        await using var telegram = await StandInTelegram.StartAsync(time);
        using var bot = new StandInBot(telegram);
        telegram.Say(telegram.AddUser("Ana"), "hello");
        time.Advance(TimeSpan.FromHours(25));
        Assert.Empty(await bot.UpdatesAsync());
    }
}
