using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Access;

public enum AccessAction
{
    Look,
    Grant,
    Revoke,
    Hold,
}

/// <summary>One try to make a platform agree, with its reason and its answer. Never changed.</summary>
public sealed class AccessAttempt : IOwnedByMerchant
{
    public long Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required SeatId SeatId { get; init; }

    public required CommunityId CommunityId { get; init; }

    public required AccessAction Action { get; init; }

    /// <summary>Why it was tried, in plain words for <c>/why</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>The port's word for what happened.</summary>
    public required string Outcome { get; init; }

    public string? Detail { get; init; }

    /// <summary>Whether this closing counts for the brake (rule 13).</summary>
    public required bool IsCounted { get; init; }

    /// <summary>Real time: what the brake counts by.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Business time: what people read.</summary>
    public required DateTimeOffset HappenedAt { get; init; }
}
