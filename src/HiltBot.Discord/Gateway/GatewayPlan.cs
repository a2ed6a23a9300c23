using System.Text.Json;
using HiltBot.Discord.Wire;

namespace HiltBot.Discord.Gateway;

/// <summary>What <c>/gateway/bot</c> says (discord.com/developers/docs/events/gateway, Get Gateway
/// Bot).</summary>
/// <param name="Shards">At least 1.</param>
/// <param name="IdentifiesAtOnce"><c>max_concurrency</c>: that many shards may identify within five
/// seconds.</param>
/// <param name="Starts">Null: no limit was said.</param>
internal sealed record GatewayPlan(Uri Url, int Shards, int IdentifiesAtOnce, SessionStarts? Starts)
{
    private const string DefaultUrl = "wss://gateway.discord.gg";

    public static GatewayPlan Read(JsonElement answer, string? url)
    {
        var said = url ?? answer.Text("url");
        var address = Uri.TryCreate(said, UriKind.Absolute, out var uri) && uri.Scheme is "ws" or "wss"
            ? uri
            : new Uri(DefaultUrl);
        var limit = answer.Member("session_start_limit");
        var starts = limit.Whole("remaining") is { } remaining
            ? new SessionStarts(
                (int)Math.Clamp(limit.Whole("total") ?? 1000, 1, int.MaxValue),
                (int)Math.Clamp(remaining, 0, int.MaxValue),
                TimeSpan.FromMilliseconds(Math.Clamp(limit.Whole("reset_after") ?? 0, 0, 86_400_000)))
            : null;
        return new GatewayPlan(
            address, (int)Math.Clamp(answer.Whole("shards") ?? 1, 1, 16_384),
            (int)Math.Clamp(limit.Whole("max_concurrency") ?? 1, 1, 1024), starts);
    }
}

/// <summary>How many sessions may still be begun today.</summary>
internal sealed record SessionStarts(int Total, int Remaining, TimeSpan ResetAfter);
