using HiltBot.Engine.Buyers;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Products;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Checkouts;

/// <summary>Loads what <see cref="SaleRules"/> decides by, in the caller's transaction.</summary>
internal static class SaleLook
{
    /// <summary>
    /// The membership that a payment of this buyer, or under this identity, would extend: one that is
    /// present, else one that has ended.
    /// </summary>
    public static Task<Membership?> MembershipAsync(
        HiltDb db, Product product, BuyerId? buyerId, IdentityType? type, string? value,
        CancellationToken cancellationToken) =>
        buyerId is null && value is null
            ? Task.FromResult<Membership?>(null)
            : db.Memberships.AsNoTracking()
                .Where(row => row.MerchantId == product.MerchantId && row.ProductId == product.Id &&
                    ((buyerId != null && row.BuyerId == buyerId) ||
                        (type != null && value != null && row.IdentityType == type && row.IdentityValue == value)))
                .OrderBy(row => row.Status == MembershipStatus.Expired ? 1 : 0).ThenByDescending(row => row.CreatedAt)
                .FirstOrDefaultAsync(cancellationToken);

    public static async Task<SaleFacts> FactsAsync(
        HiltDb db, Product product, Buyer? buyer, Membership? membership, CancellationToken cancellationToken)
    {
        var places = await db.ProductTargets.Where(row => row.ProductId == product.Id)
            .Join(db.Communities, row => row.CommunityId, community => community.Id, (row, community) => community.LostAt)
            .ToListAsync(cancellationToken);
        return new SaleFacts(
            product, product.HasMembershipConfig && places.Count > 0, places.Any(lostAt => lostAt is not null), buyer?.BlockedAt is not null,
            membership is { Status: MembershipStatus.Active or MembershipStatus.GracePeriod })
        {
            HasPlan = product.RenewalMode == RenewalMode.Automatic && await db.RenewalPlans.AnyAsync(
                plan => plan.MerchantId == product.MerchantId && plan.ProductId == product.Id &&
                    plan.OwnerWallet == product.MerchantWallet && plan.TokenMint == product.TokenMint &&
                    plan.AmountMinorUnits == product.AmountMinorUnits && plan.PublishedAt != null &&
                    plan.PeriodHours == product.BillingCount * Mandate.HoursPerDay && plan.ClosedAt == null,
                cancellationToken),
        };
    }
}
