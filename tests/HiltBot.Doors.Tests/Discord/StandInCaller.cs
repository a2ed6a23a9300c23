using System.IO.Compression;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using HiltBot.TestKit.Discord;

namespace HiltBot.Doors.Tests.Discord;

/// <summary>The barest client of the stand-in, for tests of its own rules: no limits kept, nothing repeated.</summary>
internal sealed class StandInCaller(StandInDiscord discord) : IAsyncDisposable
{
    private readonly HttpClient http = new();
    private ClientWebSocket socket = new();
    private MemoryStream? packed;
    private ZLibStream? zlib;

    public int Sequence { get; private set; }

    public string? SessionId { get; private set; }

    /// <summary>The close code that came; null: none.</summary>
    public int? ClosedWith => (int?)socket.CloseStatus;

    public int FramesOfLastMessage { get; private set; }

    public async Task<(int Status, JsonNode? Body, HttpResponseMessage Response)> CallAsync(
        string method, string path, JsonNode? body = null, string? token = null, string? reason = null)
    {
        using var request = new HttpRequestMessage(new(method), discord.RestUrl + path);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bot {token ?? discord.Token}");
        if (reason is not null)
        {
            request.Headers.Add("X-Audit-Log-Reason", Uri.EscapeDataString(reason));
        }

        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.StartsWith('{') || text.StartsWith('[') ? JsonNode.Parse(text) : null, response);
    }

    public async Task ConnectAsync(bool isCompressed = false)
    {
        socket.Dispose();
        socket = new();
        packed = isCompressed ? new() : null;
        zlib = isCompressed ? new(new Tail(packed!), CompressionMode.Decompress) : null;
        await socket.ConnectAsync(
            new($"{discord.GatewayUrl}/?v=10&encoding=json{(isCompressed ? "&compress=zlib-stream" : "")}"),
            CancellationToken.None);
        Assert.Equal(10, (int)(await ReceiveAsync())!["op"]!);
    }

    public async Task<JsonObject?> IdentifyAsync(int intents = 3, int shard = 0, int shards = 1, string? token = null)
    {
        await SendAsync(2, new JsonObject
        {
            ["token"] = token ?? discord.Token,
            ["intents"] = intents,
            ["shard"] = new JsonArray(shard, shards),
            ["properties"] = new JsonObject { ["os"] = "linux", ["browser"] = "test", ["device"] = "test" },
        });
        var answer = await ReceiveAsync();
        SessionId = (string?)(answer?["d"] as JsonObject)?["session_id"];
        return answer;
    }

    public Task ResumeAsync(int? sequence = null) => SendAsync(6, new JsonObject
    {
        ["token"] = discord.Token,
        ["session_id"] = SessionId,
        ["seq"] = sequence ?? Sequence,
    });

    public Task SendAsync(int opcode, JsonNode? data) => socket.SendAsync(
        Encoding.UTF8.GetBytes(new JsonObject { ["op"] = opcode, ["d"] = data }.ToJsonString()),
        WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    public async Task<JsonObject> ReceiveEventAsync(string name)
    {
        while (true)
        {
            var frame = await ReceiveAsync() ?? throw new InvalidOperationException($"Closed with {ClosedWith}.");
            if ((string?)frame["t"] == name)
            {
                return frame;
            }
        }
    }

    /// <summary>The next frame; null when the gateway closed.</summary>
    public async Task<JsonObject?> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var message = new MemoryStream();
        var buffer = new byte[65_536];
        FramesOfLastMessage = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, patience.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            FramesOfLastMessage++;
            message.Write(buffer, 0, part.Count);
            var bytes = message.ToArray();
            if (part.EndOfMessage && (zlib is null || bytes.AsSpan().EndsWith((ReadOnlySpan<byte>)[0, 0, 0xFF, 0xFF])))
            {
                var frame = JsonNode.Parse(Unpack(bytes))!.AsObject();
                Sequence = (int?)frame["s"] ?? Sequence;
                return frame;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        socket.Dispose();
        if (zlib is not null)
        {
            await zlib.DisposeAsync();
        }
    }

    private string Unpack(byte[] bytes)
    {
        if (zlib is null)
        {
            return Encoding.UTF8.GetString(bytes);
        }

        packed!.SetLength(0);
        packed.Write(bytes);
        packed.Position = 0;
        using var text = new MemoryStream();
        var buffer = new byte[65_536];
        for (int read; (read = zlib.Read(buffer)) > 0;)
        {
            text.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    private sealed class Tail(MemoryStream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
