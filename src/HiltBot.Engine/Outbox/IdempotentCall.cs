using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Outbox;

/// <summary>
/// A write that a caller named with an <c>Idempotency-Key</c> (contract 2.6), and its answer once there is one. Kept for
/// a day. Times are real time.
/// </summary>
[NotExported("Answers that are kept for a day, sealed, with secrets in them.")]
public sealed class IdempotentCall : IOwnedByMerchant
{
    public required MerchantId MerchantId { get; init; }

    /// <summary>SHA-256 of method, path and key, in hex.</summary>
    public required string KeyHash { get; init; }

    /// <summary>SHA-256 of the body, in hex.</summary>
    public required string Fingerprint { get; set; }

    public required ClaimId ClaimId { get; set; }

    /// <summary>Whoever runs it has until then; a node that died leaves it to the next call after that.</summary>
    public required DateTimeOffset RunningUntil { get; set; }

    /// <summary>Set by the first transaction of the work itself: from then on the work is never done again.</summary>
    public bool IsWorked { get; set; }

    public int? StatusCode { get; set; }

    public string? ContentType { get; set; }

    public byte[]? Answer { get; set; }

    public required DateTimeOffset CreatedAt { get; set; }
}
