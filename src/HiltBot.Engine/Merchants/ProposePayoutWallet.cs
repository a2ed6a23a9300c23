using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants;

public abstract record WalletProposal
{
    private WalletProposal()
    {
    }

    /// <param name="WasInGroups">Where the money goes until it is confirmed; null: nowhere yet.</param>
    /// <param name="ProductsToMove">Products that will sell into it.</param>
    public sealed record Proposed(string Wallet, string? WasInGroups, int ProductsToMove) : WalletProposal;

    /// <summary>The money goes there already.</summary>
    public sealed record Same(string InGroups) : WalletProposal;

    public sealed record NotAllowed(string Why) : WalletProposal;
}

/// <summary>
/// Writes down the wallet that an owner entered, so that it can be shown back in groups of four and
/// confirmed; nothing is paid into it before <see cref="ChangePayoutWallet"/> (design section 4, Who may do
/// what).
/// </summary>
public sealed class ProposePayoutWallet(Work work, BusinessTime businessTime, TimeProvider time)
{
    /// <summary>
    /// Real time in which it can be confirmed; what somebody entered last month is not what they mean.
    /// </summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    public Task<WalletProposal> HandleAsync(
        MerchantId merchantId, PayoutLook.Good look, Actor actor, CancellationToken cancellationToken) =>
        work.RunAsync<WalletProposal>(
            async db =>
            {
                if (!await StaffRights.MayAsync(
                        db, merchantId, actor, StaffAction.ChangeWallet, cancellationToken))
                {
                    return new WalletProposal.NotAllowed(StaffRights.Refusal(StaffAction.ChangeWallet));
                }

                var merchant = await db.Merchants.SingleAsync(row => row.Id == merchantId, cancellationToken);
                if (merchant.PayoutWallet == look.Wallet)
                {
                    return new WalletProposal.Same(WalletText.InGroups(look.Wallet));
                }

                (merchant.ProposedWallet, merchant.ProposedWalletAt) = (look.Wallet, time.Now());
                db.Remember(
                    merchantId, Subject.Merchant, merchantId.Value, "payout_wallet_proposed", actor,
                    businessTime.Now(),
                    new { Is = look.Wallet });
                var products = await db.Products.CountAsync(
                    row => row.MerchantId == merchantId && row.MerchantWallet == merchant.PayoutWallet,
                    cancellationToken);
                return new WalletProposal.Proposed(
                    look.Wallet, merchant.PayoutWallet is { } was ? WalletText.InGroups(was) : null,
                    products);
            },
            cancellationToken);

    /// <summary>The wallet that can be confirmed at this moment; null when there is none.</summary>
    /// <param name="realNow">Real time.</param>
    public static string? Pending(Merchant merchant, DateTimeOffset realNow) =>
        merchant.ProposedWalletAt + Lifetime > realNow ? merchant.ProposedWallet : null;
}
