using HiltBot.Engine.Memberships;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Merchants.Reports;

/// <summary>How a workspace does over a range of days.</summary>
public sealed record WorkspaceAnalytics
{
    public required DayRange Range { get; init; }

    public required IReadOnlyList<AssetTotal> Assets { get; init; }

    public required IReadOnlyList<SourceCount> Sources { get; init; }

    public required long FailedPayments { get; init; }

    public required long NewMemberships { get; init; }

    public required long ActiveMemberships { get; init; }

    public required long GraceMemberships { get; init; }

    public required IReadOnlyList<DayCount> Days { get; init; }

    public required IReadOnlyList<DayMoney> Money { get; init; }

    public required IReadOnlyList<ProductCount> Products { get; init; }

    public required IReadOnlyList<Attention> Attention { get; init; }

    public required IReadOnlyList<ExpiringMembership> Expiring { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <param name="Platform">Where the buyer asked for the link; null: on the page itself.</param>
public sealed record SourceCount(Platform? Platform, long Sessions, long Confirmed);

public sealed record DayCount(DateOnly Day, long Sessions, long Confirmed, long Failed);

public sealed record DayMoney(DateOnly Day, AssetTotal Total);

public sealed record ProductCount(
    ProductId ProductId, string Title, ProductStatus Status, Asset Asset, long Sessions, long Confirmed,
    long GrossMinorUnits, long ActiveMemberships);

/// <summary>Something that somebody should look at.</summary>
public sealed record Attention(string Kind, long Count, string Detail);

public sealed record ExpiringMembership(
    MembershipId MembershipId, ProductId ProductId, string ProductTitle, string? Display, MembershipStatus Status,
    DateTimeOffset EndsAt);
