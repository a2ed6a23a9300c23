using System.Text.Json.Nodes;
using HiltBot.Engine.Values;

namespace HiltBot.TestKit.Discord;

// Interactions over HTTP.
public sealed partial class StandInDiscord
{
    internal Dictionary<string, DiscordInteraction> InteractionsByToken { get; } = [];

    /// <summary>Posts a PING, or any other body, to the endpoint, well signed or not.</summary>
    public Task<PostedAnswer> PostAsync(string url, DiscordSigning signing, JsonObject? body = null) =>
        InteractionPost.PostAsync(this, body ?? Ping(), url, signing);

    /// <summary>
    /// The check that Discord makes before it takes an endpoint, and now and then afterwards: a good PING must be answered by a
    /// PONG, a badly signed one by 401.
    /// </summary>
    public async Task<bool> AcceptsEndpointAsync(string url)
    {
        var good = await PostAsync(url, DiscordSigning.Right);
        var bad = await PostAsync(url, DiscordSigning.AnotherKey);
        return good is { Status: 200, Body: JsonObject pong } && (int?)pong["type"] == 1 && bad.Status == 401;
    }

    /// <summary>Posts an interaction again that was delivered before, as Discord sometimes does.</summary>
    public Task<PostedAnswer> PostAgainAsync(DiscordInteraction interaction) => InteractionPost.PostAsync(
        this, Read(() => InteractionWire.Json(this, interaction)), InteractionsUrl!, DiscordSigning.Right);

    internal byte[] Sign(byte[] message, bool withAnotherKey) =>
        Signatures.Sign(withAnotherKey ? [.. seed.Reverse()] : seed, message);

    internal void TakeHttpAnswer(DiscordInteraction interaction, JsonObject body)
    {
        try
        {
            Change(() => answers.Answer(interaction, body, [], "http"));
        }
        catch (Exception exception) when (exception is RestRefusal or InvalidOperationException or FormatException)
        {
            // What Discord cannot read is no answer.
            Note($"The posted answer to {interaction.Id}: {exception.Message}");
        }
    }

    private JsonObject Ping() => new()
    {
        ["id"] = NewId().Text(),
        ["application_id"] = ApplicationId,
        ["type"] = 1,
        ["token"] = "ping",
        ["version"] = 1,
    };
}
