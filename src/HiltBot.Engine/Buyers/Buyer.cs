using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Buyers;

/// <summary>
/// A person at one merchant, with platform accounts and wallets. <see cref="DueAt"/> is real time: since when a wish to be
/// forgotten waits to be finished.
/// </summary>
public sealed class Buyer : IOwnedByMerchant, IVersioned, IOwed
{
    public required BuyerId Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required string Display { get; set; }

    public DateTimeOffset? BlockedAt { get; set; }

    public string? BlockedReason { get; set; }

    public DateTimeOffset? ForgottenAt { get; set; }

    /// <summary>Account ids are still kept, because access needs them (<see cref="ForgetBuyer"/>).</summary>
    public bool IsForgettingUnfinished { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DueAt { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset? ClaimedUntil { get; set; }

    public ClaimId? ClaimId { get; set; }

    public DateTimeOffset? PutOffSince { get; set; }

    public long Version { get; set; }
}

/// <summary>An account on a platform. It belongs to one buyer per merchant.</summary>
public sealed class BuyerAccount : IOwnedByMerchant
{
    public required MerchantId MerchantId { get; init; }

    public required Platform Platform { get; init; }

    public required string AccountId { get; init; }

    public required BuyerId BuyerId { get; set; }

    public required string Display { get; set; }

    public required DateTimeOffset ConnectedAt { get; init; }
}

/// <summary>A wallet that paid for this buyer.</summary>
public sealed class BuyerWallet : IOwnedByMerchant
{
    public required MerchantId MerchantId { get; init; }

    public required string Address { get; init; }

    public required BuyerId BuyerId { get; init; }

    public required DateTimeOffset FirstSeenAt { get; init; }
}
