using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HiltBot.TestKit.Telegram;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>The foreign server does what its fixture says, for a bot made of plain HTTP.</summary>
public sealed class StandInForeignTests
{
    [Fact]
    public async Task A_foreign_server_carries_commands_messages_buttons_and_edits()
    {
        await using var foreign = await ForeignTelegram.StartAsync();
        using var http = new HttpClient { BaseAddress = new($"{foreign.ApiUrl}/bot{foreign.Token}/") };
        var (ana, bob) = (new ForeignPerson(6_000_000_001, "Ana", "ana"), new ForeignPerson(6_000_000_002, "Bob", "bob"));
        Assert.Equal(foreign.BotUsername, (string)(await CallAsync("getMe"))["username"]!);

        await foreign.CommandAsync(ana, "/start offer_1");
        var command = (await UpdateAsync())["message"]!;
        Assert.Equal(("/start offer_1", ana.Chat, 6), ((string)command["text"]!, command["from"]!["id"]!.ToString(),
            (int)command["entities"]![0]!["length"]!));
        await CallAsync("sendMessage", new
        {
            chat_id = ana.Id,
            text = "Hello",
            reply_markup = new
            {
                inline_keyboard = new[] { new[] { new { text = "Buy", callback_data = "buy:1" } } },
            },
        });
        var message = await foreign.NextMessageAsync(ana, containing: "hello");
        Assert.Equal(("Buy", "buy:1", null), Assert.Single(message.Buttons));

        await foreign.PressAsync(ana, message, "Buy");
        var query = (await UpdateAsync())["callback_query"]!;
        Assert.Equal(("buy:1", message.Id, ana.Chat), ((string)query["data"]!, (int)query["message"]!["message_id"]!,
            query["message"]!["chat"]!["id"]!.ToString()));
        await CallAsync("editMessageText", new { chat_id = ana.Id, message_id = message.Id, text = "Bought" });
        Assert.Equal("Bought", Assert.Single(await foreign.MessagesToAsync(ana)).Text);
        Assert.Empty(await foreign.MessagesToAsync(bob));

        await foreign.SayAsync(bob, "hi");
        Assert.Equal("hi", (string)(await UpdateAsync())["message"]!["text"]!);
        Assert.Equal(500, (int)(await http.PostAsJsonAsync("setMyCommands", new { })).StatusCode);

        async Task<JsonNode> UpdateAsync() => Assert.Single((await CallAsync("getUpdates")).AsArray())!;

        async Task<JsonNode> CallAsync(string method, object? body = null)
        {
            using var response = await http.PostAsJsonAsync(method, body ?? new { });
            var answer = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
            Assert.True((bool)answer["ok"]!, answer.ToJsonString());
            return answer["result"] ?? new JsonObject();
        }
    }
}
