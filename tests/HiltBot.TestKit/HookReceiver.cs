using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;

namespace HiltBot.TestKit;

/// <summary>One event as a merchant's software got it: what stood around it, and the raw bytes.</summary>
public sealed record HookCall(IReadOnlyDictionary<string, string> Headers, byte[] Raw)
{
    /// <summary>When it was heard.</summary>
    public DateTimeOffset At { get; } = TimeProvider.System.GetUtcNow();

    public string EventId => Headers["X-Hilt-Event-Id"];

    public string DeliveryId => Headers["X-Hilt-Delivery-Id"];

    public string Signature => Headers["X-Hilt-Signature"];

    public string Type => (string)JsonNode.Parse(Raw)!["type"]!;
}

/// <summary>
/// A merchant's software on loopback in the test's process, for hosts that run as a process. It may do something between
/// reading an event and answering it: wait, or kill the host.
/// </summary>
public sealed class HookReceiver : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly ConcurrentQueue<HookCall> calls = new();
    private readonly Task serving;

    public HookReceiver()
    {
        var root = $"http://127.0.0.1:{HostProcess.FreePort()}/";
        Url = root + "hook";
        listener.Prefixes.Add(root);
        listener.Start();
        serving = ServeAsync();
    }

    public string Url { get; }

    public IReadOnlyList<HookCall> Calls => [.. calls];

    /// <summary>Runs when an event has been read, before it is answered with 200.</summary>
    public Func<HookCall, Task>? BeforeAnswer { get; set; }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await serving;
        listener.Close();
    }

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                _ = Task.Run(() => AnswerAsync(context));
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        var headers = context.Request.Headers;
        var call = new HookCall(
            headers.AllKeys.OfType<string>().ToDictionary(
                name => name, name => headers[name]!, StringComparer.OrdinalIgnoreCase),
            body.ToArray());
        calls.Enqueue(call);
        await (BeforeAnswer?.Invoke(call) ?? Task.CompletedTask);
        try
        {
            context.Response.StatusCode = 200;
            context.Response.Close();
        }
        catch (Exception exception) when (exception is HttpListenerException or IOException)
        {
            // The sender is dead, as it was meant to be.
        }
    }
}
