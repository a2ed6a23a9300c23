using System.Text.Json;
using HiltBot.TestKit.Telegram;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>A library that others wrote against the real Telegram works against the stand-in: that keeps it honest.</summary>
public sealed class StandInGrammyTests(ITestOutputHelper output)
{
    private readonly List<JsonElement> kept = [];

    [Theory]
    [InlineData("polling")]
    [InlineData("webhook")]
    public async Task Grammy_answers_shows_buttons_lets_in_and_throws_out(string receive)
    {
        await using var telegram = await StandInTelegram.StartAsync();
        telegram.Limits.AreOn = false;
        var (olga, ana) = (telegram.AddUser("Olga"), telegram.AddUser("Ana", "ana"));
        var club = telegram.AddSupergroup("Club", olga);
        telegram.AddBot(olga, club);
        using var bot = OutsideTelegram.Start("bot.mjs", telegram.ApiUrl, telegram.Token, club, receive);
        try
        {
            var ready = await ReadAsync(bot, "ready");
            Assert.Equal(telegram.BotUsername, ready.GetProperty("bot").GetString());
            Assert.Equal(receive == "webhook", telegram.Updates.WebhookUrl is not null);
            Assert.Equal((club, "administrator"), await MineAsync(bot));
            Assert.Equal(["start"], telegram.CommandsOf("all_private_chats"));

            telegram.Start(ana, "offer_1");
            var hello = await telegram.NextMessageToAsync(ana);
            Assert.Equal(("Hello Ana, offer_1", "bold", 6), (hello.Text, (string)hello.Entities[0]!["type"]!,
                (int)hello.Entities[0]!["offset"]!));
            var press = await telegram.AnsweredAsync(telegram.Press(ana, hello, "Let me in"));
            Assert.Equal("Done.", press.Text);
            var link = telegram.Now(hello).Button("Open").Url!;
            Assert.Equal(LinkOutcome.Asked, telegram.OpenLink(ana, link));
            var approved = await ReadAsync(bot, "approved");
            Assert.Equal(("Ana", "member", "for one"), (approved.GetProperty("user").GetString(),
                approved.GetProperty("status").GetString(), approved.GetProperty("link").GetString()));
            await telegram.NextMessageToAsync(ana, "you are in");
            Assert.Equal(("Ana", "left", "member"), await MemberAsync(bot));

            telegram.Say(ana, $"/out {ana}");
            await telegram.NextMessageToAsync(ana, "gone");
            Assert.Equal(("Ana", "member", "kicked"), await MemberAsync(bot));
            Assert.Equal(("Ana", "kicked", "left"), await MemberAsync(bot));
            Assert.Equal([olga], telegram.Members(club));
            Assert.Empty(telegram.Banned(club));
            telegram.Say(ana, $"/out {olga}");
            Assert.Equal("400 Bad Request: can't remove chat owner",
                (await telegram.NextMessageToAsync(ana, "bad request")).Text);
            Assert.Equal((0, string.Empty), await bot.EndAsync());
            Assert.Empty(telegram.Problems);
        }
        finally
        {
            output.WriteLine(string.Join('\n', telegram.Calls));
        }
    }

    // Steps of different kinds come in any order: what is not asked for yet is kept.
    private async Task<JsonElement> ReadAsync(OutsideTelegram bot, string step)
    {
        while (true)
        {
            var place = kept.FindIndex(one => one.GetProperty("step").GetString() == step);
            if (place >= 0)
            {
                var seen = kept[place];
                kept.RemoveAt(place);
                return seen;
            }

            var line = await bot.ReadLineAsync();
            output.WriteLine(line);
            kept.Add(JsonDocument.Parse(line).RootElement);
        }
    }

    private async Task<(string, string?)> MineAsync(OutsideTelegram bot)
    {
        var mine = await ReadAsync(bot, "mine");
        return (mine.GetProperty("chat").GetRawText(), mine.GetProperty("status").GetString());
    }

    private async Task<(string?, string?, string?)> MemberAsync(OutsideTelegram bot)
    {
        var member = await ReadAsync(bot, "member");
        return (member.GetProperty("user").GetString(), member.GetProperty("before").GetString(),
            member.GetProperty("after").GetString());
    }
}
