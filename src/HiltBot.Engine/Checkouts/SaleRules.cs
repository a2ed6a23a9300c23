using HiltBot.Engine.Products;

namespace HiltBot.Engine.Checkouts;

/// <summary>Why something is not sold to this buyer now.</summary>
public enum SaleRefusal
{
    /// <summary>Sales have ended; present members may still renew.</summary>
    Archived,

    Paused,

    SoldOut,

    /// <summary>The merchant blocked this buyer; they hear it before they pay.</summary>
    BuyerBlocked,

    /// <summary>The bot is out of a community that this opens, so it could not keep its word.</summary>
    CommunityLost,

    /// <summary>New memberships are not made; present members may still renew.</summary>
    MembershipsClosed,

    /// <summary>Renews by itself, and the allowance for that was not set up.</summary>
    NeedsAutomaticSetup,
}

/// <summary>What the answer depends on.</summary>
/// <param name="IsPresentMember">Has a membership of this product that is ACTIVE or in its grace
/// period.</param>
public sealed record SaleFacts(
    Product Product, bool HasTargets, bool IsCommunityLost, bool IsBuyerBlocked, bool IsPresentMember)
{
    /// <summary>The merchant has published the plan by which renewals at this price are collected.</summary>
    public bool HasPlan { get; init; }
}

/// <summary>
/// Whether something is sold to somebody (design section 4, Edits of a product that has members): archiving
/// stops sales, not renewals of present members; <c>enabled: false</c> stops new memberships only.
/// </summary>
public static class SaleRules
{
    /// <summary>Null: it is sold.</summary>
    public static SaleRefusal? Refusal(SaleFacts facts) => facts switch
    {
        { IsBuyerBlocked: true } => SaleRefusal.BuyerBlocked,
        { Product.Status: ProductStatus.Paused } => SaleRefusal.Paused,
        { Product.Status: ProductStatus.Archived, IsPresentMember: false } => SaleRefusal.Archived,
        { Product.MembershipEnabled: false, HasTargets: true, IsPresentMember: false } =>
            SaleRefusal.MembershipsClosed,
        { IsCommunityLost: true } => SaleRefusal.CommunityLost,
        { Product: { PaymentsMax: { } max } product } when product.PlacesHeld >= max => SaleRefusal.SoldOut,
        { Product.RenewalMode: RenewalMode.Automatic, HasPlan: false } => SaleRefusal.NeedsAutomaticSetup,
        _ => null,
    };
}
