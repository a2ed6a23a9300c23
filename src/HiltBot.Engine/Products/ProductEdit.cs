using HiltBot.Engine.Memberships;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Products;

/// <summary>
/// What to change. Null leaves a field that cannot be empty; a <see cref="Change{T}"/> that is not set leaves
/// one that can (contract 2.11).
/// </summary>
public sealed record ProductEdit
{
    /// <summary>
    /// The version that the editor saw; null: whatever stands now. Another one is a conflict.
    /// </summary>
    public long? Version { get; init; }

    public ProductStatus? Status { get; init; }

    public string? Title { get; init; }

    public Change<string?> Description { get; init; }

    public Change<string?> ImageUrl { get; init; }

    public long? AmountMinorUnits { get; init; }

    /// <summary>Owners only; the old account is read for 90 more days.</summary>
    public string? MerchantWallet { get; init; }

    public Change<int?> PaymentsMax { get; init; }

    public DeliveryType? DeliveryType { get; init; }

    public Change<string?> DeliveryValue { get; init; }

    public Change<long[]?> TipPresetsMinorUnits { get; init; }

    public Change<string?> TermsText { get; init; }

    /// <summary>
    /// False: it is a sale without membership from now on; what present members have stays for them.
    /// </summary>
    public bool? HasMembershipConfig { get; init; }

    public Change<Platform?> Platform { get; init; }

    public Change<AccessMode?> AccessMode { get; init; }

    /// <summary>False stops new memberships only.</summary>
    public bool? MembershipEnabled { get; init; }

    public IdentityType? IdentityType { get; init; }

    public bool? IdentityRequired { get; init; }

    public Change<string?> IdentityLabel { get; init; }

    public bool? AllowMultipleActive { get; init; }

    public RenewalMode? RenewalMode { get; init; }

    public Change<Billing?> Billing { get; init; }

    public int? GracePeriodDays { get; init; }

    public IReadOnlyList<int>? ReminderOffsetsDays { get; init; }

    /// <summary>
    /// All targets that it opens from now on; what is missing here is closed for present members.
    /// </summary>
    public IReadOnlyList<NewTarget>? Targets { get; init; }

    public FoundRule? FoundRule { get; init; }

    public string? SettingsJson { get; init; }
}
