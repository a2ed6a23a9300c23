using HiltBot.Engine.Memberships;

namespace HiltBot.Engine.Webhooks;

/// <summary>
/// What was true when an event happened and cannot be read from the rows later; stored with the event as flat
/// JSON. Each event fills what it needs, <see cref="RenderEvents"/> reads it.
/// </summary>
public sealed record EventFacts
{
    public MembershipStatus? MembershipStatus { get; init; }

    public DateTimeOffset? PeriodStartAt { get; init; }

    public DateTimeOffset? PeriodEndAt { get; init; }

    public DateTimeOffset? GraceEndsAt { get; init; }

    public int? RenewalCount { get; init; }

    /// <summary>Why access ended: <c>LAPSED</c>, <c>DATES_EDITED</c>, or what staff wrote.</summary>
    public string? Reason { get; init; }

    /// <summary>Of <c>delivery.failed</c>: the platform, for example <c>DISCORD</c>.</summary>
    public string? Channel { get; init; }

    public string? DeliveryStatus { get; init; }

    public string? FailureCode { get; init; }

    public string? FailureMessage { get; init; }

    /// <summary>Of <c>membership.reapproval_required</c>: the allowance that no longer suffices.</summary>
    public string? AuthorizationId { get; init; }

    public string? AuthorizationStatus { get; init; }

    public int? AuthorizationPeriodHours { get; init; }

    public DateTimeOffset? NextCollectionDueAt { get; init; }

    public static EventFacts Of(Membership membership, string? reason) => new()
    {
        MembershipStatus = membership.Status,
        PeriodStartAt = membership.CurrentPeriodStartAt,
        PeriodEndAt = membership.CurrentPeriodEndAt,
        GraceEndsAt = membership.GraceEndsAt,
        RenewalCount = membership.RenewalCount,
        Reason = reason,
    };
}
