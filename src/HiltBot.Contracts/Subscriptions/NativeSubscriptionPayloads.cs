using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Subscriptions;

/// <summary>
/// A permission to collect renewals, in the nested form of the contract and with the flat keys of its clients beside it
/// (contract 10.3).
/// </summary>
public sealed record NativeSubscriptionResponse
{
    public required AuthorizationPayload Authorization { get; init; }

    public required SubscribedProductPayload Product { get; init; }

    public required SubscribedMembershipPayload Membership { get; init; }

    public required CancelRequirementPayload? CancelRequirement { get; init; }

    public required string Id { get; init; }

    [OneOf(Vocabulary.AuthorizationStatus)]
    public required string Status { get; init; }

    public required Guid ProductId { get; init; }

    public required Guid? MembershipId { get; init; }

    public required string PayerWallet { get; init; }

    public required long AmountMinorUnits { get; init; }

    public required int BillingIntervalDays { get; init; }

    public required DateTimeOffset? CurrentPeriodStartAt { get; init; }

    public required DateTimeOffset? CurrentPeriodEndAt { get; init; }

    public required bool CancelAtPeriodEnd { get; init; }

    public required DateTimeOffset? CancelledAt { get; init; }

    public required Guid? LatestPaymentId { get; init; }

    public required Guid? LatestReceiptId { get; init; }
}

/// <summary>What the payer allowed, and how it stands.</summary>
public sealed record AuthorizationPayload
{
    public required string Id { get; init; }

    public required Guid OwnerId { get; init; }

    public required Guid ProductId { get; init; }

    public required Guid? MembershipId { get; init; }

    public required Guid? InitialPaymentId { get; init; }

    public required string? NativePlanId { get; init; }

    public required string? LatestCollectionAttemptId { get; init; }

    public required string PayerWallet { get; init; }

    public required string? PayerTokenAccount { get; init; }

    public required string? SubscriptionAuthorityPda { get; init; }

    public required string? SubscriptionPda { get; init; }

    public required string? PlanPda { get; init; }

    public required string TokenMint { get; init; }

    public required long AmountMinorUnits { get; init; }

    public required int PeriodHours { get; init; }

    public required DateTimeOffset? NextCollectionDueAt { get; init; }

    public required DateTimeOffset? LastCollectionAt { get; init; }

    [OneOf(Vocabulary.AuthorizationStatus)]
    public required string Status { get; init; }

    public required string? SetupSignature { get; init; }

    public required string? CancellationSignature { get; init; }

    public required JsonElement SettingsJson { get; init; }

    public required DateTimeOffset? CreatedAt { get; init; }

    public required DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>The product that is renewed.</summary>
public sealed record SubscribedProductPayload(Guid Id, string? Slug, string? Title);

/// <summary>The membership that collections extend; all null before the first one.</summary>
public sealed record SubscribedMembershipPayload
{
    public required Guid? Id { get; init; }

    [OneOf(Vocabulary.MembershipStatus)]
    public required string? Status { get; init; }

    public required DateTimeOffset? CurrentPeriodStartAt { get; init; }

    public required DateTimeOffset? CurrentPeriodEndAt { get; init; }

    [OneOf(Vocabulary.Platform)]
    public required string? Platform { get; init; }

    public required string? PlatformDisplay { get; init; }
}

/// <summary>What the buyer's wallet must sign to end it.</summary>
public sealed record CancelRequirementPayload
{
    public required string PaymentProtocol { get; init; }

    public required string Action { get; init; }

    public required string ProgramId { get; init; }

    public required string TokenMint { get; init; }

    public required string PayerWallet { get; init; }

    public required string? SubscriptionAuthorityPda { get; init; }

    public required string? SubscriptionPda { get; init; }

    public required string? PlanPda { get; init; }

    public required string UserSignedAction { get; init; }

    public required string CloseAuthorityNote { get; init; }

    public required IReadOnlyList<string> RequiredConfirmationFields { get; init; }
}

/// <summary>Somebody wants to end a native subscription.</summary>
public sealed record CancelIntentRequest
{
    [StringLength(500)]
    public string? Reason { get; init; }

    /// <summary>Left out: true.</summary>
    [NotNullWhenSent]
    public bool? CancelAtPeriodEnd { get; init; }
}

/// <summary>The payer's wallet has ended it: the transaction that shows it.</summary>
public sealed record CancelConfirmRequest
{
    [StringLength(255, MinimumLength = 16)]
    public string? CancelTxSignature { get; init; }

    [StringLength(255, MinimumLength = 16)]
    public string? RevokeTxSignature { get; init; }

    [StringLength(500)]
    public string? Reason { get; init; }

    /// <summary>Whether access ends now. Left out: false.</summary>
    [NotNullWhenSent]
    public bool? ImmediateRevoke { get; init; }

    /// <summary>Left out: true. False is for those who signed in.</summary>
    [NotNullWhenSent]
    public bool? VerifyOnchain { get; init; }
}

/// <summary>How an ending stands, nested and flat (contract 10.3).</summary>
public sealed record NativeSubscriptionCancelResponse
{
    [OneOf(Vocabulary.AuthorizationStatus)]
    public required string Status { get; init; }

    public required AuthorizationPayload Authorization { get; init; }

    public required CancelPolicyPayload CancelPolicy { get; init; }

    public required CancelRequirementPayload? CancelRequirement { get; init; }

    public required CancelVerificationPayload? CancelVerification { get; init; }

    public required string AuthorizationId { get; init; }

    public required bool CancelAtPeriodEnd { get; init; }

    public required string? Reason { get; init; }

    public required IReadOnlyList<WalletInstructionPayload> Instructions { get; init; }

    public required string? Message { get; init; }

    public required DateTimeOffset? CancelledAt { get; init; }

    public required DateTimeOffset? CurrentPeriodEndAt { get; init; }
}

/// <summary>When it ends, and until when access lasts.</summary>
public sealed record CancelPolicyPayload(bool CancelAtPeriodEnd, DateTimeOffset? AccessUntil, bool ImmediateRevoke);

/// <summary>What the ledger said about the signature that was named.</summary>
public sealed record CancelVerificationPayload(string Signature, bool Verified, DateTimeOffset CheckedAt);
