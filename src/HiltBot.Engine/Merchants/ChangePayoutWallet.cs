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

    /// <summary>
    /// An offer in another asset was made after the wallet had been looked at. Nothing was changed; look again.
    /// </summary>
    public sealed record LookAgain : WalletOutcome;

    public sealed record NotAllowed(string Why) : WalletOutcome;
}

/// <summary>
/// Changes where a workspace's money goes: the wallet proposed for new products, and that of every product
/// that sold into the old one. Owners only; every alert channel is told; open sessions stay as they are and
/// the old accounts are read for 90 more days (design section 4). A ledger that cannot be read throws
/// <see cref="ChainUnreadableException"/>.
/// </summary>
public sealed class ChangePayoutWallet(
    Work work, LookAtPayoutWallet lookAt, Watches watches, BusinessTime businessTime, TimeProvider time)
{
    private const int LooksMax = 3;

    public async Task<WalletOutcome> HandleAsync(
        MerchantId merchantId, string wallet, Actor actor, CancellationToken cancellationToken)
    {
        for (var look = 1; ; look++)
        {
            var outcome = await lookAt.HandleAsync(merchantId, wallet, null, cancellationToken) switch
            {
                PayoutLook.Good good => await HandleAsync(merchantId, good, actor, cancellationToken),
                PayoutLook.Bad bad => new WalletOutcome.Refused(bad.Why),
                var other => throw new InvalidOperationException($"A look ended as {other.GetType().Name}."),
            };
            if (outcome is not WalletOutcome.LookAgain || look == LooksMax)
            {
                return outcome;
            }
        }
    }

    /// <summary>Asks nothing of the ledger: for callers inside a transaction.</summary>
    public Task<WalletOutcome> HandleAsync(
        MerchantId merchantId, PayoutLook.Good look, Actor actor, CancellationToken cancellationToken) =>
        work.RunAsync(db => ChangeAsync(db, merchantId, look, actor, cancellationToken), cancellationToken);

    private async Task<WalletOutcome> ChangeAsync(
        HiltDb db, MerchantId merchantId, PayoutLook.Good look, Actor actor,
        CancellationToken cancellationToken)
    {
        var (wallet, places) = (look.Wallet, look.Places);
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
        if (products.Exists(product => !places.ContainsKey(product.TokenMint)))
        {
            return new WalletOutcome.LookAgain();
        }

        foreach (var product in products)
        {
            var result = await PayoutMove.MoveAsync(
                db, watches, product, wallet, places[product.TokenMint], cancellationToken);
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
        (merchant.ProposedWallet, merchant.ProposedWalletAt) = (null, null);
        await PayoutMove.TellAsync(
            db, merchantId, $"{merchantId}:{merchant.Version}", merchant.Name, wallet, actor, now, time.Now(),
            cancellationToken);
        return new WalletOutcome.Changed(WalletText.InGroups(wallet), products.Count);
    }
}
