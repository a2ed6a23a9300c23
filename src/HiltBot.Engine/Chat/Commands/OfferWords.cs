using HiltBot.Engine.Memberships;
using HiltBot.Engine.Products;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>An offer in words.</summary>
internal static class OfferWords
{
    public static string Title(Product offer) =>
        PlainText.Line(offer.Title, PlainText.TitleMax) is { Length: > 0 } title ? title : offer.Slug;

    public static string Price(Product offer) => offer.MembershipEnabled || offer.BillingUnit is not null
        ? Texts.Price(offer.Price, offer.BillingUnit, offer.BillingCount)
        : offer.Price?.ToString() ?? "an amount of your choice";

    public static string PayLabel(string verb, Product offer) =>
        offer.Price is { } price ? $"{verb} {price}" : "Choose an amount and pay";

    /// <summary>What happens when the period is over; null where it is never over.</summary>
    public static string? Ends(Product offer) => offer.BillingUnit is BillingUnit.Day or BillingUnit.Month
        ? offer.GracePeriodDays > 0
            ? $"Nothing is charged by itself. You keep access for {Texts.Count(offer.GracePeriodDays, "more day")}, " +
              "and I remind you before."
            : "Nothing is charged by itself, and I remind you before."
        : null;

    public static string Status(Product offer) => offer.Status switch
    {
        ProductStatus.Active => "on sale",
        ProductStatus.Paused => "paused: nobody can buy it now",
        _ => "archived: present members may still renew",
    };
}
