using HiltBot.Engine.Merchants;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Products;

/// <summary>
/// Makes a product (contract 4.1). The wallet is looked at on the ledger before anything is written; a ledger
/// that cannot be read throws <see cref="ChainUnreadableException"/> and leaves no trace.
/// </summary>
public sealed class CreateProduct(
    Work work, IPaymentChain chain, Assets assets, Watches watches, BusinessTime businessTime,
    IOptions<SolanaOptions> solana)
{
    public async Task<ProductOutcome> HandleAsync(
        MerchantId merchantId, NewProduct wanted, Actor actor, CancellationToken cancellationToken)
    {
        if (assets.Find(wanted.TokenMint) is not { } asset)
        {
            return Refused("token_mint", "This server sells in " + string.Join(" and ", assets.All.Select(a => a.Symbol)) + ".");
        }

        var draft = ProductDraft.Of(wanted, asset);
        if (ProductRules.Check(draft) is { Count: > 0 } problems)
        {
            return new ProductOutcome.Refused(problems);
        }

        var wallet = wanted.MerchantWallet?.Trim() ?? await work.ReadAsync(
            db => db.Merchants.Where(row => row.Id == merchantId).Select(row => row.PayoutWallet)
                .SingleOrDefaultAsync(cancellationToken),
            cancellationToken);
        if (wallet is null)
        {
            return Refused("merchant_wallet", "Say which wallet the money goes to, or set the workspace's payout wallet.");
        }

        var look = await PayoutPlace.LookAsync(chain, wallet, asset.Mint, cancellationToken);
        return look.Place is { } place
            ? await work.RunAsync(
                db => MakeAsync(db, merchantId, draft, wallet, place, actor, cancellationToken), cancellationToken)
            : Refused("merchant_wallet", look.Problem!);
    }

    private async Task<ProductOutcome> MakeAsync(
        HiltDb db, MerchantId merchantId, ProductDraft draft, string wallet, ReceivingPlace place, Actor actor,
        CancellationToken cancellationToken)
    {
        // Naming a wallet of one's own is a decision about money, not about an offer.
        var isWorkspaceWallet = await db.Merchants
            .AnyAsync(row => row.Id == merchantId && row.PayoutWallet == wallet, cancellationToken);
        var right = isWorkspaceWallet ? StaffAction.ManageOffers : StaffAction.ChangeWallet;
        if (!await StaffRights.MayAsync(db, merchantId, actor, right, cancellationToken))
        {
            return new ProductOutcome.NotAllowed(StaffRights.Refusal(right));
        }

        var now = businessTime.Now();
        var product = NewRow(merchantId, draft, wallet, place, now);
        draft.WriteTo(product, now);
        var targets = await ProductTargets.ResolveAsync(db, product, draft.Targets, cancellationToken);
        if (targets.Problem is { } problem)
        {
            return Refused(ProductTargets.Field, problem);
        }

        if (await watches.AddAsync(db, product, cancellationToken) is WatchOutcome.WatchedByAnother)
        {
            return Refused("merchant_wallet", PayoutPlace.UsedByAnother);
        }

        db.Products.Add(product);
        db.ProductTargets.AddRange(targets.Rows);
        db.Remember(
            merchantId, Subject.Product, product.Id.Value, "created", actor, now,
            new { product.Slug, product.Title, product.AmountMinorUnits, product.AssetSymbol, product.MerchantWallet });
        return new ProductOutcome.Saved(product);
    }

    private Product NewRow(
        MerchantId merchantId, ProductDraft draft, string wallet, ReceivingPlace place, DateTimeOffset now) => new()
        {
            Id = ProductId.New(now),
            MerchantId = merchantId,

            // A slug that stands already loses against its unique index, and the step runs again with another.
            Slug = Slugs.New(draft.Title),
            ProductType = draft.ProductType,
            Status = draft.Status,
            Title = draft.Title,
            TokenMint = draft.Asset.Mint,
            AssetSymbol = draft.Asset.Symbol,
            AssetDecimals = place.Asset.Decimals,
            MerchantWallet = wallet,
            ReceivingAccount = place.Account,
            FeeBasisPoints = solana.Value.FeeWallet is null ? 0 : solana.Value.FeeBasisPoints,
            CreatedAt = now,
            UpdatedAt = now,
        };

    private static ProductOutcome.Refused Refused(string field, string why) => new([new ProductProblem(field, why)]);
}
