using HiltBot.Engine.Access;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Products;

/// <summary>
/// Changes a product (design section 4, Edits of a product that has members). Running periods and open
/// sessions keep their terms, because those are frozen on them; a new wallet is the owners' business, is told
/// to every alert channel, and the old account is read for 90 more days; added and removed targets arm the
/// seats of present members.
/// </summary>
public sealed class EditProduct(
    Work work, IPaymentChain chain, Watches watches, IRenewalProgram renewals, BusinessTime businessTime,
    TimeProvider time)
{
    public async Task<ProductOutcome> HandleAsync(
        MerchantId merchantId, ProductId productId, ProductEdit edit, Actor actor, CancellationToken cancellationToken)
    {
        ReceivingPlace? place = null;
        if (edit.MerchantWallet is { } wallet)
        {
            var mint = await work.ReadAsync(
                db => db.Products.Where(row => row.Id == productId && row.MerchantId == merchantId)
                    .Select(row => row.TokenMint).SingleOrDefaultAsync(cancellationToken),
                cancellationToken);
            if (mint is null)
            {
                return new ProductOutcome.UnknownProduct();
            }

            var look = await PayoutPlace.LookAsync(chain, wallet, [mint], cancellationToken);
            if (look is not PayoutLook.Good good)
            {
                return Refused("merchant_wallet", ((PayoutLook.Bad)look).Why);
            }

            place = good.Places[mint];
        }

        return await work.RunAsync(
            db => EditAsync(db, merchantId, productId, edit, place, actor, cancellationToken), cancellationToken);
    }

    private async Task<ProductOutcome> EditAsync(
        HiltDb db, MerchantId merchantId, ProductId productId, ProductEdit edit, ReceivingPlace? place, Actor actor,
        CancellationToken cancellationToken)
    {
        var right = edit.MerchantWallet is null ? StaffAction.ManageOffers : StaffAction.ChangeWallet;
        if (!await StaffRights.MayAsync(db, merchantId, actor, right, cancellationToken))
        {
            return new ProductOutcome.NotAllowed(StaffRights.Refusal(right));
        }

        var product = await db.Products.SingleOrDefaultAsync(
            row => row.Id == productId && row.MerchantId == merchantId, cancellationToken);
        if (product is null)
        {
            return new ProductOutcome.UnknownProduct();
        }

        if (edit.Version is { } seen && seen != product.Version)
        {
            return new ProductOutcome.Conflict(product);
        }

        var known = await db.ProductTargets.Where(row => row.ProductId == productId).ToListAsync(cancellationToken);
        var draft = ProductDraft.Of(product, known, edit);

        // One that renews by itself already may be edited also where the collector was taken away since.
        var collects = renewals.Collects || product.RenewalMode == RenewalMode.Automatic;
        if (ProductRules.Check(draft, collects) is { Count: > 0 } problems)
        {
            return new ProductOutcome.Refused(problems);
        }

        var targets = await ProductTargets.ResolveAsync(db, product, draft.Targets, cancellationToken);
        if (edit.Targets is not null && targets.Problem is { } problem)
        {
            return Refused(ProductTargets.Field, problem);
        }

        if (place is not null && await MoveAsync(db, product, edit, place, actor, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        await SaveAsync(db, product, draft, edit.Targets is null ? null : (known, targets.Rows), actor, cancellationToken);
        return new ProductOutcome.Saved(product);
    }

    private async Task SaveAsync(
        HiltDb db, Product product, ProductDraft draft,
        (IReadOnlyList<ProductTarget> Known, IReadOnlyList<ProductTarget> Wanted)? targets, Actor actor,
        CancellationToken cancellationToken)
    {
        var (now, editedBefore) = (businessTime.Now(), product.UpdatedAt);
        draft.WriteTo(product, now);
        db.ChangeTracker.DetectChanges();
        var changed = db.Entry(product).Properties
            .Where(property => property.IsModified && property.Metadata.Name != nameof(Product.UpdatedAt))
            .ToDictionary(
                property => property.Metadata.GetColumnName(),
                property => new { Was = property.OriginalValue?.ToString(), Is = property.CurrentValue?.ToString() });
        var haveMoved = targets is { } change && ProductTargets.Replace(db, change.Known, change.Wanted);
        db.ChangeTracker.DetectChanges();
        if (changed.Count == 0 && !haveMoved &&
            db.ChangeTracker.Entries<ProductTarget>().All(entry => entry.State == EntityState.Unchanged))
        {
            // The same edit again is answered as the first was.
            product.UpdatedAt = editedBefore;
            db.Entry(product).State = EntityState.Unchanged;
            return;
        }

        db.Remember(
            product.MerchantId, Subject.Product, product.Id.Value, "edited", actor, now,
            new
            {
                Changed = changed,
                Targets = targets?.Wanted.Select(row => $"{EnumText.Of(row.Platform)} {row.TargetId}").ToArray(),
            });
        await db.SaveChangesAsync(cancellationToken);
        if (haveMoved)
        {
            await Seats.ArmProductAsync(db, product.Id, time.Now(), cancellationToken);
        }
    }

    private async Task<ProductOutcome?> MoveAsync(
        HiltDb db, Product product, ProductEdit edit, ReceivingPlace place, Actor actor,
        CancellationToken cancellationToken) =>
        await PayoutMove.MoveAsync(db, watches, product, edit.MerchantWallet!.Trim(), place, cancellationToken) switch
        {
            PayoutMove.Result.Same => null,
            PayoutMove.Result.UsedByAnother => Refused("merchant_wallet", PayoutPlace.UsedByAnother),
            _ => await TellAsync(db, product, actor, cancellationToken),
        };

    private async Task<ProductOutcome?> TellAsync(
        HiltDb db, Product product, Actor actor, CancellationToken cancellationToken)
    {
        await PayoutMove.TellAsync(
            db, product.MerchantId, $"{product.Id}:{product.Version}", product.Title, product.MerchantWallet, actor,
            businessTime.Now(), time.Now(), cancellationToken);
        return null;
    }

    private static ProductOutcome.Refused Refused(string field, string why) => new([new ProductProblem(field, why)]);
}
