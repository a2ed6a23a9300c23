using HiltBot.Engine.Buyers;
using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Checkouts;

/// <summary>What the page shows before anybody pays.</summary>
/// <param name="Handoff">What the token in the address turned out to be; null when there was none.</param>
/// <param name="Refusal">Why it is not sold to this buyer now; null when it is.</param>
/// <param name="Membership">What they would extend.</param>
public sealed record OfferView(
    Product Product, Merchant Merchant, IReadOnlyList<ProductTarget> Targets, string? TermsText,
    HandoffReading? Handoff, SaleRefusal? Refusal, Membership? Membership)
{
    /// <summary>To be sent back with the acceptance.</summary>
    public string? TermsHash => Terms.HashOf(TermsText);
}

/// <summary>Reads an offer by its slug, with what its handoff says. Changes nothing.</summary>
public sealed class OfferReading(Work work, HandoffTokens tokens, BusinessTime businessTime)
{
    /// <returns>Null when there is no such product.</returns>
    public Task<OfferView?> HandleAsync(string slug, string? handoffToken, CancellationToken cancellationToken) =>
        work.ReadAsync(
            async db =>
            {
                var found = await db.Products.AsNoTracking().Where(row => row.Slug == slug)
                    .Join(db.Merchants, row => row.MerchantId, merchant => merchant.Id,
                        (product, merchant) => new { product, merchant })
                    .SingleOrDefaultAsync(cancellationToken);
                return found is null
                    ? null
                    : await LookAsync(db, found.product, found.merchant, handoffToken, cancellationToken);
            },
            cancellationToken);

    private async Task<OfferView> LookAsync(
        HiltDb db, Product product, Merchant merchant, string? handoffToken, CancellationToken cancellationToken)
    {
        var handoff = handoffToken is null ? null : tokens.Read(handoffToken, product.Id, businessTime.Now());
        var claim = (handoff as HandoffReading.Genuine)?.Claim;
        var buyer = claim switch
        {
            null => null,
            { BuyerId: { } known } => await db.Buyers.AsNoTracking().SingleOrDefaultAsync(
                row => row.Id == known && row.MerchantId == product.MerchantId, cancellationToken),
            _ => await BuyerDirectory.FindByIdentityAsync(
                db, product.MerchantId, claim.IdentityType, claim.IdentityValue, claim.AskedOn, cancellationToken),
        };
        var membership = await SaleLook.MembershipAsync(
            db, product, buyer?.Id, claim?.IdentityType, claim?.IdentityValue, cancellationToken);
        var facts = await SaleLook.FactsAsync(db, product, buyer, membership, cancellationToken);
        var targets = await db.ProductTargets.AsNoTracking().Where(row => row.ProductId == product.Id)
            .OrderBy(row => row.Position).ToListAsync(cancellationToken);
        return new OfferView(
            product, merchant, targets, Terms.Of(product, merchant), handoff, SaleRules.Refusal(facts), membership);
    }
}
