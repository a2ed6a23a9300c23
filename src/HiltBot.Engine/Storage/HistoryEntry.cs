using HiltBot.Engine.Values;

namespace HiltBot.Engine.Storage;

/// <summary>What kind of thing an entry of the history is about.</summary>
public enum Subject
{
    Merchant,
    Community,
    Product,
    Buyer,
    Payment,
    Membership,
    Seat,
    Notice,
    Ticket,
    Endpoint,
    Receipt,
    Transfer,
}

/// <summary>
/// Every change appends one, with its cause, in the same transaction (design section 4). Those about
/// memberships are the contract's MembershipEvent, whose ids are 64-bit row numbers.
/// </summary>
public sealed class HistoryEntry : IOwnedByMerchant
{
    public long Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required Subject Subject { get; init; }

    public required Guid SubjectId { get; init; }

    public PaymentId? PaymentId { get; init; }

    /// <summary>What happened, in the contract's spelling: <c>activated</c>, <c>entered_grace</c>.</summary>
    public required string EventType { get; init; }

    /// <summary>system, merchant, api_key or buyer.</summary>
    public required string ActorType { get; init; }

    public string? ActorId { get; init; }

    public string PayloadJson { get; init; } = "{}";

    /// <summary>Business time.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Who did it.</summary>
public readonly record struct Actor(string Type, string? Id)
{
    public static readonly Actor System = new("system", null);

    public static Actor Buyer(string id) => new("buyer", id);

    public static Actor ApiKey(string id) => new("api_key", id);

    public static Actor Merchant(string id) => new("merchant", id);
}
