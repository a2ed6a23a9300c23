using HiltBot.Engine.Values;

namespace HiltBot.Engine.Storage;

/// <summary>
/// The one row about this database: which network it belongs to, its second clock, its heartbeat.
/// </summary>
public sealed class Installation
{
    public const int OnlyId = 1;

    public int Id { get; init; } = OnlyId;

    public required string Network { get; init; }

    public required string GenesisHash { get; init; }

    /// <summary>
    /// Business time minus real time, in microseconds; only grows, and only on play networks (rule 5).
    /// </summary>
    public long BusinessOffsetMicroseconds { get; set; }

    /// <summary>Real time, written each minute by any node.</summary>
    public DateTimeOffset? HeartbeatAt { get; set; }

    /// <summary>
    /// Real time since when closings are held, because the heartbeat was old at a start (rule 13).
    /// </summary>
    public DateTimeOffset? DoubtSince { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>
/// Work that one node at a time may do: sending for a bot, one gateway shard, Telegram polling.
/// </summary>
public sealed class Lease
{
    public required string Name { get; init; }

    public required string HolderId { get; set; }

    public required DateTimeOffset HeldUntil { get; set; }
}

/// <summary>An update or interaction that a platform numbered: acted on once (rule 3).</summary>
public sealed class InboundUpdate
{
    public required Platform Platform { get; init; }

    public required string UpdateId { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
}

public enum KeyPurpose
{
    Receipt,
    Handoff,
    Protection,

    /// <summary>Signs the tokens of people who signed in.</summary>
    Session,
}

/// <summary>
/// A signing or protection key, sealed with the master key (rule 10). Retired receipt keys stay.
/// </summary>
public sealed class StoredKey
{
    public required KeyId Id { get; init; }

    public required KeyPurpose Purpose { get; init; }

    /// <summary>AES-256-GCM under the master key: nonce, tag, cipher text.</summary>
    public required byte[] Sealed { get; init; }

    /// <summary>Base64 of the Ed25519 public key, for receipt keys.</summary>
    public string? PublicKey { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? RetiredAt { get; set; }
}
