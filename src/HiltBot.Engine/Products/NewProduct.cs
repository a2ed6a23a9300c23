using HiltBot.Engine.Memberships;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Products;

/// <summary>What is to be sold. Limits and defaults: contract 4.1, CreateProduct.</summary>
public sealed record NewProduct(ProductType ProductType, string Title)
{
    public string? Description { get; init; }

    public string? ImageUrl { get; init; }

    /// <summary>Required, except for a tip jar.</summary>
    public long? AmountMinorUnits { get; init; }

    /// <summary>Null: the default asset.</summary>
    public string? TokenMint { get; init; }

    /// <summary>Null: the workspace's payout wallet.</summary>
    public string? MerchantWallet { get; init; }

    public int? PaymentsMax { get; init; }

    public DeliveryType DeliveryType { get; init; }

    public string? DeliveryValue { get; init; }

    public IReadOnlyList<long>? TipPresetsMinorUnits { get; init; }

    /// <summary>Null: the workspace's terms.</summary>
    public string? TermsText { get; init; }

    /// <summary>Null: a sale without membership.</summary>
    public MembershipTerms? Membership { get; init; }
}

/// <summary>What makes a product a membership.</summary>
public sealed record MembershipTerms
{
    public bool Enabled { get; init; } = true;

    /// <summary>Null: that of the first target, else none.</summary>
    public Platform? Platform { get; init; }

    public AccessMode? AccessMode { get; init; }

    /// <summary>Null: that of the first target's platform, else the wallet.</summary>
    public IdentityType? IdentityType { get; init; }

    /// <summary>Null: required where there is a target.</summary>
    public bool? IdentityRequired { get; init; }

    public string? IdentityLabel { get; init; }

    public bool AllowMultipleActive { get; init; }

    public RenewalMode RenewalMode { get; init; }

    /// <summary>Null: one payment is for ever.</summary>
    public Billing? Billing { get; init; }

    public int GracePeriodDays { get; init; }

    public IReadOnlyList<int> ReminderOffsetsDays { get; init; } = [7, 2, 1];

    /// <summary>What it opens; the first is the contract's flat field.</summary>
    public IReadOnlyList<NewTarget> Targets { get; init; } = [];

    public FoundRule FoundRule { get; init; }

    /// <summary>A JSON object, kept as it is.</summary>
    public string SettingsJson { get; init; } = "{}";
}

/// <param name="TargetId"><c>guildId/roleId</c>, chat id, or <c>sim:channel</c> (design section 4,
/// Targets).</param>
/// <param name="Label">What people read; null: the id.</param>
public sealed record NewTarget(Platform Platform, string TargetId, string? Label = null);
