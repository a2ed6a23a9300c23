using HiltBot.Engine.Buyers;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Chat.Commands;

internal sealed record MyMembership(Membership Membership, Product Product);

/// <summary>The memberships of one buyer, those that give access first, the newest of each first.</summary>
internal static class MyMemberships
{
    public static async Task<IReadOnlyList<MyMembership>> AllAsync(
        ChatTurn turn, Buyer buyer, CancellationToken cancellationToken)
    {
        var memberships = await turn.Db.Memberships
            .Where(row => row.MerchantId == turn.MerchantId && row.BuyerId == buyer.Id)
            .ToListAsync(cancellationToken);
        var productIds = memberships.Select(row => row.ProductId).ToList();
        var products = await turn.Db.Products.Where(row => productIds.Contains(row.Id))
            .ToDictionaryAsync(row => row.Id, cancellationToken);
        return memberships.OrderBy(row => row.Status).ThenByDescending(row => row.CreatedAt)
            .Select(row => new MyMembership(row, products[row.ProductId])).ToList();
    }

    /// <summary>The membership that a button names, when it is the asker's own.</summary>
    public static async Task<MyMembership?> OwnAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken)
    {
        if (!action.Names<MembershipId>(out var membershipId) ||
            await turn.FindBuyerAsync(cancellationToken) is not { } buyer)
        {
            return null;
        }

        var membership = await turn.Db.Memberships.SingleOrDefaultAsync(
            row => row.Id == membershipId && row.MerchantId == turn.MerchantId && row.BuyerId == buyer.Id,
            cancellationToken);
        return membership is null
            ? null
            : new MyMembership(
                membership,
                await turn.Db.Products.SingleAsync(row => row.Id == membership.ProductId, cancellationToken));
    }

    /// <summary>Those that an option names, or all.</summary>
    public static IReadOnlyList<MyMembership> Named(IReadOnlyList<MyMembership> mine, string offer) =>
        offer.Length == 0
            ? mine
            : mine.Where(one => one.Product.Slug == offer || Id.ToOpaque(one.Product.Id) == offer ||
                one.Product.Title.StartsWith(offer, StringComparison.OrdinalIgnoreCase)).ToList();
}
