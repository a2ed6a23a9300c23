using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Accounts;

/// <summary>How a workspace does (contract 11.2). Days are those of its time zone.</summary>
public sealed record WorkspaceAnalyticsResponse
{
    public required AnalyticsSummaryPayload Summary { get; init; }

    /// <summary>Money of the whole range, by asset.</summary>
    public required IReadOnlyList<AssetSummaryPayload> WindowAssets { get; init; }

    public required IReadOnlyList<FunnelDayPayload> FunnelDaily { get; init; }

    /// <summary>One entry a day and asset; days without money have none.</summary>
    public required IReadOnlyList<RevenueDayPayload> RevenueTrendDaily { get; init; }

    public required IReadOnlyList<SourcePayload> SourceRows { get; init; }

    /// <summary>At most 50 products, those with the most payments first.</summary>
    public required IReadOnlyList<ProductReportPayload> ProductReports { get; init; }

    public required IReadOnlyList<AttentionPayload> AttentionItems { get; init; }

    /// <summary>At most 50 memberships whose period ends within 14 days, the nearest first.</summary>
    public required IReadOnlyList<ExpiringMembershipPayload> ExpiringMemberships { get; init; }

    public required string RangeStartDate { get; init; }

    public required string RangeEndDate { get; init; }

    public required DateTimeOffset GeneratedAt { get; init; }
}

/// <summary>Counts over the whole range.</summary>
public sealed record AnalyticsSummaryPayload
{
    public required long SessionsStarted { get; init; }

    public required long ConfirmedPayments { get; init; }

    public required long FailedPayments { get; init; }

    /// <summary>Confirmed payments for each 10,000 sessions.</summary>
    public required long ConversionBasisPoints { get; init; }

    public required long NewMemberships { get; init; }

    /// <summary>Now, whatever the range.</summary>
    public required long ActiveMemberships { get; init; }

    /// <summary>Now, whatever the range.</summary>
    public required long GraceMemberships { get; init; }

    /// <summary>Within 14 days from now.</summary>
    public required long ExpiringMemberships { get; init; }
}

/// <summary>From session to payment, one day.</summary>
public sealed record FunnelDayPayload
{
    public required string Date { get; init; }

    public required long SessionsStarted { get; init; }

    public required long ConfirmedPayments { get; init; }

    public required long FailedPayments { get; init; }
}

/// <summary>Money of one asset on one day.</summary>
public sealed record RevenueDayPayload
{
    public required string Date { get; init; }

    public required string? TokenMint { get; init; }

    public required string AssetSymbol { get; init; }

    public required int AssetDecimals { get; init; }

    public required long ConfirmedPayments { get; init; }

    public required long GrossMinorUnits { get; init; }

    public required long NetMinorUnits { get; init; }

    public required long FeeMinorUnits { get; init; }
}

/// <summary>Where sessions came from: a platform, or <c>direct</c> for the page itself.</summary>
public sealed record SourcePayload
{
    public required string Source { get; init; }

    public required long SessionsStarted { get; init; }

    public required long ConfirmedPayments { get; init; }
}

/// <summary>One product over the range.</summary>
public sealed record ProductReportPayload
{
    public required Guid ProductId { get; init; }

    public required string Title { get; init; }

    [OneOf(Vocabulary.ProductStatus)]
    public required string Status { get; init; }

    public required long SessionsStarted { get; init; }

    public required long ConfirmedPayments { get; init; }

    public required string AssetSymbol { get; init; }

    public required int AssetDecimals { get; init; }

    public required long GrossMinorUnits { get; init; }

    /// <summary>Now, whatever the range.</summary>
    public required long ActiveMemberships { get; init; }
}

/// <summary>Something that somebody should look at.</summary>
public sealed record AttentionPayload
{
    /// <summary>delivery_failed, open_tickets, community_lost, rights_missing or payout_wallet_missing.</summary>
    public required string Kind { get; init; }

    public required long Count { get; init; }

    public required string Detail { get; init; }
}

/// <summary>A membership whose period ends soon.</summary>
public sealed record ExpiringMembershipPayload
{
    public required Guid MembershipId { get; init; }

    public required Guid ProductId { get; init; }

    public required string ProductTitle { get; init; }

    public required string? CustomerIdentityDisplay { get; init; }

    [OneOf(Vocabulary.MembershipStatus)]
    public required string Status { get; init; }

    public required DateTimeOffset CurrentPeriodEndAt { get; init; }
}
