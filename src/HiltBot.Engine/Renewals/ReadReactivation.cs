using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Renewals;

/// <summary>What a member is written to win them back.</summary>
/// <param name="Places">Labels of what the product opens.</param>
/// <param name="Url">Pays as this member; good for a day.</param>
public sealed record Reactivation(
    Membership Membership, Product Product, Merchant Merchant, IReadOnlyList<string> Places, string Url);

public abstract record ReactivationOutcome
{
    private ReactivationOutcome()
    {
    }

    public sealed record Made(Reactivation Reactivation) : ReactivationOutcome;

    public sealed record Unknown : ReactivationOutcome;

    /// <summary>The link would lead to a page that says no.</summary>
    public sealed record NotForSale(SaleRefusal Why) : ReactivationOutcome;
}

/// <summary>Makes a fresh link by which a present or former member pays again.</summary>
public sealed class ReadReactivation(Work work, MemberLinks links)
{
    public Task<ReactivationOutcome> HandleAsync(
        MerchantId merchantId, MembershipId membershipId, CancellationToken cancellationToken) =>
        work.ReadAsync<ReactivationOutcome>(
            async db =>
            {
                var membership = await db.Memberships.AsNoTracking().SingleOrDefaultAsync(
                    row => row.Id == membershipId && row.MerchantId == merchantId, cancellationToken);
                if (membership is null)
                {
                    return new ReactivationOutcome.Unknown();
                }

                var product = await db.Products.AsNoTracking()
                    .SingleAsync(row => row.Id == membership.ProductId, cancellationToken);
                var buyer = await db.Buyers.AsNoTracking()
                    .SingleOrDefaultAsync(row => row.Id == membership.BuyerId, cancellationToken);
                var facts = await SaleLook.FactsAsync(db, product, buyer, membership, cancellationToken);
                if (SaleRules.Refusal(facts) is { } why)
                {
                    return new ReactivationOutcome.NotForSale(why);
                }

                var merchant = await db.Merchants.AsNoTracking()
                    .SingleAsync(row => row.Id == merchantId, cancellationToken);
                var places = await db.ProductTargets.Where(row => row.ProductId == product.Id)
                    .OrderBy(row => row.Position).Select(row => row.Label).ToListAsync(cancellationToken);
                return new ReactivationOutcome.Made(new Reactivation(
                    membership, product, merchant, places, links.Of(membership, product.Slug)));
            },
            cancellationToken);
}
