using System.Threading.Channels;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Values;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api.Gate;

/// <summary>
/// Calls by keys that wait to be written down together, so that a read stays a read. Bounded: under a flood the
/// oldest are dropped, and only counters lose.
/// </summary>
public sealed class KeyUse(TimeProvider time)
{
    private const int WaitingMax = 10_000;

    private readonly Channel<KeyCall> waiting = Channel.CreateBounded<KeyCall>(
        new BoundedChannelOptions(WaitingMax) { FullMode = BoundedChannelFullMode.DropOldest });

    internal void Note(Caller caller, HttpContext context, TimeSpan took)
    {
        if (caller.KeyId is not { } keyId)
        {
            return;
        }

        var endpoint = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "unknown";
        waiting.Writer.TryWrite(new KeyCall
        {
            MerchantId = caller.MerchantId,
            KeyId = keyId,
            Endpoint = endpoint,
            Method = context.Request.Method,
            StatusCode = context.Response.StatusCode,
            DurationMilliseconds = (int)Math.Min(took.TotalMilliseconds, int.MaxValue),
            At = time.Now(),
        });
    }

    /// <summary>Takes what waits, at most <paramref name="callsMax"/>.</summary>
    internal IReadOnlyList<KeyCall> Take(int callsMax)
    {
        var calls = new List<KeyCall>();
        while (calls.Count < callsMax && waiting.Reader.TryRead(out var call))
        {
            calls.Add(call);
        }

        return calls;
    }
}
