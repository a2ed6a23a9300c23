using HiltBot.Engine.Memberships;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Renewals;

/// <summary>How one product's members renew: now, and within the window up to now.</summary>
public sealed record ProductRenewals(ProductId ProductId, string Title)
{
    public long Active { get; init; }

    /// <summary>Active ones whose end lies within the window from now.</summary>
    public long Expiring { get; init; }

    public long Grace { get; init; }

    public long Automatic { get; init; }

    public long Expired { get; init; }

    public long Renewed { get; init; }

    public long Reminded { get; init; }

    /// <summary>Null where nothing was to be renewed.</summary>
    public int? RatePercent => Renewed + Expired == 0
        ? null
        : (int)Math.Round(100m * Renewed / (Renewed + Expired), MidpointRounding.AwayFromZero);
}

/// <param name="Url">Renews as this member; good for a day.</param>
public sealed record ExpiringMember(MembershipView View, int DaysLeft, string Url);

public sealed record RenewalReport(
    IReadOnlyList<ProductRenewals> Products, IReadOnlyList<ExpiringMember> Expiring, IReadOnlyList<HistoryEntry> Events);
