using HiltBot.Engine.Memberships;
using HiltBot.Engine.Products;

namespace HiltBot.Web.Checkout;

/// <summary>A product's numbers in words.</summary>
internal static class ProductWords
{
    /// <summary>How long one payment lasts; null when it never runs out.</summary>
    public static string? Period(Product product) => product.BillingUnit switch
    {
        BillingUnit.Day => product.BillingCount == 1 ? "1 day" : $"{product.BillingCount} days",
        BillingUnit.Month => product.BillingCount == 1 ? "1 month" : $"{product.BillingCount} months",
        _ => null,
    };

    /// <summary>What the contract's flat field reads (design section 4, Billing).</summary>
    public static int? IntervalDays(Product product) => product.BillingUnit switch
    {
        BillingUnit.Day => product.BillingCount,
        BillingUnit.Month => checked(product.BillingCount * 30),
        _ => null,
    };
}
