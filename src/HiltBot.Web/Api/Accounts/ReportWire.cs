using HiltBot.Contracts.Accounts;
using HiltBot.Engine.Merchants.Reports;
using HiltBot.Engine.Values;

namespace HiltBot.Web.Api.Accounts;

/// <summary>What is reported about a workspace, as the contract spells it.</summary>
internal static class ReportWire
{
    private const int BasisPoints = 10_000;

    public static AccountSummaryResponse Summary(AccountSummary summary) => new()
    {
        ActiveTemplates = summary.ActiveProducts,
        PayingMembers = summary.PayingMembers,
        RenewalsDue = summary.RenewalsDue,
        OpenSupportThreads = summary.OpenTickets,
        ReceiptsIssued = summary.Receipts,
        TotalConfirmedPayments = summary.Overall.Sum(total => total.Payments),
        ConfirmedPaymentsToday = summary.Today.Sum(total => total.Payments),
        OverallAssets = summary.Overall.Select(Asset).ToList(),
        TodayAssets = summary.Today.Select(Asset).ToList(),
    };

    public static WorkspaceAnalyticsResponse Analytics(WorkspaceAnalytics report)
    {
        var sessions = report.Sources.Sum(source => source.Sessions);
        return new WorkspaceAnalyticsResponse
        {
            Summary = new AnalyticsSummaryPayload
            {
                SessionsStarted = sessions,
                ConfirmedPayments = report.Assets.Sum(total => total.Payments),
                FailedPayments = report.FailedPayments,
                ConversionBasisPoints = sessions == 0
                    ? 0
                    : report.Sources.Sum(source => source.Confirmed) * BasisPoints / sessions,
                NewMemberships = report.NewMemberships,
                ActiveMemberships = report.ActiveMemberships,
                GraceMemberships = report.GraceMemberships,
                ExpiringMemberships = report.Expiring.Count,
            },
            WindowAssets = report.Assets.Select(Asset).ToList(),
            FunnelDaily = report.Days.Select(Day).ToList(),
            RevenueTrendDaily = report.Money.Select(Money).ToList(),
            SourceRows = report.Sources.Select(Source).ToList(),
            ProductReports = report.Products.Select(Product).ToList(),
            AttentionItems = report.Attention.Select(item => new AttentionPayload
            {
                Kind = item.Kind,
                Count = item.Count,
                Detail = item.Detail,
            }).ToList(),
            ExpiringMemberships = report.Expiring.Select(Expiring).ToList(),
            RangeStartDate = DayRange.Write(report.Range.First),
            RangeEndDate = DayRange.Write(report.Range.Last),
            GeneratedAt = report.At,
        };
    }

    public static DeliveryReadinessResponse Readiness(DeliveryState state) => new()
    {
        MerchantName = state.MerchantName,
        OverallStatus = state.Blockers.Count > 0 ? "blocked" : state.Warnings.Count > 0 ? "warning" : "ready",
        ActiveMembershipTemplates = state.ActiveMembershipProducts,
        Defaults = new ReadinessDefaultsPayload
        {
            PayoutWalletConfigured = state.HasPayoutWallet,
            DefaultRedirectUrlConfigured = state.HasRedirectUrl,
            DefaultSupportUrlConfigured = state.HasSupportUrl,
        },
        Platforms = state.Platforms.ToDictionary(
            platform => platform.Name,
            platform => new PlatformReadinessPayload
            {
                Status = platform.Status,
                Available = platform.IsAvailable,
                Communities = platform.Communities,
                Problems = platform.Problems,
            },
            StringComparer.Ordinal),
        Blockers = state.Blockers,
        Warnings = state.Warnings,
        CheckedAt = state.At,
    };

    public static DeliveryTestResponse Test(DeliveryFinding finding) => new()
    {
        Provider = finding.Provider,
        Status = Word(finding.IsGood),
        Summary = finding.IsGood
            ? "Everything that was looked at is as it should be."
            : string.Join(' ', finding.Checks.Where(check => !check.IsGood).Select(check => check.Detail)),
        Checks = finding.Checks.Select(check => new DeliveryCheckPayload
        {
            Name = check.Name,
            Status = Word(check.IsGood),
            Detail = check.Detail,
        }).ToList(),
        CheckedAt = finding.At,
    };

    private static string Word(bool isGood) => isGood ? "ok" : "failed";

    private static AssetSummaryPayload Asset(AssetTotal total) => new()
    {
        TokenMint = total.Asset.Mint,
        AssetSymbol = total.Asset.Symbol,
        AssetDecimals = total.Asset.Decimals,
        ConfirmedPayments = total.Payments,
        GrossMinorUnits = total.GrossMinorUnits,
        NetMinorUnits = total.NetMinorUnits,
        FeeMinorUnits = total.FeeMinorUnits,
    };

    private static FunnelDayPayload Day(DayCount day) => new()
    {
        Date = DayRange.Write(day.Day),
        SessionsStarted = day.Sessions,
        ConfirmedPayments = day.Confirmed,
        FailedPayments = day.Failed,
    };

    private static RevenueDayPayload Money(DayMoney money) => new()
    {
        Date = DayRange.Write(money.Day),
        TokenMint = money.Total.Asset.Mint,
        AssetSymbol = money.Total.Asset.Symbol,
        AssetDecimals = money.Total.Asset.Decimals,
        ConfirmedPayments = money.Total.Payments,
        GrossMinorUnits = money.Total.GrossMinorUnits,
        NetMinorUnits = money.Total.NetMinorUnits,
        FeeMinorUnits = money.Total.FeeMinorUnits,
    };

    private static SourcePayload Source(SourceCount source) => new()
    {
        Source = source.Platform is { } platform
            ? WirePlatform.Of(platform).ToLowerInvariant()
            : "direct",
        SessionsStarted = source.Sessions,
        ConfirmedPayments = source.Confirmed,
    };

    private static ProductReportPayload Product(ProductCount product) => new()
    {
        ProductId = product.ProductId.Value,
        Title = product.Title,
        Status = EnumText.Of(product.Status),
        SessionsStarted = product.Sessions,
        ConfirmedPayments = product.Confirmed,
        AssetSymbol = product.Asset.Symbol,
        AssetDecimals = product.Asset.Decimals,
        GrossMinorUnits = product.GrossMinorUnits,
        ActiveMemberships = product.ActiveMemberships,
    };

    private static ExpiringMembershipPayload Expiring(ExpiringMembership membership) => new()
    {
        MembershipId = membership.MembershipId.Value,
        ProductId = membership.ProductId.Value,
        ProductTitle = membership.ProductTitle,
        CustomerIdentityDisplay = membership.Display,
        Status = EnumText.Of(membership.Status),
        CurrentPeriodEndAt = membership.EndsAt,
    };
}
