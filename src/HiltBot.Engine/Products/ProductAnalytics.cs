using HiltBot.Engine.Merchants;

namespace HiltBot.Engine.Products;

/// <summary>How a product does. Counts are of its whole life unless they say days.</summary>
public sealed record ProductAnalytics(Product Product, Merchant Merchant, string? MerchantEmail)
{
    public const int WindowDays = 30;

    public required PaymentCounts Payments { get; init; }

    public required MemberCounts Members { get; init; }

    public required long Renewed30Days { get; init; }

    public required long OpenTickets { get; init; }

    public required long Tickets30Days { get; init; }

    public required long Opens { get; init; }

    /// <summary>The last 30 days of the workspace's calendar, oldest first; none is missing.</summary>
    public required IReadOnlyList<ProductDayCount> Days { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>Sessions of a product by what they became.</summary>
public sealed record PaymentCounts
{
    public long Confirmed { get; init; }

    public long Failed { get; init; }

    public long Pending { get; init; }

    public long GrossMinorUnits { get; init; }

    public long NetMinorUnits { get; init; }

    public long FeeMinorUnits { get; init; }

    public DateTimeOffset? LastAt { get; init; }

    public long All => Confirmed + Failed + Pending;
}

/// <summary>Memberships of a product by how they stand.</summary>
public sealed record MemberCounts
{
    public long All { get; init; }

    public long Active { get; init; }

    public long ExpiringSoon { get; init; }

    public long Grace { get; init; }

    public long DeliveryFailed { get; init; }

    public long Expired30Days { get; init; }

    public long Reminded30Days { get; init; }
}

/// <summary>One day. Sessions count on the day they were opened, whatever became of them later.</summary>
public sealed record ProductDayCount(DateOnly Day, long Opens, long Sessions, long Confirmed, long Failed);
