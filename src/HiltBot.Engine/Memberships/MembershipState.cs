using System.Text.Json.Nodes;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Memberships;

/// <summary>What the rules decide about: the part of a membership that facts change.</summary>
public sealed record MembershipState
{
    public required MembershipStatus Status { get; init; }

    public required DateTimeOffset StartAt { get; init; }

    /// <summary>Start of the newest period; in the future when it was renewed early.</summary>
    public required DateTimeOffset LastPeriodStartAt { get; init; }

    public DateTimeOffset? EndAt { get; init; }

    public DateTimeOffset? GraceEndsAt { get; init; }

    /// <summary>A collection of the next period is awaited until then; null: none is.</summary>
    public DateTimeOffset? CollectsUntil { get; init; }

    public int GracePeriodDays { get; init; }

    public string ReminderOffsetsDays { get; init; } = string.Empty;

    public int? AnchorDay { get; init; }

    public int RenewalCount { get; init; }

    public PaymentId? LatestPaymentId { get; init; }

    public string? LatestTxSignature { get; init; }

    public string? PayerWallet { get; init; }

    public DateTimeOffset? LastReminderSentAt { get; init; }

    public DateTimeOffset? CancelledAt { get; init; }

    public DateTimeOffset? PausedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public EndCause? EndCause { get; init; }

    public DateTimeOffset? NoticeForEndAt { get; init; }

    public DateTimeOffset? NoticeAcceptedAt { get; init; }

    public DateTimeOffset? NoticeUndeliverableAt { get; init; }

    /// <summary>When an ACTIVE membership goes on to what follows.</summary>
    public DateTimeOffset? LeavesActiveAt => CollectsUntil > EndAt ? CollectsUntil : EndAt;

    public static MembershipState Of(Membership membership) => new()
    {
        Status = membership.Status,
        StartAt = membership.CurrentPeriodStartAt,
        LastPeriodStartAt = membership.LastPeriodStartAt ?? membership.CurrentPeriodStartAt,
        EndAt = membership.CurrentPeriodEndAt,
        GraceEndsAt = membership.GraceEndsAt,
        CollectsUntil = membership.CollectsUntil,
        GracePeriodDays = membership.GracePeriodDays,
        ReminderOffsetsDays = membership.ReminderOffsetsDays,
        AnchorDay = membership.AnchorDay,
        RenewalCount = membership.RenewalCount,
        LatestPaymentId = membership.LatestPaymentId,
        LatestTxSignature = membership.LatestTxSignature,
        PayerWallet = membership.PayerWallet,
        LastReminderSentAt = membership.LastReminderSentAt,
        CancelledAt = membership.CancelledAt,
        PausedAt = membership.PausedAt,
        EndedAt = membership.EndedAt,
        EndCause = membership.EndCause,
        NoticeForEndAt = membership.NoticeForEndAt,
        NoticeAcceptedAt = membership.NoticeAcceptedAt,
        NoticeUndeliverableAt = membership.NoticeUndeliverableAt,
    };

    public void WriteTo(Membership membership, DateTimeOffset now)
    {
        membership.Status = Status;
        membership.CurrentPeriodStartAt = StartAt;
        membership.LastPeriodStartAt = LastPeriodStartAt == StartAt ? null : LastPeriodStartAt;
        membership.CurrentPeriodEndAt = EndAt;
        membership.GraceEndsAt = GraceEndsAt;
        membership.CollectsUntil = CollectsUntil;
        membership.GracePeriodDays = GracePeriodDays;
        membership.ReminderOffsetsDays = ReminderOffsetsDays;
        membership.AnchorDay = AnchorDay;
        membership.RenewalCount = RenewalCount;
        membership.LatestPaymentId = LatestPaymentId;
        membership.LatestTxSignature = LatestTxSignature;
        membership.PayerWallet = PayerWallet;
        membership.LastReminderSentAt = LastReminderSentAt;
        membership.CancelledAt = CancelledAt;
        if (membership.PausedAt != PausedAt)
        {
            membership.MetadataJson = WithPause(membership.MetadataJson, PausedAt);
        }

        membership.PausedAt = PausedAt;
        membership.EndedAt = EndedAt;
        membership.EndCause = EndCause;
        membership.NoticeForEndAt = NoticeForEndAt;
        membership.NoticeAcceptedAt = NoticeAcceptedAt;
        membership.NoticeUndeliverableAt = NoticeUndeliverableAt;
        membership.UpdatedAt = now;
    }

    // Readers of the contract see a pause in metadata_json.paused_at (design section 4, Edits).
    private static string WithPause(string json, DateTimeOffset? pausedAt)
    {
        var metadata = JsonNode.Parse(json) as JsonObject ?? [];
        metadata.Remove("paused_at");
        if (pausedAt is { } at)
        {
            metadata["paused_at"] = WireTime.Of(at);
        }

        return metadata.ToJsonString();
    }
}
