using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace HiltBot.TestKit;

/// <summary>
/// A node's websocket in a test's hand, frame by frame: takes <c>logsSubscribe</c>, says what it is told to say, right
/// or wrong, and dies when it is told to.
/// </summary>
public sealed class StandInSocket : IAsyncDisposable
{
    private const string Salt = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly Lock gate = new();
    private readonly List<Connection> connections = [];
    private int connectionCount;
    private int pingCount;
    private int lastSubscription = 100;

    public StandInSocket()
    {
        listener.Start();
        _ = AcceptAsync();
    }

    public Uri Url => new($"ws://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/?api-key=secret");

    /// <summary>Handshakes so far.</summary>
    public int Connections => Volatile.Read(ref connectionCount);

    public int Pings => Volatile.Read(ref pingCount);

    /// <summary>New connections are refused (503) while it is set.</summary>
    public bool IsDown { get; set; }

    /// <summary>Every subscription is answered by an error while it is set.</summary>
    public bool RefusesSubscriptions { get; set; }

    /// <summary>Addresses that are subscribed to at present, over all connections.</summary>
    public IReadOnlyList<string> Subscribed
    {
        get
        {
            lock (gate)
            {
                return [.. connections.SelectMany(one => one.Subscriptions.Values)];
            }
        }
    }

    /// <summary>A transaction mentioned this address.</summary>
    public async Task NotifyAsync(string address)
    {
        foreach (var (connection, id) in Locked(() => connections.SelectMany(
                     one => one.Subscriptions.Where(pair => pair.Value == address).Select(pair => (one, pair.Key))).ToList()))
        {
            await connection.SendAsync(1, Encoding.UTF8.GetBytes(Notice(id)));
        }
    }

    public static string Notice(int subscription) => JsonSerializer.Serialize(new
    {
        jsonrpc = "2.0",
        method = "logsNotification",
        @params = new
        {
            result = new { context = new { slot = 5 }, value = new { signature = "1", err = (object?)null, logs = new[] { "Program log" } } },
            subscription,
        },
    });

    /// <summary>Says this to everybody, as text or binary frames.</summary>
    public Task SayAsync(byte[] content, bool isText = true) => EachAsync(one => one.SendAsync(isText ? 1 : 2, content));

    /// <summary>Sends bytes that are no frame at all.</summary>
    public Task BabbleAsync(byte[] bytes) => EachAsync(one => one.SendRawAsync(bytes));

    /// <summary>Cuts every connection without a word.</summary>
    public void Cut()
    {
        foreach (var one in Locked(() => connections.ToList()))
        {
            one.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Stop();
        Cut();
        end.Dispose();
    }

    private async Task EachAsync(Func<Connection, Task> send)
    {
        foreach (var one in Locked(() => connections.ToList()))
        {
            try
            {
                await send(one);
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                // The other side has gone.
            }
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(new Connection(await listener.AcceptTcpClientAsync(end.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Connection connection)
    {
        using (connection)
        {
            try
            {
                if (!await connection.ShakeAsync(IsDown))
                {
                    return;
                }

                Locked(() => connections.Add(connection));
                Interlocked.Increment(ref connectionCount);
                while (await connection.ReadAsync() is { } frame)
                {
                    await AnswerAsync(connection, frame.Code, frame.Content);
                }
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException or SocketException)
            {
                // Cut, by one side or the other.
            }
            finally
            {
                Locked(() => connections.Remove(connection));
            }
        }
    }

    private async Task AnswerAsync(Connection connection, int code, byte[] content)
    {
        if (code == 9)
        {
            Interlocked.Increment(ref pingCount);
            await connection.SendAsync(10, content);
        }

        if (code != 1)
        {
            return;
        }

        using var call = JsonDocument.Parse(content);
        var id = call.RootElement.GetProperty("id").GetInt32();
        var parameters = call.RootElement.GetProperty("params");
        if (call.RootElement.GetProperty("method").GetString() == "logsUnsubscribe")
        {
            Locked(() => connection.Subscriptions.Remove(parameters[0].GetInt32()));
            await connection.SendAsync(1, Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","result":true,"id":{{id}}}"""));
            return;
        }

        if (RefusesSubscriptions)
        {
            await connection.SendAsync(1, Encoding.UTF8.GetBytes(
                $$$"""{"jsonrpc":"2.0","error":{"code":-32603,"message":"no"},"id":{{{id}}}}"""));
            return;
        }

        var number = Interlocked.Increment(ref lastSubscription);
        var address = parameters[0].GetProperty("mentions")[0].GetString()!;
        await connection.SendAsync(1, Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","result":{{number}},"id":{{id}}}"""));
        Locked(() => connection.Subscriptions[number] = address);
    }

    private T Locked<T>(Func<T> body)
    {
        lock (gate)
        {
            return body();
        }
    }

    private void Locked(Action body)
    {
        lock (gate)
        {
            body();
        }
    }

    private sealed class Connection(TcpClient client) : IDisposable
    {
        private readonly NetworkStream stream = client.GetStream();
        private readonly SemaphoreSlim sending = new(1);

        public Dictionary<int, string> Subscriptions { get; } = [];

        public async Task<bool> ShakeAsync(bool isRefused)
        {
            var head = new StringBuilder();
            var one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                if (await stream.ReadAsync(one) == 0)
                {
                    return false;
                }

                head.Append((char)one[0]);
            }

            if (isRefused)
            {
                await stream.WriteAsync("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
                return false;
            }

            var key = head.ToString().Split("\r\n")
                .First(line => line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase)).Split(": ")[1];
#pragma warning disable CA5350 // The protocol's own hash (RFC 6455); nothing is protected by it.
            var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Salt)));
#pragma warning restore CA5350
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
                $"Sec-WebSocket-Accept: {accept}\r\n\r\n"));
            return true;
        }

        public async Task<(int Code, byte[] Content)?> ReadAsync()
        {
            var head = new byte[2];
            await stream.ReadExactlyAsync(head);
            long length = head[1] & 0x7f;
            if (length == 126)
            {
                var more = new byte[2];
                await stream.ReadExactlyAsync(more);
                length = BinaryPrimitives.ReadUInt16BigEndian(more);
            }

            var mask = new byte[4];
            await stream.ReadExactlyAsync(mask);
            var content = new byte[length];
            await stream.ReadExactlyAsync(content);
            for (var i = 0; i < content.Length; i++)
            {
                content[i] ^= mask[i % 4];
            }

            var code = head[0] & 0x0f;
            return code == 8 ? null : (code, content);
        }

        public Task SendAsync(int code, byte[] content)
        {
            var head = content.Length switch
            {
                < 126 => [(byte)(0x80 | code), (byte)content.Length],
                < 65_536 => [(byte)(0x80 | code), 126, (byte)(content.Length >> 8), (byte)content.Length],
                _ => Long(code, content.Length),
            };
            return SendRawAsync([.. head, .. content]);
        }

        public async Task SendRawAsync(byte[] bytes)
        {
            await sending.WaitAsync();
            try
            {
                await stream.WriteAsync(bytes);
            }
            finally
            {
                sending.Release();
            }
        }

        // Abrupt, as when the other side's machine dies.
        public void Dispose()
        {
            client.Client.LingerState = new LingerOption(true, 0);
            client.Dispose();
        }

        private static byte[] Long(int code, int length)
        {
            var head = new byte[10];
            (head[0], head[1]) = ((byte)(0x80 | code), 127);
            BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(2), length);
            return head;
        }
    }
}
