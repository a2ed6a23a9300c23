using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Memberships;

/// <summary>A membership with what others say about it.</summary>
/// <param name="AccountId">The buyer's account on the membership's platform; null while there is none.</param>
public sealed record MembershipView(
    Membership Membership, string ProductTitle, string ProductSlug, string? AccountId)
{
    /// <summary>Never empty: the account, else the identity, else who paid (contract section 5).</summary>
    public string PlatformUserId => AccountId ??
        (Membership.IdentityValue.Length > 0 ? Membership.IdentityValue : Membership.PayerWallet ?? string.Empty);
}

/// <summary>Reads what belongs to memberships: a query a table, whatever their number.</summary>
internal static class MembershipViews
{
    /// <summary>In the order of the rows.</summary>
    public static async Task<List<MembershipView>> LoadAsync(
        HiltDb db, MerchantId merchantId, IReadOnlyCollection<Membership> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return [];
        }

        var productIds = rows.Select(row => row.ProductId).Distinct().ToList();
        var products = await db.Products.AsNoTracking()
            .Where(row => row.MerchantId == merchantId && productIds.Contains(row.Id))
            .Select(row => new { row.Id, row.Title, row.Slug })
            .ToDictionaryAsync(row => row.Id, cancellationToken);
        var buyerIds = rows.Select(row => row.BuyerId).Distinct().ToList();
        var accounts = await db.BuyerAccounts.AsNoTracking()
            .Where(row => row.MerchantId == merchantId && buyerIds.Contains(row.BuyerId))
            .Select(row => new { row.BuyerId, row.Platform, row.AccountId })
            .ToDictionaryAsync(row => (row.BuyerId, row.Platform), row => row.AccountId, cancellationToken);
        return
        [
            .. rows.Select(row => new MembershipView(
                row, products[row.ProductId].Title, products[row.ProductId].Slug,
                accounts.GetValueOrDefault((row.BuyerId, row.Platform)))),
        ];
    }

    public static async Task<MembershipView> LoadAsync(
        HiltDb db, Membership row, CancellationToken cancellationToken) =>
        (await LoadAsync(db, row.MerchantId, [row], cancellationToken))[0];
}
