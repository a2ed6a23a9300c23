using System.Net.WebSockets;
using HiltBot.Discord.Wire;
using Microsoft.Extensions.Logging;

namespace HiltBot.Discord.Gateway;

/// <summary>What a connection is opened with.</summary>
internal sealed record GatewayOpening(string Token, int Shard, int Shards, Uri Url);

/// <summary>
/// One connection from its opening to its end: hello, heartbeats, identify or resume, events
/// (discord.com/developers/docs/events/gateway). Whatever odd comes in ends nothing; only what the protocol
/// says does.
/// </summary>
internal sealed partial class GatewayConnection(
    GatewayOpening opening, GatewaySession session, IdentifyGate gate, IGatewayEvents events, TimeProvider time,
    ILogger logger)
{
    /// <summary>
    /// GUILDS and GUILD_MEMBERS: roles, channels and the bot's own standing; who joins and leaves.
    /// </summary>
    public const int Intents = (1 << 0) | (1 << 1);

    private static readonly TimeSpan OpenTime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan HelloTime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ReadyTime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan HeartbeatMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan HeartbeatMax = TimeSpan.FromMinutes(10);

    private readonly TaskCompletionSource<ConnectionEnd> decided =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Heart? heart;

    /// <summary>Whether the gateway took the session: events flow.</summary>
    public bool WasReady { get; private set; }

    /// <summary>Called once when events flow.</summary>
    public Action? OnReady { get; init; }

    public async Task<ConnectionEnd> RunAsync(CancellationToken cancellationToken)
    {
        var url = AddressOf(session.IsResumable ? session.ResumeUrl ?? opening.Url : opening.Url);
        var (socket, why) = await OpenAsync(url, cancellationToken);
        if (socket is null)
        {
            return cancellationToken.IsCancellationRequested
                ? new ConnectionEnd.Left()
                : new ConnectionEnd.Unreachable(why);
        }

        using (socket)
        {
            using var side = new CancellationTokenSource();
            await using var leaving = cancellationToken.Register(() => decided.TrySetResult(new ConnectionEnd.Left()));
            var tasks = new List<Task> { ReadAsync(socket, side.Token), WaitForHelloAsync(side.Token) };
            var end = await decided.Task;
            await side.CancelAsync();
            await socket.CloseAsync(
                end is ConnectionEnd.Again ? GatewaySocket.KeepSession : GatewaySocket.EndSession);
            await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return end;
        }
    }

    private static Uri AddressOf(Uri gateway) => new UriBuilder(gateway)
    {
        Query = "v=10&encoding=json&compress=zlib-stream",
    }.Uri;

    private static async Task<(GatewaySocket? Socket, string Why)> OpenAsync(
        Uri url, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(OpenTime, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return (await GatewaySocket.OpenAsync(url, either.Token), string.Empty);
        }
        catch (Exception exception) when (
            exception is WebSocketException or OperationCanceledException or HttpRequestException or IOException)
        {
            return (null, exception is OperationCanceledException
                ? $"{url.Host} does not answer" : $"{url.Host}: {exception.Message}");
        }
    }

    private async Task ReadAsync(GatewaySocket socket, CancellationToken cancellationToken)
    {
        try
        {
            while (await socket.ReceiveAsync(cancellationToken) is { } text)
            {
                if (GatewayFrame.Read(text) is { } frame)
                {
                    Take(frame, socket, cancellationToken);
                }
                else
                {
                    Log.NoFrame(logger, opening.Shard, text.Length);
                }
            }

            End(CloseMeaning.Of(socket.CloseCode) switch
            {
                CloseMeaning.Stop stop => new ConnectionEnd.Stopped(stop.Sentence),
                CloseMeaning.Identify => new ConnectionEnd.Anew($"it was closed with {socket.CloseCode}", TimeSpan.Zero),
                _ => new ConnectionEnd.Again(
                    socket.CloseCode is { } code ? $"it was closed with {code}" : "the line broke", TimeSpan.Zero),
            });
        }
        catch (InvalidDataException exception)
        {
            // The compressed stream cannot be read on; a new connection brings what was missed.
            End(new ConnectionEnd.Again(exception.Message, TimeSpan.Zero));
        }
        catch (OperationCanceledException)
        {
        }
#pragma warning disable CA1031 // A fault here must end this connection, not the shard.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.Broken(logger, opening.Shard, exception);
            End(new ConnectionEnd.Again("of a fault of its own", TimeSpan.Zero));
        }
    }

    private void Take(GatewayFrame frame, GatewaySocket socket, CancellationToken cancellationToken)
    {
        switch (frame.Opcode)
        {
            case GatewayOpcode.Dispatch:
                Hear(frame);
                break;
            case GatewayOpcode.Heartbeat:
                _ = BeatAsync(socket, cancellationToken);
                break;
            case GatewayOpcode.HeartbeatAck:
                heart?.Answered();
                break;
            case GatewayOpcode.Hello when heart is null:
                Greet(frame, socket, cancellationToken);
                break;
            case GatewayOpcode.Reconnect:
                End(new ConnectionEnd.Again("Discord asked for it", TimeSpan.Zero));
                break;
            case GatewayOpcode.InvalidSession:
                var wait = TimeSpan.FromSeconds(1 + (4 * Random.Shared.NextDouble()));
                End(frame.Data.ValueKind == System.Text.Json.JsonValueKind.True
                    ? new ConnectionEnd.Again("the session could not be taken up yet", wait)
                    : new ConnectionEnd.Anew("the session is not valid", wait));
                break;
            default:
                Log.UnknownOpcode(logger, opening.Shard, frame.Opcode);
                break;
        }
    }

    private void Hear(GatewayFrame frame)
    {
        if (frame.Event is "READY")
        {
            session.Begin(frame.Data.Text("session_id"), frame.Data.Text("resume_gateway_url"));
        }

        if (frame.Event is { } name)
        {
            PassOn(new GatewayEvent(opening.Shard, opening.Shards, name, frame.Data, time.GetTimestamp()));
        }

        // Only what was taken counts as heard.
        session.Heard(frame.Sequence);
        if (frame.Event is "READY" or "RESUMED" && !WasReady)
        {
            WasReady = true;
            OnReady?.Invoke();
        }
    }

    // An event that nobody can read would come again with every resume, so it counts as heard.
    private void PassOn(GatewayEvent happened)
    {
        try
        {
            events.Take(happened);
        }
#pragma warning disable CA1031 // Whatever is wrong with one event: the next ones are waiting.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.NotTaken(logger, opening.Shard, happened.Name, exception);
        }
    }

    private void Greet(GatewayFrame hello, GatewaySocket socket, CancellationToken cancellationToken)
    {
        var said = TimeSpan.FromMilliseconds(Math.Clamp(hello.Data.Whole("heartbeat_interval") ?? 41_250, 1, 3_600_000));
        var interval = said < HeartbeatMin ? HeartbeatMin : said > HeartbeatMax ? HeartbeatMax : said;
        heart = new Heart(interval, time, token => BeatAsync(socket, token));
        _ = LiveAsync(heart, cancellationToken);
        _ = BeginAsync(socket, cancellationToken);
    }

    private async Task LiveAsync(Heart beating, CancellationToken cancellationToken)
    {
        try
        {
            await beating.BeatAsync(Random.Shared.NextDouble(), cancellationToken);
            End(new ConnectionEnd.Again("a heartbeat was not answered", TimeSpan.Zero));
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task BeginAsync(GatewaySocket socket, CancellationToken cancellationToken)
    {
        try
        {
            if (session.IsResumable)
            {
                await socket.SendAsync(
                    new
                    {
                        op = GatewayOpcode.Resume,
                        d = new { token = opening.Token, session_id = session.Id, seq = session.Sequence },
                    },
                    cancellationToken);
                await WaitUntilReadyAsync(cancellationToken);
                return;
            }

            session.Forget();
            await gate.EnterAsync(opening.Shard, cancellationToken);
            await socket.SendAsync(
                new
                {
                    op = GatewayOpcode.Identify,
                    d = new
                    {
                        token = opening.Token,
                        intents = Intents,
                        properties = new { os = "linux", browser = "HiltBot", device = "HiltBot" },
                        compress = false,
                        large_threshold = 50,
                        shard = new[] { opening.Shard, opening.Shards },
                    },
                },
                cancellationToken);
            await WaitUntilReadyAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(ReadyTime, time, cancellationToken);
        if (!WasReady)
        {
            End(new ConnectionEnd.Anew("the gateway did not take the session", TimeSpan.Zero));
        }
    }

    // A payload without "d" would be refused: null is written there before the first event.
    private async Task BeatAsync(GatewaySocket socket, CancellationToken cancellationToken)
    {
        try
        {
            await socket.SendAsync(
                new Dictionary<string, object?> { ["op"] = GatewayOpcode.Heartbeat, ["d"] = session.Sequence },
                cancellationToken);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task WaitForHelloAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(HelloTime, time, cancellationToken);
        if (heart is null)
        {
            End(new ConnectionEnd.Again("the gateway did not say hello", TimeSpan.Zero));
        }
    }

    private void End(ConnectionEnd end) => decided.TrySetResult(end);

    private static partial class Log
    {
        [LoggerMessage(11201, LogLevel.Debug, "Shard {Shard}: {Length} bytes that are no JSON; passed over.")]
        public static partial void NoFrame(ILogger logger, int shard, int length);

        [LoggerMessage(11202, LogLevel.Debug, "Shard {Shard}: the opcode {Opcode} is not known; passed over.")]
        public static partial void UnknownOpcode(ILogger logger, int shard, long opcode);

        [LoggerMessage(11204, LogLevel.Error, "Shard {Shard}: an event {Event} could not be taken; passed over.")]
        public static partial void NotTaken(ILogger logger, int shard, string @event, Exception exception);

        [LoggerMessage(11203, LogLevel.Error, "Shard {Shard}: reading the connection failed; it is opened again.")]
        public static partial void Broken(ILogger logger, int shard, Exception exception);
    }
}
