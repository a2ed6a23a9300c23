using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace HiltBot.TestKit.Telegram;

/// <summary>Somebody who writes to the bot privately.</summary>
public sealed record ForeignPerson(long Id, string FirstName, string Username)
{
    public string Chat => Id.Text();
}

/// <summary>What the bot wrote, as it is after its last edit.</summary>
public sealed record ForeignMessage(int Id, string Text, JsonObject Json)
{
    public IReadOnlyList<(string Label, string? Data, string? Url)> Buttons =>
    [
        .. (Json["reply_markup"]?["inline_keyboard"] as JsonArray ?? []).SelectMany(row => row!.AsArray()).Select(button =>
            ((string)button!["text"]!, (string?)button["callback_data"], (string?)button["url"])),
    ];
}

/// <summary>
/// A Bot API that others wrote: <c>telegram-test-api</c> (npm) as a process on loopback. It knows getMe, getUpdates (which never
/// waits), webhooks (without a secret), sendMessage, edits, deleteMessage and answerCallbackQuery; whatever else is called is
/// answered by 500 and <c>{"message": …}</c>, which is no answer of the Bot API. No chats but private ones.
/// <code>
/// await using var foreign = await ForeignTelegram.StartAsync();         // skips the test where the packages are missing
/// var ana = new ForeignPerson(6_000_000_001, "Ana", "ana");
/// await foreign.CommandAsync(ana, "/start offer_1");
/// var message = await foreign.NextMessageAsync(ana, after: 0);
/// await foreign.PressAsync(ana, message, "Buy");
/// </code>
/// </summary>
public sealed class ForeignTelegram : IAsyncDisposable
{
    private readonly OutsideTelegram process;
    private readonly HttpClient http;

    private ForeignTelegram(OutsideTelegram process, string apiUrl)
    {
        this.process = process;
        ApiUrl = apiUrl;
        http = new() { BaseAddress = new(apiUrl) };
    }

    /// <summary>Without <c>/bot…</c>.</summary>
    public string ApiUrl { get; }

    /// <summary>Any token does: it tells bots apart.</summary>
    public string Token => "666:ForeignTelegramTakesAnyToken";

    /// <summary>The bot's name there.</summary>
    public string BotUsername => "TestNameBot";

    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["HiltBot:Telegram:Token"] = Token,
        ["HiltBot:Telegram:ApiUrl"] = ApiUrl,
    };

    public static async Task<ForeignTelegram> StartAsync()
    {
        var port = FreePort();
        var process = OutsideTelegram.Start("foreign.mjs", port.ToString());
        try
        {
            Assert.Equal("listening", await process.ReadLineAsync());
        }
        catch
        {
            process.Dispose();
            throw;
        }

        return new(process, $"http://127.0.0.1:{port}");
    }

    public Task SayAsync(ForeignPerson person, string text) => PostAsync("sendMessage", Message(person, text));

    public Task CommandAsync(ForeignPerson person, string text)
    {
        var message = Message(person, text);
        message["entities"] = new JsonArray(new JsonObject
        {
            ["type"] = "bot_command",
            ["offset"] = 0,
            ["length"] = text.Split(' ')[0].Length,
        });
        return PostAsync("sendCommand", message);
    }

    /// <summary>Presses a button, by label.</summary>
    public Task PressAsync(ForeignPerson person, ForeignMessage message, string button)
    {
        var pressed = message.Buttons.First(one => one.Label == button);
        var query = Message(person, message.Text);
        var shown = query.DeepClone().AsObject();
        shown["message_id"] = message.Id;
        shown["from"] = new JsonObject { ["id"] = 666, ["is_bot"] = true, ["first_name"] = "Bot" };
        query["message"] = shown;
        query["data"] = pressed.Data;
        return PostAsync("sendCallback", query);
    }

    /// <summary>Everything that the bot wrote to somebody and did not delete, as it is now.</summary>
    public async Task<IReadOnlyList<ForeignMessage>> MessagesToAsync(ForeignPerson person)
    {
        var history = await PostAsync("getUpdatesHistory", new JsonObject { ["token"] = Token });
        return
        [
            .. history["result"]!.AsArray().Select(one => one!.AsObject())
                .Where(one => one["message"]?["chat_id"]?.ToString() == person.Chat)
                .Select(one => new ForeignMessage(
                    (int)one["messageId"]!, (string?)one["message"]!["text"] ?? "", one["message"]!.AsObject())),
        ];
    }

    /// <summary>Waits for the bot's first message after the one with that number.</summary>
    public async Task<ForeignMessage> NextMessageAsync(ForeignPerson person, int after = 0, string containing = "")
    {
        ForeignMessage? found = null;
        await Eventually.IsAsync(
            async () => await MessagesToAsync(person),
            messages => (found = messages.FirstOrDefault(one => one.Id > after &&
                one.Text.Contains(containing, StringComparison.OrdinalIgnoreCase))) is not null,
            $"{person.FirstName} is written '{containing}'", TimeSpan.FromSeconds(30));
        return found!;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await process.EndAsync();
        process.Dispose();
    }

    private async Task<JsonNode> PostAsync(string path, JsonObject body)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(path, content);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {text}");
        return JsonNode.Parse(text)!;
    }

    private JsonObject Message(ForeignPerson person, string text) => new()
    {
        ["botToken"] = Token,
        ["date"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
        ["text"] = text,
        ["from"] = new JsonObject
        {
            ["id"] = person.Id,
            ["is_bot"] = false,
            ["first_name"] = person.FirstName,
            ["username"] = person.Username,
        },
        ["chat"] = new JsonObject
        {
            ["id"] = person.Id,
            ["type"] = "private",
            ["first_name"] = person.FirstName,
            ["username"] = person.Username,
        },
    };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
