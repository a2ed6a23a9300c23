using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Renewals;

public enum CollectionStatus
{
    /// <summary>Not sent, or what was sent can never land any more.</summary>
    Open,

    /// <summary>Sent under a signature that is stored; until that is resolved no other is made.</summary>
    Sent,

    /// <summary>The money came.</summary>
    Collected,
}

/// <summary>
/// One period of one authorization that is collected. (authorization, period start) is unique, so one paid-through period
/// is collected once, whatever the ledger would allow (rule 3).
/// </summary>
public sealed class Collection : IOwnedByMerchant, IVersioned
{
    public required CollectionId Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required AuthorizationId AuthorizationId { get; init; }

    public required MembershipId MembershipId { get; init; }

    public required DateTimeOffset PeriodStartAt { get; init; }

    public required DateTimeOffset PeriodEndAt { get; init; }

    public required CollectionStatus Status { get; set; }

    /// <summary>Of the attempt that is under way, or that landed; stored before it is sent.</summary>
    public string? Signature { get; set; }

    /// <summary>The signed bytes, base64: the same ones are sent again until they land or are dead.</summary>
    public string? SignedTransaction { get; set; }

    /// <summary>Past this finalized block height the attempt can never land.</summary>
    public long? LastValidHeight { get; set; }

    /// <summary>What a node said when it would not take the attempt; the ledger may have taken it all the same.</summary>
    public string? LastRefusal { get; set; }

    /// <summary>Definite failures so far.</summary>
    public int Failures { get; set; }

    public CollectionTrouble? LastTrouble { get; set; }

    public PaymentId? PaymentId { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; set; }

    public long Version { get; set; }
}
