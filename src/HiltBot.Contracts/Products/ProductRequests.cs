using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Products;

/// <summary>Puts something on sale (contract 4.1).</summary>
public sealed record CreateProductRequest
{
    /// <summary>PAYMENT_LINK or TIP_JAR; another one is 400.</summary>
    public required string ProductType { get; init; }

    [StringLength(120, MinimumLength = 1)]
    public required string Title { get; init; }

    [Multiline]
    [StringLength(4000)]
    public string? Description { get; init; }

    [StringLength(2048)]
    public string? ImageUrl { get; init; }

    /// <summary>The price; a payment link without one is 400.</summary>
    [Whole(1)]
    public long? AmountMinorUnits { get; init; }

    /// <summary>
    /// Mint or symbol, USDC or SOL. USDC when it is not sent; null means SOL, which has no mint.
    /// </summary>
    [StringLength(64)]
    public Patch<string> TokenMint { get; init; }

    [StringLength(64, MinimumLength = 1)]
    public required string MerchantWallet { get; init; }

    [NotNullWhenSent]
    [OneOf(Vocabulary.DeliveryType)]
    public string? DeliveryType { get; init; }

    /// <summary>What the buyer gets once the payment is CONFIRMED, and nobody before.</summary>
    [Multiline]
    [StringLength(2048)]
    public string? DeliveryValue { get; init; }

    /// <summary>What a tip jar proposes, in minor units of its asset.</summary>
    [MaxLength(20)]
    [Whole(1)]
    public IReadOnlyList<long>? TipPresetsLamports { get; init; }

    /// <summary>A cap on sales; open sessions hold a place.</summary>
    [Whole(1)]
    public int? MaxPayments { get; init; }

    public MembershipConfigRequest? MembershipConfig { get; init; }

    /// <summary>Extension: what a buyer of this agrees to; null: the workspace's terms.</summary>
    [Multiline]
    [StringLength(20_000)]
    public string? TermsText { get; init; }
}

/// <summary>
/// Changes a product (contract 4.1): what is not sent stays. Null clears what may be empty, and is passed
/// over for <c>title</c>, <c>merchant_wallet</c>, <c>status</c>, <c>delivery_type</c> and
/// <c>amount_minor_units</c>.
/// </summary>
public sealed record UpdateProductRequest
{
    [StringLength(120, MinimumLength = 1)]
    public string? Title { get; init; }

    [Multiline]
    [StringLength(4000)]
    public Patch<string> Description { get; init; }

    [StringLength(2048)]
    public Patch<string> ImageUrl { get; init; }

    [Whole(1)]
    public long? AmountMinorUnits { get; init; }

    /// <summary>Open sessions keep the old one, which is read for 90 more days.</summary>
    [StringLength(64, MinimumLength = 1)]
    public string? MerchantWallet { get; init; }

    [OneOf(Vocabulary.ProductStatus)]
    public string? Status { get; init; }

    [OneOf(Vocabulary.DeliveryType)]
    public string? DeliveryType { get; init; }

    [Multiline]
    [StringLength(2048)]
    public Patch<string> DeliveryValue { get; init; }

    [MaxLength(20)]
    [Whole(1)]
    public Patch<IReadOnlyList<long>> TipPresetsLamports { get; init; }

    /// <summary>Null or 0 and less: no cap.</summary>
    public Patch<int?> MaxPayments { get; init; }

    /// <summary>
    /// Merged key by key. Null: no new memberships are sold; what present members have stays.
    /// </summary>
    public Patch<MembershipConfigRequest> MembershipConfig { get; init; }

    /// <summary>Extension.</summary>
    [Multiline]
    [StringLength(20_000)]
    public Patch<string> TermsText { get; init; }
}

/// <summary>
/// What makes a product a membership (contract 4.1). A key that is not sent keeps what stands, or its
/// default; null goes back to the default.
/// </summary>
public sealed record MembershipConfigRequest
{
    /// <summary>False stops new memberships only.</summary>
    [NotNullWhenSent]
    public bool? Enabled { get; init; }

    /// <summary>Default CUSTOM, or where <c>platform_target_id</c> is.</summary>
    [OneOf(Vocabulary.Platform)]
    public Patch<string> Platform { get; init; }

    [OneOf(Vocabulary.AccessMode)]
    public Patch<string> AccessMode { get; init; }

    /// <summary>Default: that of the platform, else WALLET.</summary>
    [OneOf(Vocabulary.IdentityType)]
    public Patch<string> IdentityType { get; init; }

    [StringLength(160)]
    public Patch<string> IdentityLabel { get; init; }

    /// <summary>Default: true on Telegram and Discord.</summary>
    public Patch<bool?> IdentityRequired { get; init; }

    /// <summary>ONE_OFF or AUTOMATIC; MANUAL is an older name of ONE_OFF.</summary>
    public Patch<string> RenewalMode { get; init; }

    /// <summary>Null: one payment is for ever.</summary>
    [Whole(1, 3660)]
    public Patch<int?> BillingIntervalDays { get; init; }

    [Whole(0, 365)]
    public Patch<int?> GracePeriodDays { get; init; }

    /// <summary>Days before the end of a period; default 7, 2 and 1.</summary>
    [MaxLength(10)]
    [Whole(1, 3660)]
    public Patch<IReadOnlyList<int>> RenewalReminderOffsetsDays { get; init; }

    /// <summary>
    /// A chat id, guild/role id, or a text of your own: the first of <c>settings_json.targets</c>.
    /// </summary>
    [StringLength(160)]
    public Patch<string> PlatformTargetId { get; init; }

    [StringLength(160)]
    public Patch<string> PlatformTargetLabel { get; init; }

    public Patch<bool?> AllowMultipleActive { get; init; }

    /// <summary>
    /// Free-form and merged key by key, a key with null goes. Three keys mean something here: <c>billing</c>
    /// <c>{unit, count, time_zone, end_time}</c>, <c>targets</c> <c>[{platform, target_id, label}]</c>, and
    /// <c>found_roles</c>, <c>keep</c> or <c>adopt</c>.
    /// </summary>
    public Patch<JsonElement?> SettingsJson { get; init; }
}

/// <summary>Fixes who gets access, and for how long the link says so (contract 4.2).</summary>
public sealed record CreateHandoffRequest
{
    [StringLength(160, MinimumLength = 1)]
    public required string IdentityValue { get; init; }

    [StringLength(160)]
    public string? IdentityDisplay { get; init; }

    /// <summary>Default: the product's.</summary>
    [OneOf(Vocabulary.IdentityType)]
    public string? IdentityType { get; init; }

    /// <summary>Where the page leads back to.</summary>
    [StringLength(2048)]
    public string? ReturnUrl { get; init; }

    [NotNullWhenSent]
    [Whole(1, 1440)]
    public int? ExpiresInMinutes { get; init; }
}

/// <summary>Which products to list.</summary>
public sealed record ProductsQuery
{
    /// <summary>An unknown one finds nothing.</summary>
    [StringLength(40)]
    public string? Status { get; init; }

    [StringLength(40)]
    public string? ProductType { get; init; }

    [Whole(1, 200)]
    public int Limit { get; init; } = 50;

    [Whole(0, int.MaxValue)]
    public int Offset { get; init; }
}

/// <summary>Which payments of a product to list.</summary>
public sealed record ProductPaymentsQuery
{
    /// <summary>An unknown one finds nothing.</summary>
    [StringLength(40)]
    public string? Status { get; init; }

    [Whole(1, 200)]
    public int Limit { get; init; } = 50;

    [Whole(0, int.MaxValue)]
    public int Offset { get; init; }
}
