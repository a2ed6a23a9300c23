using System.IO.Compression;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace HiltBot.TestKit.Discord;

/// <summary>One websocket: what goes out is queued and sent in order; what comes in is judged by Discord's rules.</summary>
internal sealed class GatewayConnection(
    StandInDiscord discord, StandInGateway gateway, WebSocket socket, bool isCompressed)
{
    private const int SendsMax = 120;

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly Channel<Outgoing> queue = Channel.CreateUnbounded<Outgoing>();
    private readonly Queue<DateTimeOffset> received = new();
    private readonly CancellationTokenSource gone = new();
    private DateTimeOffset heardAt = discord.Time.GetUtcNow();

    public GatewaySession? Session { get; set; }

    public bool IsCompressed => isCompressed;

    public async Task RunAsync(bool isKnown)
    {
        var interval = discord.Options.HeartbeatInterval;
        Send(10, new JsonObject
        {
            ["heartbeat_interval"] = (int)interval.TotalMilliseconds,
            ["_trace"] = new JsonArray("stand-in"),
        });
        if (!isKnown)
        {
            Refuse(4012);
        }

        await using var watch = discord.Options.EnforcesHeartbeats
            ? discord.Time.CreateTimer(_ => Watch(interval), null, interval, interval)
            : null;
        var writing = WriteAsync();
        await ReadAsync();
        queue.Writer.TryComplete();

        // What is queued, a close frame for example, still goes out when the other end wants it.
        await Task.WhenAny(writing, Task.Delay(Farewell, TimeProvider.System));
        await gone.CancelAsync();
        await writing;
    }

    public void Send(int opcode, JsonNode? data)
    {
        var json = new JsonObject { ["op"] = opcode, ["d"] = data };
        if (!gateway.OmitsNulls)
        {
            json["t"] = null;
            json["s"] = null;
        }

        SendText(json.ToJsonString());
    }

    public void SendText(string text)
    {
        gateway.Frames++;
        queue.Writer.TryWrite(new(text, 0));
    }

    public void CloseWith(int code)
    {
        Session?.Left(this);
        queue.Writer.TryWrite(new(null, code));
        queue.Writer.TryComplete();
    }

    /// <summary>No session can be had by this connection as it is.</summary>
    public void Refuse(int code)
    {
        gateway.RefusedWith.Add(code);
        CloseWith(code);
    }

    public void Abort()
    {
        Session?.Left(this);
        queue.Writer.TryComplete();
        socket.Abort();
        _ = gone.CancelAsync();
    }

    private void Watch(TimeSpan interval)
    {
        lock (discord.Gate)
        {
            if (discord.Time.GetUtcNow() - heardAt > interval * 1.5)
            {
                Session?.Left(this);
                Refuse(4009);
            }
        }
    }

    private async Task WriteAsync()
    {
        using var bytes = new MemoryStream();
        await using var zlib = isCompressed ? new ZLibStream(bytes, CompressionLevel.Fastest, leaveOpen: true) : null;
        try
        {
            await foreach (var outgoing in queue.Reader.ReadAllAsync(gone.Token))
            {
                if (outgoing.Text is null)
                {
                    await socket.CloseOutputAsync((WebSocketCloseStatus)outgoing.CloseCode, ReasonOf(outgoing.CloseCode), gone.Token);
                    return;
                }

                if (zlib is null)
                {
                    await SendPlainAsync(Encoding.UTF8.GetBytes(outgoing.Text));
                    continue;
                }

                bytes.SetLength(0);
                await zlib.WriteAsync(Encoding.UTF8.GetBytes(outgoing.Text), gone.Token);
                await zlib.FlushAsync(gone.Token);
                await SendCompressedAsync(bytes.ToArray());
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException
            or InvalidOperationException or ObjectDisposedException)
        {
            // The other end is gone.
        }
    }

    private async Task SendPlainAsync(byte[] text)
    {
        var half = gateway.SplitsFrames ? text.Length / 2 : 0;
        if (half > 0)
        {
            await socket.SendAsync(text.AsMemory(0, half), WebSocketMessageType.Text, endOfMessage: false, gone.Token);
        }

        await socket.SendAsync(text.AsMemory(half), WebSocketMessageType.Text, endOfMessage: true, gone.Token);
    }

    private async Task SendCompressedAsync(byte[] data)
    {
        var piece = gateway.SplitsFrames ? Math.Max(1, data.Length / 3) : data.Length;
        for (var start = 0; start < data.Length; start += piece)
        {
            var length = Math.Min(piece, data.Length - start);
            await socket.SendAsync(data.AsMemory(start, length), WebSocketMessageType.Binary, endOfMessage: true, gone.Token);
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[16_384];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer, gone.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    Closed((int?)socket.CloseStatus);
                    return;
                }

                await message.WriteAsync(buffer.AsMemory(0, part.Count), gone.Token);
                if (part.EndOfMessage)
                {
                    lock (discord.Gate)
                    {
                        Take(message.ToArray());
                    }

                    discord.Changed();
                    message.SetLength(0);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException
            or ObjectDisposedException)
        {
            // The other end is gone.
        }
    }

    /// <summary>A client that closes with 1000 or 1001 says that it will not come back to this session.</summary>
    private void Closed(int? code)
    {
        lock (discord.Gate)
        {
            if (code is 1000 or 1001 && Session is { } session)
            {
                gateway.Forget(session);
            }
        }

        CloseWith(code is >= 1000 and < 5000 and not (1005 or 1006) ? code.Value : 1000);
    }

    private void Take(byte[] message)
    {
        var now = discord.Time.GetUtcNow();
        received.Enqueue(now);
        while (received.Peek() <= now - TimeSpan.FromMinutes(1))
        {
            received.Dequeue();
        }

        if (received.Count > SendsMax)
        {
            Refuse(4008);
            return;
        }

        JsonObject? frame = null;
        try
        {
            frame = JsonNode.Parse(message) as JsonObject;
        }
        catch (JsonException)
        {
            // Judged below.
        }

        if (frame is null || message.Length > 4096)
        {
            Refuse(4002);
            return;
        }

        gateway.Frames++;
        try
        {
            heardAt = (int?)frame["op"] == 1 ? now : heardAt;
            GatewayProtocol.Take(discord, gateway, this, frame);
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException or RestRefusal)
        {
            Refuse(4002);
        }
    }

    private static string ReasonOf(int code) => code switch
    {
        4001 => "Unknown opcode.",
        4002 => "Error while decoding payload.",
        4003 => "Not authenticated.",
        4004 => "Authentication failed.",
        4005 => "Already authenticated.",
        4007 => "Invalid seq.",
        4008 => "You are being rate limited.",
        4009 => "Session timed out.",
        4010 => "Invalid shard.",
        4011 => "Sharding required.",
        4012 => "Invalid API version.",
        4013 => "Invalid intent(s).",
        4014 => "Disallowed intent(s).",
        _ => string.Empty,
    };

    private sealed record Outgoing(string? Text, int CloseCode);
}
