using System.Text.Json;
using HiltBot.Contracts.Checkout;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Products;

/// <summary>A product as its owner sees it (contract 4.1).</summary>
public sealed record ProductResponse
{
    public required Guid Id { get; init; }

    /// <summary>Stands in the address of its page.</summary>
    public required string Slug { get; init; }

    public required string ProductType { get; init; }

    [OneOf(Vocabulary.ProductStatus)]
    public required string Status { get; init; }

    public required string Title { get; init; }

    public required string? Description { get; init; }

    public required string? ImageUrl { get; init; }

    /// <summary>Null only for a tip jar.</summary>
    public required long? AmountMinorUnits { get; init; }

    public required string? TokenMint { get; init; }

    public required string MerchantWallet { get; init; }

    public required DateTimeOffset? CreatedAt { get; init; }

    public required DateTimeOffset? UpdatedAt { get; init; }

    public required Guid? OwnerId { get; init; }

    [OneOf(Vocabulary.DeliveryType)]
    public required string? DeliveryType { get; init; }

    public required string? DeliveryValue { get; init; }

    public required IReadOnlyList<long>? TipPresetsLamports { get; init; }

    /// <summary>The operator's fee in percent, frozen when the product was made.</summary>
    public required decimal? AtomicFeePct { get; init; }

    public required int? AtomicFeeFlatUsdCents { get; init; }

    /// <summary>Null: a fee without a cap.</summary>
    public required decimal? AtomicFeeCapUsd { get; init; }

    public required int? MaxPayments { get; init; }

    /// <summary>Confirmed payments.</summary>
    public required long? PaymentCount { get; init; }

    /// <summary>What buyers paid in confirmed payments, in minor units of the asset.</summary>
    public required long? TotalVolumeLamports { get; init; }

    /// <summary>Null: a sale without membership.</summary>
    public required MembershipConfigPayload? MembershipConfig { get; init; }

    public required bool? MembershipEnabled { get; init; }

    [OneOf(Vocabulary.Platform)]
    public required string? MembershipPlatform { get; init; }

    [OneOf(Vocabulary.IdentityType)]
    public required string? MembershipIdentityType { get; init; }

    public required string? MembershipIdentityLabel { get; init; }

    public required bool? MembershipIdentityRequired { get; init; }

    [OneOf(Vocabulary.RenewalMode)]
    public required string? MembershipRenewalMode { get; init; }

    public required int? MembershipBillingIntervalDays { get; init; }

    /// <summary>As buyers see it.</summary>
    public required CheckoutConfigPayload? CheckoutConfig { get; init; }

    /// <summary>Extension: null: the workspace's terms.</summary>
    public required string? TermsText { get; init; }

    /// <summary>Extension: its page.</summary>
    public required string CheckoutUrl { get; init; }
}

/// <summary>What makes a product a membership; the same keys as it was given with.</summary>
public sealed record MembershipConfigPayload
{
    public required bool Enabled { get; init; }

    [OneOf(Vocabulary.Platform)]
    public required string? Platform { get; init; }

    [OneOf(Vocabulary.AccessMode)]
    public required string? AccessMode { get; init; }

    [OneOf(Vocabulary.IdentityType)]
    public required string? IdentityType { get; init; }

    public required string? IdentityLabel { get; init; }

    public required bool? IdentityRequired { get; init; }

    [OneOf(Vocabulary.RenewalMode)]
    public required string? RenewalMode { get; init; }

    /// <summary>Months read as 30 days each; null: for ever.</summary>
    public required int? BillingIntervalDays { get; init; }

    public required int? GracePeriodDays { get; init; }

    public required IReadOnlyList<int>? RenewalReminderOffsetsDays { get; init; }

    public required string? PlatformTargetId { get; init; }

    public required string? PlatformTargetLabel { get; init; }

    public required bool? AllowMultipleActive { get; init; }

    public required JsonElement? SettingsJson { get; init; }
}
