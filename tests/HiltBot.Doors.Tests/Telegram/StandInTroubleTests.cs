using System.Diagnostics;
using HiltBot.TestKit;
using HiltBot.TestKit.Telegram;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>Flood limits, and everything else that can go wrong with a call.</summary>
public sealed class StandInTroubleTests
{
    private readonly ManualTime time = new();

    [Fact]
    public async Task A_chat_takes_a_small_burst_and_then_one_message_a_second()
    {
        await using var telegram = await StandInTelegram.StartAsync(time);
        using var bot = new StandInBot(telegram);
        var ana = telegram.AddUser("Ana");
        telegram.Start(ana);
        for (var message = 0; message < 3; message++)
        {
            Assert.Equal(200, await SendAsync(bot, ana));
        }

        var (status, body) = await bot.CallAsync("sendMessage", new { chat_id = ana, text = "one too many" });
        Assert.Equal((429, 429, 3, "Too Many Requests: retry after 3"), (status, (int)body!["error_code"]!,
            (int)body["parameters"]!["retry_after"]!, (string)body["description"]!));
        Assert.Equal((3, 1), (telegram.MessagesTo(ana).Count, telegram.Limits.Exceeded));
        Assert.Equal(200, (await bot.CallAsync("getChat", new { chat_id = ana })).Status);
        await bot.DoAsync("editMessageText", new
        {
            chat_id = ana,
            message_id = telegram.LastMessageTo(ana)!.Id,
            text = "changed",
        });
        for (var second = 0; second < 10; second++)
        {
            time.Advance(TimeSpan.FromSeconds(3));
            Assert.Equal(200, await SendAsync(bot, ana));
        }

        telegram.Limits.AreOn = false;
        for (var message = 0; message < 10; message++)
        {
            Assert.Equal(200, await SendAsync(bot, ana));
        }
    }

    [Fact]
    public async Task A_group_takes_twenty_a_minute()
    {
        await using var telegram = await StandInTelegram.StartAsync(time);
        using var bot = new StandInBot(telegram);
        var olga = telegram.AddUser("Olga");
        var club = telegram.AddSupergroup("Club", olga);
        telegram.AddBot(olga, club);
        for (var message = 0; message < 20; message++)
        {
            Assert.Equal(200, await SendAsync(bot, club));
            time.Advance(TimeSpan.FromSeconds(1));
        }

        var (status, body) = await bot.CallAsync("sendMessage", new { chat_id = club, text = "one too many" });
        Assert.Equal((429, 40), (status, (int)body!["parameters"]!["retry_after"]!));
        time.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(200, await SendAsync(bot, club));
    }

    [Fact]
    public async Task All_chats_together_take_thirty_a_second_and_a_method_can_have_its_own_limit()
    {
        await using var telegram = await StandInTelegram.StartAsync(time);
        using var bot = new StandInBot(telegram);
        var people = telegram.AddUsers(31);
        foreach (var person in people)
        {
            telegram.Start(person);
        }

        foreach (var person in people.Take(30))
        {
            Assert.Equal(200, await SendAsync(bot, person));
        }

        Assert.Equal(429, await SendAsync(bot, people[30]));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, await SendAsync(bot, people[30]));

        telegram.Limits.Set("getChat", 1, TimeSpan.FromSeconds(5));
        Assert.Equal(200, (await bot.CallAsync("getChat", new { chat_id = people[0] })).Status);
        Assert.Equal(429, (await bot.CallAsync("getChat", new { chat_id = people[0] })).Status);
    }

    [Fact]
    public async Task A_storm_refuses_everything_but_the_poll_for_a_while()
    {
        await using var telegram = await StandInTelegram.StartAsync(time);
        using var bot = new StandInBot(telegram);
        telegram.Faults.Storm(calls: 2, retryAfterSeconds: 7);
        Assert.Equal(200, (await bot.CallAsync("getUpdates")).Status);
        Assert.Equal(7, (int)(await bot.CallAsync("getMe")).Body!["parameters"]!["retry_after"]!);
        Assert.Equal(429, (await bot.CallAsync("getMe")).Status);
        Assert.Equal(200, (await bot.CallAsync("getMe")).Status);
    }

    [Fact]
    public async Task Calls_fail_before_or_after_they_are_applied()
    {
        await using var telegram = await StandInTelegram.StartAsync(time);
        telegram.Limits.AreOn = false;
        using var bot = new StandInBot(telegram);
        var ana = telegram.AddUser("Ana");
        telegram.Start(ana);
        telegram.Faults.Next("sendMessage", new TelegramFault.DropBefore());
        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(bot, ana));
        Assert.Empty(telegram.MessagesTo(ana));
        telegram.Faults.Next("sendMessage", new TelegramFault.DropAfter());
        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(bot, ana));
        Assert.Single(telegram.MessagesTo(ana));
        telegram.Faults.Next("sendMessage", new TelegramFault.ServerError(503));
        Assert.Equal(503, await SendAsync(bot, ana));
        Assert.Single(telegram.MessagesTo(ana));
        telegram.Faults.Next("sendMessage", new TelegramFault.ErrorAfter());
        Assert.Equal(502, await SendAsync(bot, ana));
        telegram.Faults.Next("sendMessage", new TelegramFault.Garbage());
        Assert.Equal((200, null), await bot.CallAsync("sendMessage", new { chat_id = ana, text = "x" }));
        Assert.Equal(3, telegram.MessagesTo(ana).Count);
        telegram.Faults.Next("sendMessage", new TelegramFault.Refuse(400, "Bad Request: no"));
        Assert.Equal("Bad Request: no", await bot.RefusedAsync("sendMessage", new { chat_id = ana, text = "x" }));

        telegram.Faults.Next("sendMessage", new TelegramFault.Slow(TimeSpan.FromSeconds(9)));
        var slow = SendAsync(bot, ana);
        await telegram.UntilAsync(() => telegram.MessagesTo(ana).Count == 4, "it is applied");
        Assert.False(slow.IsCompleted);
        await telegram.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(9));
                return slow.IsCompleted;
            },
            "it is answered");
        Assert.Equal(200, await slow);
        Assert.Equal([false, true, false, true, true, false, true], telegram.CallsOf("sendMessage").Select(call => call.IsApplied));
    }

    [Fact]
    public async Task The_caller_can_be_killed_when_a_call_was_applied_and_is_not_answered()
    {
        await using var telegram = await StandInTelegram.StartAsync(time);
        using var bot = new StandInBot(telegram);
        var olga = telegram.AddUser("Olga");
        var club = telegram.AddSupergroup("Club", olga, null, telegram.AddUser("Ana"));
        telegram.AddBot(olga, club);
        using var victim = Process.Start("sleep", "600");
        telegram.KillAt("banChatMember", () => victim.Id);
        await bot.DoAsync("getMe");
        Assert.False(victim.HasExited);
        await bot.DoAsync("banChatMember", new { chat_id = club, user_id = telegram.Members(club)[1] });
        await victim.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal([olga], telegram.Members(club));
    }

    [Fact]
    public async Task Twenty_messages_to_one_person_take_as_long_as_the_limit_says()
    {
        StandInTelegram? telegram = null;
        await using var jumping = new HiltBot.TestKit.Discord.JumpingTime(() => telegram?.Activity ?? (1, 0));
        telegram = await StandInTelegram.StartAsync(jumping);
        await using var owned = telegram;
        using var bot = new StandInBot(telegram);
        var ana = telegram.AddUser("Ana");
        telegram.Start(ana);
        jumping.Run();
        for (var message = 0; message < 20;)
        {
            var (status, body) = await bot.CallAsync("sendMessage", new { chat_id = ana, text = $"{message}" });
            message += status == 200 ? 1 : 0;
            if (status == 429)
            {
                await Task.Delay(TimeSpan.FromSeconds((int)body!["parameters"]!["retry_after"]!), jumping);
            }
        }

        Assert.InRange(jumping.Elapsed, TimeSpan.FromSeconds(17), TimeSpan.FromSeconds(40));
    }

    private static async Task<int> SendAsync(StandInBot bot, string chat) =>
        (await bot.CallAsync("sendMessage", new { chat_id = chat, text = "hello" })).Status;
}
