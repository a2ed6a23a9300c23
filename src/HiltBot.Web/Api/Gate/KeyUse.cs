using System.Threading.Channels;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Values;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api.Gate;

/// <summary>One call by a key, as its owner sees it later (contract 11.3).</summary>
public sealed record KeyCall(
    MerchantId MerchantId, ApiKeyId KeyId, string Endpoint, string Method, int StatusCode, int DurationMilliseconds,
    DateTimeOffset At);

/// <summary>
/// Calls by keys that wait to be written down together, so that a read stays a read. Bounded: under a flood the
/// oldest are dropped, and only counters lose.
/// </summary>
internal sealed class KeyUse(TimeProvider time)
{
    private const int WaitingMax = 10_000;

    private readonly Channel<KeyCall> waiting = Channel.CreateBounded<KeyCall>(
        new BoundedChannelOptions(WaitingMax) { FullMode = BoundedChannelFullMode.DropOldest });

    public void Note(Caller caller, HttpContext context, TimeSpan took)
    {
        if (caller.KeyId is not { } keyId)
        {
            return;
        }

        var endpoint = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "unknown";
        waiting.Writer.TryWrite(new KeyCall(
            caller.MerchantId, keyId, endpoint, context.Request.Method, context.Response.StatusCode,
            (int)Math.Min(took.TotalMilliseconds, int.MaxValue), time.GetUtcNow()));
    }

    /// <summary>Takes what waits, at most <paramref name="callsMax"/>.</summary>
    public IReadOnlyList<KeyCall> Take(int callsMax)
    {
        var calls = new List<KeyCall>();
        while (calls.Count < callsMax && waiting.Reader.TryRead(out var call))
        {
            calls.Add(call);
        }

        return calls;
    }
}
