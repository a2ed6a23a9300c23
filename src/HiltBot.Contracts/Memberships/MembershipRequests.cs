using System.ComponentModel.DataAnnotations;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Memberships;

public sealed record MembershipsQuery
{
    public string? ProductId { get; init; }

    public string? Status { get; init; }

    public string? Platform { get; init; }

    /// <summary>Part of a name, an id, an identity, a wallet, a signature or a product's title, in any case.</summary>
    [StringLength(160)]
    public string? Q { get; init; }

    [Whole(1, 200)]
    public int? Limit { get; init; }

    [Whole(0, int.MaxValue)]
    public int? Offset { get; init; }
}

/// <summary>At least one of wallet, identity and tx_signature; several narrow each other.</summary>
public sealed record MembershipLookupQuery
{
    public string? ProductId { get; init; }

    /// <summary>The wallet that paid.</summary>
    [StringLength(160)]
    public string? Wallet { get; init; }

    /// <summary>Account id, display name or identity, in any case, with or without a leading @.</summary>
    [StringLength(160)]
    public string? Identity { get; init; }

    /// <summary>Of any period.</summary>
    [StringLength(160)]
    public string? TxSignature { get; init; }
}

public sealed record RenewalIntelligenceQuery
{
    [Whole(1, 60)]
    public int? WindowDays { get; init; }

    [Whole(1, 200)]
    public int? Limit { get; init; }
}

public sealed record MembershipNotesRequest
{
    /// <summary>Empty: no notes any more.</summary>
    [StringLength(5000)]
    [Multiline]
    [NotNullWhenSent]
    public string? Notes { get; init; }
}

public sealed record MembershipProfileRequest
{
    /// <summary>Empty: no name.</summary>
    [StringLength(160)]
    [NotNullWhenSent]
    public string? PlatformDisplay { get; init; }
}

public sealed record GiftMembershipRequest
{
    [Whole(1, 3660)]
    public required int Days { get; init; }

    /// <summary>The buyer reads it.</summary>
    [StringLength(500)]
    [Multiline]
    [NotNullWhenSent]
    public string? Note { get; init; }
}

/// <summary>Extension.</summary>
public sealed record EndMembershipRequest
{
    /// <summary><c>NOW</c> closes access at once; <c>PERIOD_END</c> lets what was paid for run out.</summary>
    [OneOf(Vocabulary.EndWhen)]
    public required string When { get; init; }

    /// <summary>The buyer reads it, and the event <c>membership.expired</c> carries it.</summary>
    [StringLength(500)]
    [Multiline]
    [NotNullWhenSent]
    public string? Reason { get; init; }
}

/// <summary>Extension.</summary>
public sealed record EditMembershipDatesRequest
{
    /// <summary>An instant of ISO 8601, UTC where it names no offset; null: for ever.</summary>
    [StringLength(40)]
    public required string? CurrentPeriodEndAt { get; init; }
}

/// <summary>Extension.</summary>
public sealed record BlockMemberRequest
{
    [StringLength(500)]
    [Multiline]
    [NotNullWhenSent]
    public string? Reason { get; init; }
}
