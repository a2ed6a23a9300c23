using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using HiltBot.Discord.Rest;

namespace HiltBot.Discord.Gateway;

/// <summary>The websocket of one connection: texts in, texts out, and how it was closed.</summary>
internal sealed class GatewaySocket : IDisposable
{
    /// <summary>
    /// Closes and keeps the session; 1000 and 1001 would end it (discord.com/developers/docs/events/gateway).
    /// </summary>
    public const int KeepSession = 4200;

    /// <summary>Closes and ends the session.</summary>
    public const int EndSession = 1000;

    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(2);

    private readonly ClientWebSocket socket = new();
    private readonly GatewayInflater inflater = new();
    private readonly SemaphoreSlim sending = new(1, 1);

    private GatewaySocket()
    {
        // The protocol has its own heartbeat.
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        socket.Options.SetRequestHeader("User-Agent", "DiscordBot (HiltBot, 1)");
    }

    /// <summary>Discord's close code; null when the line broke without one.</summary>
    public int? CloseCode => (int?)socket.CloseStatus;

    /// <exception cref="WebSocketException">Nobody is there, or it is no gateway.</exception>
    public static async Task<GatewaySocket> OpenAsync(Uri url, CancellationToken cancellationToken)
    {
        var opened = new GatewaySocket();
        try
        {
            await opened.socket.ConnectAsync(url, cancellationToken);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <returns>The next text; null when the connection is closed or broken.</returns>
    /// <exception cref="InvalidDataException">What came cannot be unpacked.</exception>
    public async Task<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            var message = new ArrayBufferWriter<byte>(16 * 1024);
            while (true)
            {
                var part = await socket.ReceiveAsync(message.GetMemory(16 * 1024), cancellationToken);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return null;
                }

                message.Advance(part.Count);
                if (!part.EndOfMessage)
                {
                    continue;
                }

                if (part.MessageType == WebSocketMessageType.Text)
                {
                    return message.WrittenMemory;
                }

                if (inflater.Take(message.WrittenSpan) is { } text)
                {
                    return text;
                }

                message.ResetWrittenCount();
            }
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException)
        {
            return null;
        }
    }

    /// <returns>False when the connection is gone; whoever receives hears why.</returns>
    public async Task<bool> SendAsync(object frame, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(frame, DiscordJson.Options);
        await sending.WaitAsync(cancellationToken);
        try
        {
            await socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
            return true;
        }
        catch (Exception exception) when (
            exception is WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            return false;
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>Says goodbye where somebody still listens; never waits long.</summary>
    public async Task CloseAsync(int code)
    {
        using var patience = new CancellationTokenSource(CloseTime, TimeProvider.System);
        try
        {
            await socket.CloseOutputAsync((WebSocketCloseStatus)code, null, patience.Token);
        }
        catch (Exception exception) when (
            exception is WebSocketException or ObjectDisposedException or InvalidOperationException or
                OperationCanceledException)
        {
            socket.Abort();
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        inflater.Dispose();
        sending.Dispose();
    }
}
