using System.Globalization;
using HiltBot.Contracts.Memberships;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Renewals;
using HiltBot.Web.Checkout;

namespace HiltBot.Web.Api.Memberships;

/// <summary>Renewals as they stand on the wire, and the texts that win somebody back (contract section 5).</summary>
internal static class RenewalWire
{
    public static RenewalIntelligenceResponse Report(RenewalReport report, int windowDays, DateTimeOffset now) => new()
    {
        Summary = new RenewalSummaryPayload
        {
            WindowDays = windowDays,
            ExpiringCount = report.Products.Sum(one => one.Expiring),
            GraceCount = report.Products.Sum(one => one.Grace),
            ExpiredCount = report.Products.Sum(one => one.Expired),
            ActiveCount = report.Products.Sum(one => one.Active),
            RenewedCount = report.Products.Sum(one => one.Renewed),
            RemindersSent = report.Products.Sum(one => one.Reminded),
            AutomaticCount = report.Products.Sum(one => one.Automatic),
        },
        ExpiringMemberships =
        [
            .. report.Expiring.Select(one => new ExpiringMemberPayload(
                MembershipWire.Membership(one.View), one.DaysLeft, one.Url)),
        ],
        ProductReports =
        [
            .. report.Products.Select(one => new ProductRenewalsPayload
            {
                ProductId = one.ProductId.Value,
                ProductTitle = one.Title,
                Active = one.Active,
                Expiring = one.Expiring,
                Grace = one.Grace,
                Expired = one.Expired,
                Renewed = one.Renewed,
                RenewalRatePct = one.RatePercent,
            }),
        ],
        RecentEvents = [.. report.Events.Select(MembershipWire.Event)],
        GeneratedAt = now,
    };

    public static ReactivationResponse Reactivation(Reactivation offer, DateTimeOffset now)
    {
        var (membership, product) = (offer.Membership, offer.Product);
        var price = product.Price?.ToString() ?? "an amount of your choice";
        return new ReactivationResponse
        {
            MembershipId = membership.Id.Value,
            ProductTitle = product.Title,
            ProductSlug = product.Slug,
            AmountMinorUnits = product.AmountMinorUnits ?? 0,
            AmountDisplay = price,
            TokenMint = product.TokenMint,
            BillingIntervalDays = ProductWords.IntervalDays(product) ?? 0,
            AccessPeriod = ProductWords.Period(product) ?? "for ever",
            MembershipStartedAt = membership.CreatedAt,
            MerchantName = offer.Merchant.Name,
            MerchantWalletPreview = Short(product.MerchantWallet),
            AccessTargetLabel = offer.Places.Count == 0 ? null : string.Join(", ", offer.Places),
            RenewalUrl = offer.Url,
            ReactivationUrl = offer.Url,
            Templates = Texts(offer, price),
            GeneratedAt = now,
        };
    }

    private static ReactivationTextsPayload Texts(Reactivation offer, string price)
    {
        var (title, merchant) = (offer.Product.Title, offer.Merchant.Name);
        var hello = offer.Membership.IdentityDisplay is { } name ? $"Hi {name.TrimStart('@')}" : "Hi";
        var period = ProductWords.Period(offer.Product) is { } time ? $"{price} for {time}" : $"{price}, once and for ever";
        var standing = Standing(offer.Membership, title, merchant);
        return new ReactivationTextsPayload(
            $"{hello}, {standing} Go on for {period}: {offer.Url} (this link is yours and good for a day)",
            $"{hello}, {standing} Go on for {period}: <{offer.Url}> (this link is yours and good for a day)",
            $"{hello},\n\n{Capital(standing)}\n\nIf you like to go on, it is {period}. Pay from your own wallet here:\n" +
            $"{offer.Url}\n\nThis link is yours alone and good for a day.\n\n{merchant}");
    }

    private static string Standing(Membership membership, string title, string merchant) => membership switch
    {
        { Status: MembershipStatus.Expired } => $"your membership \"{title}\" at {merchant} has ended.",
        { CurrentPeriodEndAt: { } end } => $"your membership \"{title}\" at {merchant} is paid until {Day(end)}.",
        _ => $"your membership \"{title}\" at {merchant} does not end.",
    };

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Day(DateTimeOffset at) =>
        at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    private static string Short(string wallet) => wallet.Length <= 11 ? wallet : $"{wallet[..4]}...{wallet[^4..]}";
}
