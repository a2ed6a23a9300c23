using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Checkout;

/// <summary>
/// What anybody may know of a product (contract 4.1, public view). Private keys are absent, not null.
/// </summary>
public sealed record PublicProductResponse
{
    public required Guid Id { get; init; }

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

    public required IReadOnlyList<long>? TipPresetsLamports { get; init; }

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

    public required CheckoutConfigPayload? CheckoutConfig { get; init; }
}

/// <summary>How the hosted page presents the product.</summary>
public sealed record CheckoutConfigPayload
{
    /// <summary>The lane that the hosted page opens first: <c>wallet</c>.</summary>
    public required string? DefaultRoute { get; init; }

    /// <summary>Asset label shown to the buyer.</summary>
    public required string? PaymentAsset { get; init; }

    public required IdentityConnectPayload? IdentityConnect { get; init; }

    public required string? BrandName { get; init; }

    public required string? LogoUrl { get; init; }

    public required string? HeroImageUrl { get; init; }

    public required string? AccentColor { get; init; }

    /// <summary>Where the workspace sends buyers afterwards.</summary>
    public required string? SuccessUrl { get; init; }

    public required IReadOnlyList<string> AvailableRoutes { get; init; }

    public required bool AutomaticRenewal { get; init; }
}

/// <summary>How the buyer links their chat account, where one is needed.</summary>
public sealed record IdentityConnectPayload(string Provider, string Label, string Url);
