using HiltBot.Engine.Memberships;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Products;

public enum ProductType
{
    PaymentLink,
    TipJar,
}

public enum ProductStatus
{
    Active,
    Paused,
    Archived,
}

public enum DeliveryType
{
    None,
    Redirect,
    TelegramInvite,
    DiscordInvite,
}

public enum RenewalMode
{
    OneOff,
    Automatic,
}

/// <summary>What to do about a role that somebody had before we gave it (design section 4).</summary>
public enum FoundRule
{
    Keep,
    Adopt,
}

/// <summary>Something that is sold. Contract section 4.1; the contract also calls it a template.</summary>
public sealed class Product : IOwnedByMerchant, IVersioned
{
    public required ProductId Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required string Slug { get; init; }

    public required ProductType ProductType { get; init; }

    public required ProductStatus Status { get; set; }

    public required string Title { get; set; }

    public string? Description { get; set; }

    public string? ImageUrl { get; set; }

    /// <summary>Price in minor units; null only for a tip jar.</summary>
    public long? AmountMinorUnits { get; set; }

    public required string TokenMint { get; init; }

    public required string AssetSymbol { get; init; }

    public required int AssetDecimals { get; init; }

    public required string MerchantWallet { get; set; }

    /// <summary>
    /// The account that the ledger is read for: the wallet's token account, or the wallet for SOL.
    /// </summary>
    public required string ReceivingAccount { get; set; }

    /// <summary>The operator's fee, frozen on the product (contract 2.10).</summary>
    public int FeeBasisPoints { get; init; }

    public DeliveryType DeliveryType { get; set; }

    public string? DeliveryValue { get; set; }

    public int? PaymentsMax { get; set; }

    /// <summary>
    /// Confirmed payments and live sessions: a live session holds its place until it ends (rule 3).
    /// </summary>
    public int PlacesHeld { get; set; }

    /// <summary>Confirmed payments, and what buyers paid in them (<see cref="ProductCounts"/>).</summary>
    public long PaymentCount { get; set; }

    public long VolumeMinorUnits { get; set; }

    /// <summary>
    /// Whether it was given membership settings. Taken away again, present members keep what they have.
    /// </summary>
    public bool HasMembershipConfig { get; set; } = true;

    /// <summary>The access surface that was named; the first target's own where there is one.</summary>
    public Platform? NamedPlatform { get; set; }

    public AccessMode? AccessMode { get; set; }

    /// <summary>Whether new memberships are made; false stops new ones only.</summary>
    public bool MembershipEnabled { get; set; }

    public IdentityType IdentityType { get; set; } = IdentityType.Wallet;

    public bool IdentityRequired { get; set; }

    public string? IdentityLabel { get; set; }

    /// <summary>Whether somebody has to be named; where the wallet is the identity, paying names it.</summary>
    public bool EnforcesIdentity => IdentityRequired && IdentityType != IdentityType.Wallet;

    public bool AllowMultipleActive { get; set; }

    public RenewalMode RenewalMode { get; set; }

    /// <summary>Null: one payment is for ever.</summary>
    public BillingUnit? BillingUnit { get; set; }

    public int BillingCount { get; set; }

    public string BillingTimeZone { get; set; } = "UTC";

    /// <summary>Local time at which periods end; null: the hour at which they began, rounded up.</summary>
    public TimeOnly? BillingEndTime { get; set; }

    public int GracePeriodDays { get; set; }

    /// <summary>Days before the period's end, in descending order, separated by commas.</summary>
    public string ReminderOffsetsDays { get; set; } = "7,2,1";

    public FoundRule FoundRule { get; set; }

    /// <summary>What a tip jar proposes, in minor units, separated by commas; null: nothing.</summary>
    public string? TipPresetsMinorUnits { get; set; }

    /// <summary>What a buyer of this agrees to; null: the workspace's terms.</summary>
    public string? TermsText { get; set; }

    /// <summary>Free-form settings of the contract, without the parts that have columns here.</summary>
    public string SettingsJson { get; set; } = "{}";

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public long Version { get; set; }

    public Asset Asset => new(TokenMint, AssetSymbol, AssetDecimals);

    public Money? Price => AmountMinorUnits is { } units ? new Money(units, Asset) : null;
}
