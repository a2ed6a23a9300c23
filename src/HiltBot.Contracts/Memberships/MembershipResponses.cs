using System.Diagnostics.CodeAnalysis;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Memberships;

/// <param name="Count">Of the items in this answer.</param>
public sealed record MembershipListResponse(IReadOnlyList<MembershipPayload> Items, int Count);

/// <summary>A membership with its periods and events, newest first; its own keys stand beside as well.</summary>
public sealed record MembershipDetailResponse : MembershipPayload
{
    public MembershipDetailResponse()
    {
    }

    [SetsRequiredMembers]
    public MembershipDetailResponse(
        MembershipPayload membership, IReadOnlyList<MembershipPeriodPayload> periods,
        IReadOnlyList<MembershipEventPayload> events, AutoRenewPayload? autoRenew)
        : base(membership)
    {
        Membership = membership;
        Periods = periods;
        Events = events;
        AutoRenew = autoRenew;
    }

    public required MembershipPayload Membership { get; init; }

    public required IReadOnlyList<MembershipPeriodPayload> Periods { get; init; }

    public required IReadOnlyList<MembershipEventPayload> Events { get; init; }

    public required AutoRenewPayload? AutoRenew { get; init; }
}

public sealed record RetryDeliveryResponse(MembershipPayload Membership, DeliveryTryPayload Delivery);

/// <summary>What came of trying once more.</summary>
public sealed record DeliveryTryPayload
{
    /// <summary>PENDING where the platform had not answered yet.</summary>
    [OneOf(Vocabulary.DeliveryStatus)]
    public required string Status { get; init; }

    [OneOf(Vocabulary.Platform)]
    public required string Channel { get; init; }

    /// <summary>The product's fixed invite or address, where it has one.</summary>
    public required string? Value { get; init; }

    public required DateTimeOffset? AttemptedAt { get; init; }

    public required string? Error { get; init; }
}

/// <param name="Created">False where an open ticket about this delivery was there already.</param>
public sealed record DeliveryTicketResponse(string TicketId, bool Created);

/// <summary>Extension: why a member has access or has not.</summary>
public sealed record AccessStoryResponse
{
    public required Guid MembershipId { get; init; }

    public required string Member { get; init; }

    public required bool IsBlocked { get; init; }

    /// <summary>How it stands, a sentence a membership and a place.</summary>
    public required IReadOnlyList<string> Now { get; init; }

    /// <summary>What led there, oldest first; the newest 200.</summary>
    public required IReadOnlyList<AccessFactPayload> Facts { get; init; }

    public required DateTimeOffset GeneratedAt { get; init; }
}

public sealed record AccessFactPayload(DateTimeOffset At, string Text);

/// <summary>Extension.</summary>
public sealed record BlockedMemberResponse
{
    public required Guid MembershipId { get; init; }

    public required bool IsBlocked { get; init; }

    public required DateTimeOffset? BlockedAt { get; init; }

    public required string? Reason { get; init; }
}
