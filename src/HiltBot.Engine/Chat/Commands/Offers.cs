using HiltBot.Engine.Buyers;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>Finds offers and how somebody stands at them, inside the turn's transaction.</summary>
internal static class Offers
{
    private const int ShownMax = 50;

    /// <summary>What is sold in this place: offers that open something here, and those that open nothing anywhere.</summary>
    public static async Task<IReadOnlyList<Product>> SoldHereAsync(
        ChatTurn turn, CancellationToken cancellationToken)
    {
        var sold = turn.Db.Products.Where(
            row => row.MerchantId == turn.MerchantId && row.Status == ProductStatus.Active);
        if (turn.Community is { } community)
        {
            sold = sold.Where(row =>
                turn.Db.ProductTargets.Any(target => target.ProductId == row.Id && target.CommunityId == community.Id) ||
                !turn.Db.ProductTargets.Any(target => target.ProductId == row.Id));
        }
        else if (turn.Platform is Platform.Discord or Platform.Telegram)
        {
            // What the sandbox plays is bought where it is played.
            sold = sold.Where(row =>
                turn.Db.ProductTargets.Any(target => target.ProductId == row.Id &&
                    target.Platform != Platform.SimServer && target.Platform != Platform.SimGroup) ||
                !turn.Db.ProductTargets.Any(target => target.ProductId == row.Id));
        }

        return await sold.OrderBy(row => row.CreatedAt).Take(ShownMax).ToListAsync(cancellationToken);
    }

    /// <summary>By opaque id, by slug, by title, or by the beginning of a title that only one offer has.</summary>
    public static async Task<Product?> FindAsync(ChatTurn turn, string text, CancellationToken cancellationToken)
    {
        var all = await AllAsync(turn, cancellationToken);
        if (Id.TryFromOpaque<ProductId>(text, out var productId) &&
            all.FirstOrDefault(offer => offer.Id == productId) is { } byId)
        {
            return byId;
        }

        var exact = all.FirstOrDefault(offer => offer.Slug == text) ??
            all.FirstOrDefault(offer => string.Equals(offer.Title, text, StringComparison.OrdinalIgnoreCase));
        if (exact is not null)
        {
            return exact;
        }

        var begun = all.Where(offer => offer.Title.StartsWith(text, StringComparison.OrdinalIgnoreCase)).ToList();
        return text.Length > 0 && begun.Count == 1 ? begun[0] : null;
    }

    /// <summary>Everything of this merchant, sold or not; what is on sale first.</summary>
    public static async Task<IReadOnlyList<Product>> AllAsync(ChatTurn turn, CancellationToken cancellationToken)
    {
        var all = await turn.Db.Products.Where(row => row.MerchantId == turn.MerchantId)
            .OrderByDescending(row => row.CreatedAt).Take(200).ToListAsync(cancellationToken);
        return [.. all.OrderBy(offer => offer.Status).ThenBy(offer => offer.CreatedAt)];
    }

    public static async Task<IReadOnlyList<ProductTarget>> TargetsAsync(
        ChatTurn turn, ProductId productId, CancellationToken cancellationToken) =>
        await turn.Db.ProductTargets.Where(row => row.ProductId == productId)
            .OrderBy(row => row.Position).ToListAsync(cancellationToken);

    /// <summary>The asker's membership of this offer, an ended one included.</summary>
    public static Task<Membership?> MembershipAsync(
        ChatTurn turn, Product offer, Buyer? buyer, CancellationToken cancellationToken) =>
        SaleLook.MembershipAsync(turn.Db, offer, buyer?.Id, null, null, cancellationToken);

    /// <summary>Why it is not sold to the asker now; null when it is.</summary>
    public static async Task<SaleRefusal?> RefusalAsync(
        ChatTurn turn, Product offer, Buyer? buyer, Membership? membership, CancellationToken cancellationToken) =>
        SaleRules.Refusal(await SaleLook.FactsAsync(turn.Db, offer, buyer, membership, cancellationToken));
}
