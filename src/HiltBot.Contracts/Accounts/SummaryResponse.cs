namespace HiltBot.Contracts.Accounts;

/// <summary>Money of one asset; amounts are in its smallest unit (contract 2.10).</summary>
public sealed record AssetSummaryPayload
{
    public required string? TokenMint { get; init; }

    public required string AssetSymbol { get; init; }

    public required int AssetDecimals { get; init; }

    public required long ConfirmedPayments { get; init; }

    /// <summary>What buyers paid.</summary>
    public required long GrossMinorUnits { get; init; }

    /// <summary>What reached the merchant.</summary>
    public required long NetMinorUnits { get; init; }

    public required long FeeMinorUnits { get; init; }
}

/// <summary>A workspace at a glance (contract 11.2).</summary>
public sealed record AccountSummaryResponse
{
    /// <summary>Products on sale.</summary>
    public required long ActiveTemplates { get; init; }

    /// <summary>Memberships that were paid for and give access.</summary>
    public required long PayingMembers { get; init; }

    /// <summary>Memberships whose period ends within seven days, or is in grace.</summary>
    public required long RenewalsDue { get; init; }

    public required long OpenSupportThreads { get; init; }

    public required long ReceiptsIssued { get; init; }

    public required long TotalConfirmedPayments { get; init; }

    /// <summary>Since midnight in the time zone of the workspace.</summary>
    public required long ConfirmedPaymentsToday { get; init; }

    public required IReadOnlyList<AssetSummaryPayload> OverallAssets { get; init; }

    public required IReadOnlyList<AssetSummaryPayload> TodayAssets { get; init; }
}
