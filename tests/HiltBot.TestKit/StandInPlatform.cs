using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace HiltBot.TestKit;

/// <summary>
/// A platform of roles in the test's process, for hosts that run as a process (tests/HiltBot.TestHost). It can kill the
/// host when it has applied a call and not yet answered, or when the host has just claimed rows.
/// </summary>
public sealed class StandInPlatform : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly Task serving;
    private readonly Lock gate = new();
    private Func<string, int, int?>? killAt;

    public StandInPlatform()
    {
        Url = $"http://127.0.0.1:{HostProcess.FreePort()}/";
        listener.Prefixes.Add(Url);
        listener.Start();
        serving = ServeAsync();
    }

    public string Url { get; }

    /// <summary>Who holds what: (target, account).</summary>
    public ConcurrentDictionary<(string Target, string Account), bool> Roles { get; } = new();

    /// <summary>Messages by notice id, with how often each came.</summary>
    public ConcurrentDictionary<string, (string To, string Text, int Times)> Messages { get; } = new();

    /// <summary>Every call in order, with when it was heard, whose it was, and its words: <c>grant t a</c>, <c>claimed seats</c>.</summary>
    public ConcurrentQueue<(DateTimeOffset At, int Caller, string Words)> Calls { get; } = new();

    /// <summary>Every closing that was asked for, with the real time at which it came.</summary>
    public ConcurrentQueue<(string Target, string Account, DateTimeOffset At)> Closings { get; } = new();

    /// <summary>Where kills hit.</summary>
    public ConcurrentQueue<string> Kills { get; } = new();

    /// <summary>Asks before each answer which process to kill there; null kills nobody.</summary>
    public void KillAt(Func<string, int?>? choose) =>
        Aim(choose is null ? null : (call, _) => choose(call));

    /// <summary>Kills this process, and no other, when a call of its own is there.</summary>
    public void KillCallerAt(int processId, Func<string, bool> isThere) =>
        Aim((call, caller) => caller == processId && isThere(call) ? caller : null);

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await serving;
        listener.Close();
    }

    private void Aim(Func<string, int, int?>? choose)
    {
        lock (gate)
        {
            killAt = choose;
        }
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
        using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
        var body = JsonNode.Parse(await reader.ReadToEndAsync())!;
        var verb = context.Request.Url!.AbsolutePath.Trim('/');
        var caller = int.Parse(context.Request.Headers["X-Process"]!, CultureInfo.InvariantCulture);
        var answer = Apply(verb, body, out var call);
        Calls.Enqueue((TimeProvider.System.GetUtcNow(), caller, call));
        int? victim;
        lock (gate)
        {
            victim = killAt?.Invoke(call, caller);
        }

        if (victim is { } processId)
        {
            Kills.Enqueue(call);
            using var process = Process.GetProcessById(processId);
            process.Kill();
            await process.WaitForExitAsync();
        }

        try
        {
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
            context.Response.Close();
        }
        catch (Exception exception) when (exception is HttpListenerException or IOException)
        {
            // The caller is dead, as it was meant to be.
        }
    }

    private string Apply(string verb, JsonNode body, out string call)
    {
        switch (verb)
        {
            case "look" or "grant" or "revoke":
                var key = ((string)body["target"]!, (string)body["account"]!);
                call = $"{verb} {key.Item1} {key.Item2}";
                if (verb == "grant")
                {
                    Roles[key] = true;
                }
                else if (verb == "revoke")
                {
                    Closings.Enqueue((key.Item1, key.Item2, TimeProvider.System.GetUtcNow()));
                    Roles.TryRemove(key, out _);
                }

                return Roles.ContainsKey(key) ? "open" : "closed";
            case "claiming" or "claimed":
                call = $"{verb} {(string)body["what"]!}";
                return "ok";
            default:
                var notice = (string)body["notice"]!;
                call = $"{verb} {notice}";
                Messages.AddOrUpdate(
                    notice, _ => ((string)body["to"]!, (string)body["text"]!, 1), (_, seen) => seen with { Times = seen.Times + 1 });
                return "ok";
        }
    }
}
