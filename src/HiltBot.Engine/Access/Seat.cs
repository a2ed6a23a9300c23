using HiltBot.Engine.Memberships;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Access;

/// <summary>What a platform shows, or what we asked it for.</summary>
public enum SeatState
{
    Closed,
    Open,
}

/// <summary>An exception that the merchant made for one seat.</summary>
public enum SeatException
{
    /// <summary>
    /// The brake asked, and the merchant said keep; or the platform never removes them: open although nobody
    /// pays for it, until a paid period answers it.
    /// </summary>
    Kept,

    /// <summary>The brake asked, and the merchant said remove: closing is allowed.</summary>
    Removed,

    /// <summary>
    /// They came in without a membership where such people are put out, or by a link that was somebody else's. It counts
    /// for the brake.
    /// </summary>
    Intruder,
}

/// <summary>
/// (target, platform account). Should be open while any membership of the buyer that opens the target gives
/// access (design section 4). <see cref="DueAt"/> is real time and null when there is nothing to do.
/// </summary>
public sealed class Seat : IOwnedByMerchant, IVersioned, IOwed
{
    public required SeatId Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required BuyerId BuyerId { get; set; }

    public required CommunityId CommunityId { get; init; }

    public required Platform Platform { get; init; }

    public required string TargetId { get; init; }

    public required string AccountId { get; init; }

    /// <summary>What the platform showed before our first grant; committed before it is sent.</summary>
    public SeatState? Found { get; set; }

    /// <summary>What the platform last answered or showed.</summary>
    public SeatState? Shown { get; set; }

    /// <summary>What we asked for and have no answer to yet: a role seen after it is ours.</summary>
    public SeatState? Intent { get; set; }

    public DateTimeOffset? IntentAt { get; set; }

    /// <summary>The link that they were given to come in by; null when they are in, or need none.</summary>
    public string? InviteUrl { get; set; }

    /// <summary>Real time at which they were first given it.</summary>
    public DateTimeOffset? InvitedAt { get; set; }

    public required DeliveryStatus DeliveryStatus { get; set; }

    public string? LastError { get; set; }

    public DateTimeOffset? OpenedAt { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    public SeatException? Exception { get; set; }

    /// <summary>The brake that holds the closing of this seat.</summary>
    public BrakeId? BrakeId { get; set; }

    /// <summary>Real time at which the platform was last compared with the books, or was to be.</summary>
    public DateTimeOffset? AuditedAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DueAt { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset? ClaimedUntil { get; set; }

    public ClaimId? ClaimId { get; set; }

    public DateTimeOffset? PutOffSince { get; set; }

    public long Version { get; set; }
}
