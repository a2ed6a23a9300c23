using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HiltBot.TestKit;

namespace HiltBot.Journey.Tests;

/// <summary>
/// Who connects the demo workspace's own software: gets a code from the owner in chat, an account with it, and an endpoint.
/// </summary>
internal static partial class Developer
{
    /// <returns>The endpoint's signing secret.</returns>
    public static async Task<string> ListenAsync(
        SimulatorVisit chat, HostProcess host, HookReceiver receiver, params string[] events)
    {
        await chat.BeAsync("Robin");
        await chat.SayAsync("/setup api");
        var code = Code().Match(await chat.LastLine.InnerTextAsync());
        Assert.True(code.Success, await chat.LastLine.InnerTextAsync());
        var account = new { email = "dev@example.org", password = "a long password", setup_code = code.Value };
        var token = (string)(await PostAsync(host, "/v1/auth/register", account, token: null))["token"]!;
        var endpoint = new { label = "Software", url = receiver.Url, subscribed_events = events };
        return (string)(await PostAsync(host, "/v1/webhooks/endpoints", endpoint, token))["signing_secret"]!;
    }

    private static async Task<JsonNode> PostAsync(HostProcess host, string path, object body, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await host.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {text}");
        return JsonNode.Parse(text)!;
    }

    [GeneratedRegex(@"\b[0-9a-hjkmnp-tv-z]{24}\b")]
    private static partial Regex Code();
}
