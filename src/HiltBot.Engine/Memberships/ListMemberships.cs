using System.Linq.Expressions;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

#pragma warning disable CA1862, MA0011 // It becomes lower(): the database compares, and no culture of this process.
namespace HiltBot.Engine.Memberships;

/// <summary>Which memberships are wanted; null: whichever.</summary>
/// <param name="Platforms">Several read the same on the wire.</param>
/// <param name="Text">A part of what names a member, in any case.</param>
public sealed record MembershipFilter(
    ProductId? ProductId, MembershipStatus? Status, IReadOnlyList<Platform>? Platforms, string? Text);

/// <summary>A merchant's memberships, newest first.</summary>
public sealed class ListMemberships(Work work)
{
    /// <summary>More products than this are not looked through for a title.</summary>
    private const int TitlesMax = 200;

    public Task<IReadOnlyList<MembershipView>> HandleAsync(
        MerchantId merchantId, MembershipFilter filter, int offset, int limit, CancellationToken cancellationToken) =>
        work.ReadAsync<IReadOnlyList<MembershipView>>(
            async db =>
            {
                var rows = db.Memberships.AsNoTracking().Where(row => row.MerchantId == merchantId);
                if (filter.ProductId is { } productId)
                {
                    rows = rows.Where(row => row.ProductId == productId);
                }

                if (filter.Status is { } status)
                {
                    rows = rows.Where(row => row.Status == status);
                }

                if (filter.Platforms is { } platforms)
                {
                    rows = rows.Where(row => platforms.Contains(row.Platform));
                }

                if (filter.Text is { Length: > 0 } text)
                {
                    rows = rows.Where(await NamedAsync(db, merchantId, text, cancellationToken));
                }

                var page = await rows.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id)
                    .Skip(offset).Take(limit).ToListAsync(cancellationToken);
                return await MembershipViews.LoadAsync(db, merchantId, page, cancellationToken);
            },
            cancellationToken);

    // A part of a text is found by no index: the merchant's own rows are walked, newest first, until the page is full.
    private static async Task<Expression<Func<Membership, bool>>> NamedAsync(
        HiltDb db, MerchantId merchantId, string text, CancellationToken cancellationToken)
    {
        var spellings = SearchText.Lower(text);
        var (one, other) = (spellings[0], spellings[^1]);
        var products = await db.Products
            .Where(row => row.MerchantId == merchantId &&
                (row.Title.ToLower().Contains(one) || row.Title.ToLower().Contains(other)))
            .OrderByDescending(row => row.CreatedAt).Take(TitlesMax).Select(row => row.Id)
            .ToListAsync(cancellationToken);
        return row =>
            row.IdentityValue.ToLower().Contains(one) || row.IdentityValue.ToLower().Contains(other) ||
            (row.IdentityDisplay != null &&
                (row.IdentityDisplay.ToLower().Contains(one) || row.IdentityDisplay.ToLower().Contains(other))) ||
            (row.PayerWallet != null && row.PayerWallet.ToLower().Contains(one)) ||
            (row.LatestTxSignature != null && row.LatestTxSignature.ToLower().Contains(one)) ||
            products.Contains(row.ProductId) ||
            db.BuyerAccounts.Any(account => account.MerchantId == merchantId && account.BuyerId == row.BuyerId &&
                account.Platform == row.Platform && account.AccountId.ToLower().Contains(one));
    }
}
