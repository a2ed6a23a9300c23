namespace HiltBot.Solana.Rpc.Socket;

/// <summary>Bounds of the socket; every one of them is there because the other side may be broken.</summary>
public sealed record LogSocketOptions
{
    /// <summary>ws or wss; it may carry a key and is never told to anybody.</summary>
    public required Uri Url { get; init; }

    /// <summary>Confirmed or finalized: what a notice is about has come so far.</summary>
    public Commitment Commitment { get; init; } = Commitment.Finalized;

    /// <summary>Addresses beyond it are not subscribed to; reading alone is enough for them.</summary>
    public int SubscriptionsMax { get; init; } = 100;

    /// <summary>Idle sockets are cut by many nodes after 30 s.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often it is looked what should be subscribed to.</summary>
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Notices about one address in this time are one hint.</summary>
    public TimeSpan HintInterval { get; init; } = TimeSpan.FromSeconds(2);

    public TimeSpan ConnectTime { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan BackoffMin { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A connection that lasted so long was a good one: the next try comes soon.</summary>
    public TimeSpan GoodAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What is longer is not read; it is at most a hint.</summary>
    public int MessageBytesMax { get; init; } = 256 * 1024;

    /// <summary>More are left waiting in the network.</summary>
    public int MessagesPerSecondMax { get; init; } = 200;

    /// <summary>After so many messages in a row that make no sense the connection is given up.</summary>
    public int RubbishMax { get; init; } = 20;
}

/// <summary>How the socket is.</summary>
/// <param name="IsConnected">Notices may come.</param>
/// <param name="Since">Since when it is so.</param>
/// <param name="Subscriptions">Confirmed by the node.</param>
/// <param name="Why">Why it is not connected, without its address; null when it is.</param>
public sealed record SocketState(bool IsConnected, DateTimeOffset Since, int Subscriptions, string? Why);
