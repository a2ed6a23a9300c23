using HiltBot.Engine.Merchants;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Products;

/// <summary>
/// Makes a product (contract 4.1). The wallet is looked at on the ledger before anything is written; a ledger
/// that cannot be read throws <see cref="ChainUnreadableException"/> and leaves no trace.
/// </summary>
public sealed class CreateProduct(
    Work work, IPaymentChain chain, Assets assets, Watches watches, IRenewalProgram renewals, BusinessTime businessTime,
    IOptions<SolanaOptions> solana)
{
    private const string WalletMoved = "The payout wallet was changed a moment ago. Try again.";

    public async Task<ProductOutcome> HandleAsync(
        MerchantId merchantId, NewProduct wanted, Actor actor, CancellationToken cancellationToken)
    {
        // A token that is none of the server's own is known by the ledger alone, so its price is checked after the look.
        var asset = assets.Find(wanted.TokenMint);
        if ((asset is null ? NoSuchAsset(wanted.TokenMint) : Draft(wanted, asset).Refusal) is { } refusal)
        {
            return refusal;
        }

        var wallet = wanted.MerchantWallet?.Trim() ?? await work.ReadAsync(
            db => db.Merchants.Where(row => row.Id == merchantId).Select(row => row.PayoutWallet)
                .SingleOrDefaultAsync(cancellationToken),
            cancellationToken);
        if (wallet is null)
        {
            return Refused("merchant_wallet", "Say which wallet the money goes to, or set the workspace's payout wallet.");
        }

        return await PayoutPlace.LookAsync(
            chain, wallet, [asset?.Mint ?? wanted.TokenMint!.Trim()], cancellationToken) switch
        {
            PayoutLook.Good good => await HandleAsync(merchantId, wanted, good, actor, cancellationToken),
            PayoutLook.Bad { IsOfAsset: true } bad => Refused("token_mint", bad.Why),
            PayoutLook.Bad bad => Refused("merchant_wallet", bad.Why),
            var other => throw new InvalidOperationException($"A look ended as {other.GetType().Name}."),
        };
    }

    /// <summary>Asks nothing of the ledger: for callers inside a transaction.</summary>
    /// <param name="look">At the wallet that is named, or at the workspace's own.</param>
    public Task<ProductOutcome> HandleAsync(
        MerchantId merchantId, NewProduct wanted, PayoutLook.Good look, Actor actor,
        CancellationToken cancellationToken) =>
        AssetOf(wanted, look) is not { } asset
            ? Task.FromResult<ProductOutcome>(
                NoSuchAsset(wanted.TokenMint) ?? Refused("token_mint", PayoutPlace.UnknownAsset))
            : Draft(wanted, asset) switch
            {
                { Refusal: { } refusal } => Task.FromResult<ProductOutcome>(refusal),
                { Draft: { } draft } when look.Places.TryGetValue(draft.Asset.Mint, out var place) =>
                    work.RunAsync(
                    db => MakeAsync(
                        db, merchantId, draft, (look.Wallet, place, wanted.MerchantWallet is not null), actor,
                        cancellationToken),
                    cancellationToken),
                _ => Task.FromResult<ProductOutcome>(Refused("token_mint", PayoutPlace.UnknownAsset)),
            };

    private Asset? AssetOf(NewProduct wanted, PayoutLook.Good look) => assets.Find(wanted.TokenMint) ??
        (look.Places.TryGetValue(wanted.TokenMint!.Trim(), out var place) ? place.Asset : null);

    // Null for the address of some mint: whether there is one is the ledger's to say.
    private ProductOutcome.Refused? NoSuchAsset(string? mintOrSymbol) => Address.TryParse(mintOrSymbol?.Trim(), out _)
        ? null
        : Refused(
            "token_mint",
            "This server sells in " + string.Join(" and ", assets.All.Select(a => a.Symbol)) +
            ", or in a token that you name by the address of its mint.");

    private (ProductDraft? Draft, ProductOutcome.Refused? Refusal) Draft(NewProduct wanted, Asset asset)
    {
        var draft = ProductDraft.Of(wanted, asset);
        return ProductRules.Check(draft, renewals.Collects) is { Count: > 0 } problems
            ? (null, new ProductOutcome.Refused(problems))
            : (draft, null);
    }

    private async Task<ProductOutcome> MakeAsync(
        HiltDb db, MerchantId merchantId, ProductDraft draft,
        (string Wallet, ReceivingPlace Place, bool IsNamed) payout, Actor actor,
        CancellationToken cancellationToken)
    {
        // Naming a wallet of one's own is a decision about money, not about an offer.
        var (wallet, place, isNamed) = payout;
        var isWorkspaceWallet = await db.Merchants
            .AnyAsync(row => row.Id == merchantId && row.PayoutWallet == wallet, cancellationToken);
        if (!isWorkspaceWallet && !isNamed)
        {
            return Refused("merchant_wallet", WalletMoved);
        }

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
