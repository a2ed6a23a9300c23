using System.Text.Json;
using HiltBot.Contracts.Products;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Merchants.Reports;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;
using HiltBot.Web.Checkout;

namespace HiltBot.Web.Api.Products;

/// <summary>Products as their owner reads them.</summary>
internal static class ProductWire
{
    private const int BasisPoints = 100;

    public static ProductResponse Product(ProductView view, PublicAddress address)
    {
        var product = view.Product;
        var config = product.HasMembershipConfig ? Config(view) : null;
        return new ProductResponse
        {
            Id = product.Id.Value,
            Slug = product.Slug,
            ProductType = EnumText.Of(product.ProductType),
            Status = EnumText.Of(product.Status),
            Title = product.Title,
            Description = product.Description,
            ImageUrl = product.ImageUrl,
            AmountMinorUnits = product.AmountMinorUnits,
            TokenMint = product.TokenMint,
            MerchantWallet = product.MerchantWallet,
            CreatedAt = product.CreatedAt,
            UpdatedAt = product.UpdatedAt,
            OwnerId = product.MerchantId.Value,
            DeliveryType = EnumText.Of(product.DeliveryType),
            DeliveryValue = product.DeliveryValue,
            TipPresetsLamports = product.ProductType == ProductType.TipJar ? product.TipPresets() ?? [] : null,
            AtomicFeePct = (decimal)product.FeeBasisPoints / BasisPoints,
            AtomicFeeFlatUsdCents = 0,
            AtomicFeeCapUsd = product.FeeBasisPoints == 0 ? 0 : null,
            MaxPayments = product.PaymentsMax,
            PaymentCount = product.PaymentCount,
            TotalVolumeLamports = product.VolumeMinorUnits,
            MembershipConfig = config,
            MembershipEnabled = config is { Enabled: true },
            MembershipPlatform = config?.Platform,
            MembershipIdentityType = config?.IdentityType,
            MembershipIdentityLabel = config?.IdentityLabel,
            MembershipIdentityRequired = config?.IdentityRequired,
            MembershipRenewalMode = config?.RenewalMode,
            MembershipBillingIntervalDays = config?.BillingIntervalDays,
            CheckoutConfig = PublicProductWire.Config(product, view.Merchant, connect: null),
            TermsText = product.TermsText,
            CheckoutUrl = address.ProductPage(product.Slug),
        };
    }

    public static ProductAnalyticsResponse Analytics(ProductAnalytics analytics)
    {
        var (product, payments, members) = (analytics.Product, analytics.Payments, analytics.Members);
        return new ProductAnalyticsResponse
        {
            ProductId = product.Id.Value,
            MerchantId = product.MerchantId.Value,
            MerchantName = analytics.Merchant.Name,
            MerchantEmail = analytics.MerchantEmail,
            ProductTitle = product.Title,
            ProductSlug = product.Slug,
            ProductType = EnumText.Of(product.ProductType),
            Status = EnumText.Of(product.Status),
            TokenMint = product.TokenMint,
            AssetSymbol = product.AssetSymbol,
            AssetDecimals = product.AssetDecimals,
            CheckoutOpens = analytics.Opens,
            CheckoutConnects = payments.All,
            CheckoutConfirmed = payments.Confirmed,
            CheckoutFailed = payments.Failed,
            PendingCheckouts = payments.Pending,
            ConfirmedPaymentCount = payments.Confirmed,
            GrossMinorUnits = payments.GrossMinorUnits,
            NetMinorUnits = payments.NetMinorUnits,
            FeeMinorUnits = payments.FeeMinorUnits,
            TrackedMemberships = members.All,
            ActiveMemberships = members.Active,
            ExpiringSoonCount = members.ExpiringSoon,
            GraceCount = members.Grace,
            DeliveryFailedCount = members.DeliveryFailed,
            Renewed30dCount = analytics.Renewed30Days,
            Expired30dCount = members.Expired30Days,
            Reminded30dCount = members.Reminded30Days,
            OpenSupportCount = analytics.OpenTickets,
            Support30dCount = analytics.Tickets30Days,
            LatestPaymentAt = payments.LastAt,
            ConnectRatePct = Percent(payments.All, analytics.Opens),
            ConfirmRatePct = Percent(payments.Confirmed, payments.All),
            CompletionRatePct = Percent(payments.Confirmed, analytics.Opens),
            FailedDeliveryRatePct = Percent(members.DeliveryFailed, members.Active + members.Grace),
            RenewalRatePct = Percent(analytics.Renewed30Days, analytics.Renewed30Days + members.Expired30Days),
            ConfirmedCount = payments.Confirmed,
            FailedCount = payments.Failed,
            PendingCount = payments.Pending,
            TotalVolumeLamports = payments.GrossMinorUnits,
            TotalFeesLamports = payments.FeeMinorUnits,
            LastPaymentAt = payments.LastAt,
            WindowDays = ProductAnalytics.WindowDays,
            FunnelDaily = [.. analytics.Days.Select(day => new ProductDayPayload
            {
                Date = DayRange.Write(day.Day),
                Opens = day.Opens,
                Connects = day.Sessions,
                Confirmed = day.Confirmed,
                Failed = day.Failed,
            })],
            GeneratedAt = analytics.At,
        };
    }

    /// <summary>
    /// 0 to 100 with one decimal, 0 of nothing; software that opens sessions without looking first makes no
    /// more than all.
    /// </summary>
    public static decimal Percent(long part, long whole) => whole == 0
        ? 0
        : Math.Min(100, Math.Round(100m * part / whole, 1, MidpointRounding.AwayFromZero));

    private static MembershipConfigPayload Config(ProductView view)
    {
        var product = view.Product;
        var targets = ProductSettings.TargetsOf(product, view.Targets);
        var first = targets.Count > 0 ? targets[0] : null;
        return new MembershipConfigPayload
        {
            Enabled = product.MembershipEnabled,
            Platform = WirePlatform.Of(first?.Platform ?? product.NamedPlatform ?? Platform.Custom),
            AccessMode = product.AccessMode is { } mode ? EnumText.Of(mode) : null,
            IdentityType = EnumText.Of(product.IdentityType),
            IdentityLabel = product.IdentityLabel,
            IdentityRequired = product.IdentityRequired,
            RenewalMode = EnumText.Of(product.RenewalMode),
            BillingIntervalDays = ProductWords.IntervalDays(product),
            GracePeriodDays = product.GracePeriodDays,
            RenewalReminderOffsetsDays = product.ReminderOffsets(),
            PlatformTargetId = first?.TargetId,
            PlatformTargetLabel = first?.Label,
            AllowMultipleActive = product.AllowMultipleActive,
            SettingsJson = JsonSerializer.SerializeToElement(ProductSettings.Of(product, targets)),
        };
    }
}
