using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HiltBot.TestKit.Telegram;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>The barest bot, for tests of the stand-in's own rules: no limits kept, nothing repeated.</summary>
internal sealed class StandInBot(StandInTelegram telegram) : IDisposable
{
    private static readonly string[] Everything =
        ["message", "channel_post", "callback_query", "my_chat_member", "chat_member", "chat_join_request"];

    private readonly HttpClient http = new();

    public void Dispose() => http.Dispose();

    public string Url(string method, string? token = null) => $"{telegram.ApiUrl}/bot{token ?? telegram.Token}/{method}";

    /// <summary>Asks for every kind of update, so that those that happen from now on are kept.</summary>
    public Task HearAsync() => UpdatesAsync();

    public async Task<(int Status, JsonNode? Body)> CallAsync(string method, object? body = null, string? token = null)
    {
        using var content = new StringContent(JsonSerializer.Serialize(body ?? new { }), Encoding.UTF8, "application/json");
        return await ReadAsync(await http.PostAsync(Url(method, token), content));
    }

    public async Task<(int Status, JsonNode? Body)> FormAsync(string method, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await ReadAsync(await http.PostAsync(Url(method), content));
    }

    public async Task<(int Status, JsonNode? Body)> GetAsync(string methodAndQuery) =>
        await ReadAsync(await http.GetAsync(Url(methodAndQuery)));

    public async Task<JsonNode> DoAsync(string method, object? body = null)
    {
        var (status, answer) = await CallAsync(method, body);
        Assert.True(status == 200 && (bool)answer!["ok"]!, $"{method}: {status} {answer?.ToJsonString()}");
        return answer!["result"]!;
    }

    /// <summary>Telegram's words, with the code that they begin with checked.</summary>
    public async Task<string> RefusedAsync(string method, object? body = null)
    {
        var (status, answer) = await CallAsync(method, body);
        Assert.NotEqual(200, status);
        Assert.Equal((status, false), ((int)answer!["error_code"]!, (bool)answer["ok"]!));
        return (string)answer["description"]!;
    }

    /// <summary>What waits now, confirmed at once.</summary>
    public async Task<IReadOnlyList<JsonObject>> UpdatesAsync()
    {
        var updates = await DoAsync("getUpdates", new { allowed_updates = Everything });
        var list = updates.AsArray().Select(update => update!.AsObject()).ToList();
        if (list.Count > 0)
        {
            await DoAsync("getUpdates", new { offset = list.Max(update => (long)update["update_id"]!) + 1 });
        }

        return list;
    }

    public async Task<IReadOnlyList<JsonObject>> UpdatesAsync(string kind) =>
        [.. (await UpdatesAsync()).Where(update => update.ContainsKey(kind)).Select(update => update[kind]!.AsObject())];

    public async Task<string> LinkAsync(string chat, bool asks = false, int? limit = null, long? expires = null) =>
        (string)(await DoAsync("createChatInviteLink", new
        {
            chat_id = chat,
            creates_join_request = asks,
            member_limit = limit,
            expire_date = expires,
            name = "one",
        }))["invite_link"]!;

    private static async Task<(int Status, JsonNode? Body)> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            return ((int)response.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text) : null);
        }
    }
}
