using System.Text.Json;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Memberships;

/// <summary>
/// One buyer's standing at one product (contract section 5). Not sealed: the single read repeats these keys beside
/// its own.
/// </summary>
public record MembershipPayload
{
    public required Guid Id { get; init; }

    public required Guid ProductId { get; init; }

    public required string ProductTitle { get; init; }

    public required string ProductSlug { get; init; }

    public required Guid OwnerId { get; init; }

    [OneOf(Vocabulary.Platform)]
    public required string Platform { get; init; }

    /// <summary>The buyer's account there, else what names the member.</summary>
    public required string PlatformUserId { get; init; }

    public required string? PlatformDisplay { get; init; }

    [OneOf(Vocabulary.IdentityType)]
    public required string CustomerIdentityType { get; init; }

    public required string CustomerIdentityValue { get; init; }

    public required string? PayerWallet { get; init; }

    [OneOf(Vocabulary.MembershipStatus)]
    public required string Status { get; init; }

    public required DateTimeOffset? CurrentPeriodStartAt { get; init; }

    /// <summary>Null: for ever.</summary>
    public required DateTimeOffset? CurrentPeriodEndAt { get; init; }

    public required DateTimeOffset? GraceEndsAt { get; init; }

    public required Guid? LatestPaymentId { get; init; }

    public required string? LatestTxSignature { get; init; }

    [OneOf(Vocabulary.DeliveryStatus)]
    public required string DeliveryStatus { get; init; }

    public required string? DeliveryLastError { get; init; }

    /// <summary>Renewals and gifts, without the first period.</summary>
    public required int RenewalCount { get; init; }

    public required DateTimeOffset? LastReminderSentAt { get; init; }

    /// <summary>Extension: since when access is closed and the remaining time kept.</summary>
    public required DateTimeOffset? PausedAt { get; init; }

    /// <summary>Extension: since when neither reminders nor collections happen.</summary>
    public required DateTimeOffset? CancelledAt { get; init; }

    /// <summary>Extension.</summary>
    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>With <c>merchant_notes</c> and, while paused, <c>paused_at</c>.</summary>
    public required JsonElement MetadataJson { get; init; }

    public required DateTimeOffset? CreatedAt { get; init; }

    public required DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>One paid or given stretch.</summary>
public sealed record MembershipPeriodPayload
{
    public required Guid Id { get; init; }

    public required Guid MembershipId { get; init; }

    /// <summary>Null for gifts.</summary>
    public required Guid? PaymentId { get; init; }

    public required string? TxSignature { get; init; }

    /// <summary>Minor units of the asset, whatever it is; 0 for gifts.</summary>
    public required long AmountLamports { get; init; }

    public required string TokenMint { get; init; }

    public required DateTimeOffset? PeriodStartAt { get; init; }

    public required DateTimeOffset? PeriodEndAt { get; init; }

    [OneOf(Vocabulary.PeriodStatus)]
    public required string Status { get; init; }

    public required DateTimeOffset? ActivatedAt { get; init; }

    public required DateTimeOffset? RevokedAt { get; init; }

    public required DateTimeOffset? CreatedAt { get; init; }
}

/// <summary>Something that happened to a membership.</summary>
public sealed record MembershipEventPayload
{
    /// <summary>A row number of 64 bits.</summary>
    public required long Id { get; init; }

    public required Guid MembershipId { get; init; }

    public required Guid? PaymentId { get; init; }

    /// <summary>For example <c>activated</c>, <c>renewed</c>, <c>gifted</c>, <c>entered_grace</c>.</summary>
    public required string EventType { get; init; }

    /// <summary>system, merchant, api_key or buyer.</summary>
    public required string ActorType { get; init; }

    public required string? ActorId { get; init; }

    public required JsonElement PayloadJson { get; init; }

    public required DateTimeOffset? CreatedAt { get; init; }
}

/// <summary>The allowance by which a membership renews by itself.</summary>
public sealed record AutoRenewPayload
{
    public required Guid AuthorizationId { get; init; }

    [OneOf(Vocabulary.AuthorizationStatus)]
    public required string Status { get; init; }

    public required long AmountMinorUnits { get; init; }

    public required string TokenMint { get; init; }

    public required int PeriodHours { get; init; }

    public required DateTimeOffset? NextCollectionDueAt { get; init; }

    public required bool CancelAtPeriodEnd { get; init; }
}
