using System.Net.Http.Json;
using System.Text.Json;

namespace HiltBot.Contract.Tests;

/// <summary>People in the simulated chat, through the doors that its page uses.</summary>
internal sealed class Simulator(LiveHost host)
{
    private const string Server = "SIM_SERVER";
    private int number;

    /// <summary>Types a line into a channel that everybody may enter; what the bot answers to it.</summary>
    public Task<JsonElement> SayAsync(string who, string line) => TalkAsync(new
    {
        @as = who,
        platform = Server,
        channel = "welcome",
        kind = "line",
        text = line,
        update_id = NextUpdate(),
    });

    public Task<JsonElement> PressAsync(string who, string actionId) => TalkAsync(new
    {
        @as = who,
        platform = Server,
        channel = "welcome",
        kind = "press",
        action_id = actionId,
        update_id = NextUpdate(),
    });

    public Task DoAsync(string who, string doing, bool value = false) =>
        PostAsync("/simulator/do", new { @as = who, platform = Server, doing, value });

    /// <summary>Moves the second clock: an hour, a day, a week, or to whatever happens next.</summary>
    public Task MoveAsync(string move) => PostAsync("/simulator/time", new { move });

    private string NextUpdate() => $"contract-{Interlocked.Increment(ref number)}";

    private async Task<JsonElement> TalkAsync(object saying) =>
        (await PostAsync("/simulator/talk", saying)).GetProperty("reply");

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var answer = await host.Http.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
