using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Access;

public enum BrakeDecision
{
    Remove,
    Keep,
}

/// <summary>
/// Closings in one community that stopped because they were too many (rule 13). No answer means keep.
/// <see cref="DueAt"/> is business time: when the merchant is asked again.
/// </summary>
public sealed class Brake : IOwnedByMerchant, IVersioned, IOwed
{
    public required BrakeId Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required CommunityId CommunityId { get; init; }

    public required DateTimeOffset TrippedAt { get; init; }

    public BrakeDecision? Decision { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    public string? DecidedBy { get; set; }

    public int TimesAsked { get; set; }

    public DateTimeOffset? DueAt { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset? ClaimedUntil { get; set; }

    public ClaimId? ClaimId { get; set; }

    public DateTimeOffset? PutOffSince { get; set; }

    public long Version { get; set; }
}
