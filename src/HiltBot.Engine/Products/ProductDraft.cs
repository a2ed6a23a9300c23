using System.Globalization;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Products;

/// <summary>
/// A product as somebody wants it, before it is judged by <see cref="ProductRules"/>. New ones and changed
/// ones take the same road.
/// </summary>
internal sealed record ProductDraft
{
    public required ProductType ProductType { get; init; }

    public required ProductStatus Status { get; init; }

    public required string Title { get; init; }

    public string? Description { get; init; }

    public string? ImageUrl { get; init; }

    public long? AmountMinorUnits { get; init; }

    public required Asset Asset { get; init; }

    public int? PaymentsMax { get; init; }

    public DeliveryType DeliveryType { get; init; }

    public string? DeliveryValue { get; init; }

    public IReadOnlyList<long>? TipPresets { get; init; }

    public string? TermsText { get; init; }

    public bool HasConfig { get; init; }

    public Platform? Platform { get; init; }

    public AccessMode? AccessMode { get; init; }

    public bool Enabled { get; init; }

    public IdentityType IdentityType { get; init; } = IdentityType.Wallet;

    public bool IdentityRequired { get; init; }

    public string? IdentityLabel { get; init; }

    public bool AllowMultipleActive { get; init; }

    public RenewalMode RenewalMode { get; init; }

    public Billing? Billing { get; init; }

    public int GracePeriodDays { get; init; }

    public IReadOnlyList<int> ReminderOffsetsDays { get; init; } = [];

    public IReadOnlyList<NewTarget> Targets { get; init; } = [];

    public FoundRule FoundRule { get; init; }

    public string SettingsJson { get; init; } = "{}";

    public static ProductDraft Of(NewProduct wanted, Asset asset)
    {
        var terms = wanted.Membership ?? new MembershipTerms { Enabled = false };
        var platform = terms.Targets.Count > 0
            ? terms.Targets[0].Platform
            : terms.Platform is { } named and not Values.Platform.Custom ? named : (Platform?)null;
        return new ProductDraft
        {
            ProductType = wanted.ProductType,
            Status = ProductStatus.Active,
            Title = wanted.Title.Trim(),
            Description = wanted.Description,
            ImageUrl = wanted.ImageUrl,
            AmountMinorUnits = wanted.AmountMinorUnits,
            Asset = asset,
            PaymentsMax = wanted.PaymentsMax,
            DeliveryType = wanted.DeliveryType,
            DeliveryValue = wanted.DeliveryValue,
            TipPresets = wanted.TipPresetsMinorUnits,
            TermsText = wanted.TermsText,
            HasConfig = wanted.Membership is not null,
            Platform = terms.Platform,
            AccessMode = terms.AccessMode,
            Enabled = terms.Enabled,
            IdentityType = terms.IdentityType ??
                (platform is { } given ? Identities.TypeOn(given) : IdentityType.Wallet),
            IdentityRequired = terms.IdentityRequired ?? platform is not null,
            IdentityLabel = terms.IdentityLabel,
            AllowMultipleActive = terms.AllowMultipleActive,
            RenewalMode = terms.RenewalMode,
            Billing = terms.Billing,
            GracePeriodDays = terms.GracePeriodDays,
            ReminderOffsetsDays = terms.ReminderOffsetsDays,
            Targets = terms.Targets,
            FoundRule = terms.FoundRule,
            SettingsJson = terms.SettingsJson,
        };
    }

    public static ProductDraft Of(Product product, IEnumerable<ProductTarget> targets, ProductEdit edit) => new()
    {
        ProductType = product.ProductType,
        Status = edit.Status ?? product.Status,
        Title = edit.Title?.Trim() ?? product.Title,
        Description = edit.Description.Or(product.Description),
        ImageUrl = edit.ImageUrl.Or(product.ImageUrl),
        AmountMinorUnits = edit.AmountMinorUnits ?? product.AmountMinorUnits,
        Asset = product.Asset,
        PaymentsMax = edit.PaymentsMax.Or(product.PaymentsMax),
        DeliveryType = edit.DeliveryType ?? product.DeliveryType,
        DeliveryValue = edit.DeliveryValue.Or(product.DeliveryValue),
        TipPresets = edit.TipPresetsMinorUnits.Or(product.TipPresets()),
        TermsText = edit.TermsText.Or(product.TermsText),
        HasConfig = edit.HasMembershipConfig ?? product.HasMembershipConfig,
        Platform = edit.Platform.Or(product.NamedPlatform),
        AccessMode = edit.AccessMode.Or(product.AccessMode),
        Enabled = edit.MembershipEnabled ?? product.MembershipEnabled,
        IdentityType = edit.IdentityType ?? product.IdentityType,
        IdentityRequired = edit.IdentityRequired ?? product.IdentityRequired,
        IdentityLabel = edit.IdentityLabel.Or(product.IdentityLabel),
        AllowMultipleActive = edit.AllowMultipleActive ?? product.AllowMultipleActive,
        RenewalMode = edit.RenewalMode ?? product.RenewalMode,
        Billing = edit.Billing.Or(product.Billing()),
        GracePeriodDays = edit.GracePeriodDays ?? product.GracePeriodDays,
        ReminderOffsetsDays = edit.ReminderOffsetsDays ?? product.ReminderOffsets(),
        Targets = edit.Targets ?? [.. targets.OrderBy(row => row.Position)
            .Select(row => new NewTarget(row.Platform, row.TargetId, row.Label))],
        FoundRule = edit.FoundRule ?? product.FoundRule,
        SettingsJson = edit.SettingsJson ?? product.SettingsJson,
    };

    /// <summary>
    /// Writes what may change onto the row; the wallet and the targets are the steps' business.
    /// </summary>
    public void WriteTo(Product product, DateTimeOffset now)
    {
        product.Status = Status;
        product.Title = Title;
        product.Description = Description;
        product.ImageUrl = ImageUrl;
        product.AmountMinorUnits = AmountMinorUnits;
        product.PaymentsMax = PaymentsMax;
        product.DeliveryType = DeliveryType;
        product.DeliveryValue = DeliveryValue;
        product.TipPresetsMinorUnits = TipPresets is null ? null : Join(TipPresets);
        product.TermsText = TermsText;
        product.HasMembershipConfig = HasConfig;
        product.NamedPlatform = Platform;
        product.AccessMode = AccessMode;
        product.MembershipEnabled = Enabled;
        product.IdentityType = IdentityType;
        product.IdentityRequired = IdentityRequired;
        product.IdentityLabel = IdentityLabel;
        product.AllowMultipleActive = AllowMultipleActive;
        product.RenewalMode = RenewalMode;
        product.BillingUnit = Billing?.Unit;
        product.BillingCount = Billing is { Unit: not BillingUnit.Lifetime } ? Billing.Count : 0;
        product.BillingTimeZone = Billing?.TimeZone ?? "UTC";
        product.BillingEndTime = Billing?.EndTime;
        product.GracePeriodDays = GracePeriodDays;
        product.ReminderOffsetsDays = Join(ReminderOffsetsDays.Order().Reverse());
        product.FoundRule = FoundRule;
        product.SettingsJson = SettingsJson;
        product.UpdatedAt = now;
    }

    private static string Join<T>(IEnumerable<T> numbers)
        where T : IFormattable =>
        string.Join(',', numbers.Select(number => number.ToString(null, CultureInfo.InvariantCulture)));
}
