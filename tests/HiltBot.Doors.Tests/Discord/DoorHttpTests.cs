using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using HiltBot.Discord;
using HiltBot.Engine.Values;
using HiltBot.TestKit.Discord;

namespace HiltBot.Doors.Tests.Discord;

/// <summary>The posted door takes what Discord signed a moment ago, and nothing else.</summary>
public sealed class DoorHttpTests
{
    // The stand-in's own key.
    private static readonly byte[] Seed = [.. Enumerable.Range(1, 32).Select(number => (byte)number)];

    [Fact]
    public async Task Discord_accepts_the_endpoint()
    {
        await using var scene = await DoorScene.OpenAsync(DiscordReceive.Http);
        Assert.True(await scene.Discord.AcceptsEndpointAsync(scene.Discord.InteractionsUrl!));
    }

    [Theory]
    [InlineData(DiscordSigning.AnotherKey), InlineData(DiscordSigning.AnotherBody)]
    [InlineData(DiscordSigning.OldTimestamp), InlineData(DiscordSigning.Missing)]
    public async Task What_is_not_signed_by_discord_a_moment_ago_is_refused(DiscordSigning signing)
    {
        await using var scene = await DoorScene.OpenAsync(DiscordReceive.Http);
        var updates = await scene.CountUpdatesAsync();
        Assert.Equal(401, (await scene.Discord.PostAsync(scene.Discord.InteractionsUrl!, signing)).Status);
        Assert.Equal(401, (await scene.Discord.PostAsync(
            scene.Discord.InteractionsUrl!, signing, Command(scene))).Status);
        Assert.Equal(updates, await scene.CountUpdatesAsync());
    }

    [Theory]
    [InlineData("zz", "1772443800"), InlineData("", ""), InlineData(null, "1772443800")]
    [InlineData("00", "-1"), InlineData("ok", "99999999999999999999"), InlineData("ok", "253402300800")]
    public async Task Headers_that_are_none_are_refused(string? signature, string timestamp)
    {
        await using var scene = await DoorScene.OpenAsync(DiscordReceive.Http);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, scene.Discord.InteractionsUrl);
        request.Content = new StringContent("{\"type\":1}", Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation(
            "X-Signature-Ed25519", signature == "ok" ? new string('a', 128) : signature);
        request.Headers.TryAddWithoutValidation("X-Signature-Timestamp", timestamp);
        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Timestamps_of_the_future_are_refused()
    {
        await using var scene = await DoorScene.OpenAsync(DiscordReceive.Http);
        var posted = Signed(scene, scene.Time.GetUtcNow().AddMinutes(2), "{\"id\":\"1\",\"token\":\"x\",\"type\":1}");
        using var http = new HttpClient();
        using var early = await http.SendAsync(posted);
        Assert.Equal(HttpStatusCode.Unauthorized, early.StatusCode);

        using var good = await http.SendAsync(Signed(scene, scene.Time.GetUtcNow(), "{\"id\":\"1\",\"token\":\"x\",\"type\":1}"));
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
    }

    [Theory]
    [InlineData("{}"), InlineData("[]"), InlineData("null"), InlineData("no json"), InlineData("{\"type\":2}")]
    [InlineData("{\"id\":\"1\",\"token\":\"a/b\",\"type\":2,\"user\":{\"id\":\"2\"}}")]
    [InlineData("{\"id\":\"1\",\"token\":\"x\",\"type\":2}"), InlineData("")]
    public async Task A_signed_body_that_is_no_interaction_is_a_bad_request(string body)
    {
        await using var scene = await DoorScene.OpenAsync(DiscordReceive.Http);
        using var http = new HttpClient();
        using var answer = await http.SendAsync(Signed(scene, scene.Time.GetUtcNow(), body));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_kind_of_interaction_that_is_not_known_yet_is_answered()
    {
        await using var scene = await DoorScene.OpenAsync(DiscordReceive.Http);
        using var http = new HttpClient();
        using var answer = await http.SendAsync(Signed(
            scene, scene.Time.GetUtcNow(), "{\"id\":\"1\",\"token\":\"x\",\"type\":77,\"user\":{\"id\":\"2\"}}"));
        Assert.Contains("/help", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_body_without_end_is_not_read_to_its_end(bool saysItsLength)
    {
        await using var scene = await DoorScene.OpenAsync(DiscordReceive.Http);
        using var http = new HttpClient();
        using var request = Signed(scene, scene.Time.GetUtcNow(), new string('x', 300 * 1024));
        request.Headers.TransferEncodingChunked = !saysItsLength;
        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    private static HttpRequestMessage Signed(DoorScene scene, DateTimeOffset at, string body)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, scene.Discord.InteractionsUrl)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-Signature-Timestamp", timestamp);
        request.Headers.Add(
            "X-Signature-Ed25519",
            Convert.ToHexStringLower(Signatures.Sign(Seed, Encoding.UTF8.GetBytes(timestamp + body))));
        return request;
    }

    private static JsonObject Command(DoorScene scene) => new()
    {
        ["id"] = "4711",
        ["application_id"] = scene.Discord.ApplicationId,
        ["type"] = 2,
        ["token"] = "some-token",
        ["user"] = new JsonObject { ["id"] = scene.Ana, ["username"] = "ana" },
        ["data"] = new JsonObject { ["name"] = "help", ["type"] = 1 },
    };
}
