using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants;

public abstract record WalletOutcome
{
    private WalletOutcome()
    {
    }

    /// <param name="InGroups">The wallet in groups of four, to be compared by eye.</param>
    /// <param name="ProductsMoved">Products that sell into it from now on.</param>
    public sealed record Changed(string InGroups, int ProductsMoved) : WalletOutcome;

    public sealed record Same(string InGroups) : WalletOutcome;

    public sealed record Refused(string Why) : WalletOutcome;

    public sealed record NotAllowed(string Why) : WalletOutcome;
}

/// <summary>
/// Changes where a workspace's money goes: the wallet proposed for new products, and that of every product
/// that sold into the old one. Owners only; every alert channel is told; open sessions stay as they are and
/// the old accounts are read for 90 more days (design section 4). A ledger that cannot be read throws
/// <see cref="ChainUnreadableException"/>.
/// </summary>
public sealed class ChangePayoutWallet(
    Work work, IPaymentChain chain, Assets assets, Watches watches, BusinessTime businessTime, TimeProvider time)
{
    public async Task<WalletOutcome> HandleAsync(
        MerchantId merchantId, string wallet, Actor actor, CancellationToken cancellationToken)
    {
        wallet = wallet.Trim();
        var mints = await work.ReadAsync(
            db => db.Products.Where(row => row.MerchantId == merchantId).Select(row => row.TokenMint).Distinct()
                .ToListAsync(cancellationToken),
            cancellationToken);
        var places = new Dictionary<string, ReceivingPlace>();
        foreach (var mint in mints.Append(assets.Default.Mint).Distinct())
        {
            var look = await PayoutPlace.LookAsync(chain, wallet, mint, cancellationToken);
            if (look.Place is not { } place)
            {
                return new WalletOutcome.Refused(look.Problem!);
            }

            places.Add(mint, place);
        }

        return await work.RunAsync(
            db => ChangeAsync(db, merchantId, wallet, places, actor, cancellationToken), cancellationToken);
    }

    private async Task<WalletOutcome> ChangeAsync(
        HiltDb db, MerchantId merchantId, string wallet, Dictionary<string, ReceivingPlace> places, Actor actor,
        CancellationToken cancellationToken)
    {
        if (!await StaffRights.MayAsync(db, merchantId, actor, StaffAction.ChangeWallet, cancellationToken))
        {
            return new WalletOutcome.NotAllowed(StaffRights.Refusal(StaffAction.ChangeWallet));
        }

        var merchant = await db.Merchants.SingleAsync(row => row.Id == merchantId, cancellationToken);
        if (merchant.PayoutWallet == wallet)
        {
            return new WalletOutcome.Same(WalletText.InGroups(wallet));
        }

        var products = await db.Products
            .Where(row => row.MerchantId == merchantId && row.MerchantWallet == merchant.PayoutWallet)
            .ToListAsync(cancellationToken);
        foreach (var product in products)
        {
            // A product in an asset that came up since the look waits for the next try.
            var result = places.TryGetValue(product.TokenMint, out var place)
                ? await PayoutMove.MoveAsync(db, watches, product, wallet, place, cancellationToken)
                : throw new ChainUnreadableException("A product was just made in another asset; try again.");
            if (result == PayoutMove.Result.UsedByAnother)
            {
                // Whoever named it first did so between two of our products: run again, and be refused by the
                // first.
                return product == products[0]
                    ? new WalletOutcome.Refused(PayoutPlace.UsedByAnother)
                    : throw new DbUpdateConcurrencyException("The wallet was just taken.");
            }
        }

        var now = businessTime.Now();
        db.Remember(
            merchantId, Subject.Merchant, merchantId.Value, "payout_wallet_changed", actor, now,
            new { Was = merchant.PayoutWallet, Is = wallet, Products = products.Count });
        merchant.PayoutWallet = wallet;
        await PayoutMove.TellAsync(
            db, merchantId, $"{merchantId}:{merchant.Version}", merchant.Name, wallet, actor, now, time.Now(),
            cancellationToken);
        return new WalletOutcome.Changed(WalletText.InGroups(wallet), products.Count);
    }
}
