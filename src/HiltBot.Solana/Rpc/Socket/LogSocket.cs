using System.Net.WebSockets;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Rpc.Socket;

/// <summary>
/// A socket that says when a transaction mentions one of some addresses (<c>logsSubscribe</c>). Only a hint:
/// nothing is replayed after a break, so whoever listens has to read by himself as well. It connects again for
/// ever, with growing pauses, and nothing that comes over it can end it.
/// </summary>
public sealed class LogSocket
{
    private readonly LogSocketOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _jitter;
    private readonly Lock _lock = new();
    private SocketState _state;

    /// <param name="options">Its URL and bounds.</param>
    /// <param name="time">Real time.</param>
    /// <param name="jitter">A source that may be used by several threads.</param>
    public LogSocket(LogSocketOptions options, TimeProvider time, Random jitter)
    {
        _options = options;
        _time = time;
        _jitter = jitter;
        _state = new SocketState(false, time.GetUtcNow(), 0, "It has not been connected yet.");
    }

    /// <summary>Hears of every change between connected and not.</summary>
    public Action<SocketState>? News { get; init; }

    public SocketState State
    {
        get
        {
            lock (_lock)
                return _state;
        }
    }

    /// <summary>Listens until it is told to stop.</summary>
    /// <param name="wanted">What to subscribe to, the most important first; asked again and again.</param>
    /// <param name="hear">
    /// Called for an address that was mentioned, and with null after each connection: look at everything once,
    /// because what happened meanwhile is not told. It must not throw.
    /// </param>
    /// <param name="cancellationToken">Stops listening.</param>
    public async Task RunAsync(
        Func<CancellationToken, Task<IReadOnlyList<Address>>> wanted,
        Func<Address?, CancellationToken, Task> hear,
        CancellationToken cancellationToken)
    {
        var failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            var startedAt = _time.GetUtcNow();
            string why;
            try
            {
                why = await ListenAsync(wanted, hear, cancellationToken);
            }
            catch (Exception error) when (error is WebSocketException or HttpRequestException or IOException
                or OperationCanceledException or InvalidOperationException or ArgumentException)
            {
                why = "The connection failed.";
            }

            if (cancellationToken.IsCancellationRequested)
                return;
            Set(isConnected: false, 0, why);
            failures = _time.GetUtcNow() - startedAt >= _options.GoodAfter ? 0 : failures + 1;
            await Task.Delay(Backoff(failures), _time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<string> ListenAsync(
        Func<CancellationToken, Task<IReadOnlyList<Address>>> wanted,
        Func<Address?, CancellationToken, Task> hear,
        CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = _options.PingInterval;
        socket.Options.KeepAliveTimeout = _options.PingInterval;
        using (var patience = new CancellationTokenSource(_options.ConnectTime, _time))
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token))
            await socket.ConnectAsync(_options.Url, either.Token);

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var subscriptions = new Subscriptions(_options.Commitment);
        Set(isConnected: true, 0, null);
        await hear(null, end.Token);
        var reading = ReadAsync(socket, subscriptions, hear, end.Token);
        var asking = AskAsync(socket, subscriptions, wanted, end.Token);
        var first = await Task.WhenAny(reading, asking);
        await end.CancelAsync();
        socket.Abort();
        await ((Task)Task.WhenAll(reading, asking)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await first;
    }

    private async Task<string> AskAsync(
        ClientWebSocket socket,
        Subscriptions subscriptions,
        Func<CancellationToken, Task<IReadOnlyList<Address>>> wanted,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            var addresses = (await wanted(cancellationToken)).Distinct().Take(_options.SubscriptionsMax).ToHashSet();
            foreach (var message in subscriptions.ChangeTo(addresses))
                await socket.SendAsync(message, WebSocketMessageType.Text, true, cancellationToken);
            await Task.Delay(_options.LookInterval, _time, cancellationToken);
            Set(isConnected: true, subscriptions.Confirmed, null);
        }
    }

    private async Task<string> ReadAsync(
        ClientWebSocket socket,
        Subscriptions subscriptions,
        Func<Address?, CancellationToken, Task> hear,
        CancellationToken cancellationToken)
    {
        var (hints, rubbish) = (new Dictionary<Address, DateTimeOffset>(), 0);
        var (second, count) = (_time.GetUtcNow(), 0);
        var buffer = new byte[_options.MessageBytesMax];
        while (true)
        {
            var (length, isWhole, isClosed) = await ReceiveAsync(socket, buffer, cancellationToken);
            if (isClosed)
                return "The node closed the connection.";

            var now = _time.GetUtcNow();
            (second, count) = now - second >= TimeSpan.FromSeconds(1) ? (now, 1) : (second, count + 1);
            if (count > _options.MessagesPerSecondMax)
                await Task.Delay(TimeSpan.FromSeconds(1), _time, cancellationToken);
            if (!isWhole)
                continue;
            if (!subscriptions.TryRead(buffer.AsMemory(0, length), out var mentioned))
            {
                if (++rubbish >= _options.RubbishMax)
                    return "The node sends what nobody can read.";
                continue;
            }

            rubbish = 0;
            if (mentioned is { } address
                && (!hints.TryGetValue(address, out var last) || now - last >= _options.HintInterval))
            {
                hints[address] = now;
                await hear(address, cancellationToken);
            }
        }
    }

    // A message that does not fit is read to its end and passed over.
    private static async Task<(int Length, bool IsWhole, bool IsClosed)> ReceiveAsync(
        ClientWebSocket socket, byte[] buffer, CancellationToken cancellationToken)
    {
        var (length, isWhole) = (0, true);
        while (true)
        {
            if (length == buffer.Length)
                (length, isWhole) = (0, false);
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
                return (0, false, true);
            length += part.Count;
            if (part.EndOfMessage)
                return (length, isWhole, false);
        }
    }

    private void Set(bool isConnected, int subscriptions, string? why)
    {
        SocketState state;
        bool isNews;
        lock (_lock)
        {
            isNews = _state.IsConnected != isConnected;
            _state = state = new SocketState(
                isConnected, isNews ? _time.GetUtcNow() : _state.Since, subscriptions, why);
        }

        if (isNews)
            News?.Invoke(state);
    }

    private TimeSpan Backoff(int failures)
    {
        var longest = _options.BackoffMin.Ticks;
        for (var i = 1; i < failures && longest < _options.BackoffMax.Ticks; i++)
            longest = Math.Min(longest * 2, _options.BackoffMax.Ticks);
        return TimeSpan.FromTicks(longest / 2 + _jitter.NextInt64(longest / 2 + 1));
    }
}
