using HiltBot.Engine.Memberships;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Buyers;

/// <summary>A membership that still gives access.</summary>
public sealed record RunningMembership(
    MembershipId MembershipId, string ProductTitle, DateTimeOffset? PeriodEndAt, string TimeZone);

public abstract record ForgetOutcome
{
    private ForgetOutcome()
    {
    }

    /// <summary>Nothing identifies the buyer any more.</summary>
    public sealed record Forgotten : ForgetOutcome;

    /// <summary>Names are gone; the accounts go when the last of these has ended.</summary>
    public sealed record ForgottenSoon(IReadOnlyList<RunningMembership> Running) : ForgetOutcome;

    /// <summary>Nothing was changed: the buyer should see what runs, and confirm.</summary>
    public sealed record AsksFirst(IReadOnlyList<RunningMembership> Running) : ForgetOutcome;

    public sealed record UnknownBuyer : ForgetOutcome;
}

/// <summary>
/// Forgets a buyer (<c>/forget</c>). The rule:
/// <list type="number">
/// <item>While memberships run, nothing happens before the buyer has seen them and confirmed. Confirming does
/// not end them: what was paid for is given. A buyer who wants them ended cancels first.</item>
/// <item>At once: display names, on the buyer, the accounts, the memberships and the payments, are replaced
/// by "forgotten", and wallets are unlinked from the buyer.</item>
/// <item>The ids of platform accounts are kept only as long as access needs them, that is until no membership
/// gives access and no seat is open or on its way; then accounts are deleted and the identity on memberships
/// and payments is replaced (<see cref="FinishForgetting"/>).</item>
/// <item>Payments and receipts stay, because they are the books; what the ledger shows in public is not ours
/// to forget.</item>
/// <item>What the buyer wrote to support stays with the merchant, without their name.</item>
/// <item>A block stays on the buyer's row; the row names nobody any more.</item>
/// <item>What they proved by a wallet's signature or a platform's sign-in is deleted by itself within a day.</item>
/// </list>
/// </summary>
public sealed class ForgetBuyer(Work work, BusinessTime businessTime, TimeProvider time)
{
    public const string ForgottenName = "forgotten";

    /// <param name="isConfirmed">Whether the buyer has seen what runs, and still wants it.</param>
    public Task<ForgetOutcome> HandleAsync(
        MerchantId merchantId, BuyerId buyerId, bool isConfirmed, Actor actor, CancellationToken cancellationToken) =>
        work.RunAsync<ForgetOutcome>(
            async db =>
            {
                var buyer = await db.Buyers.SingleOrDefaultAsync(
                    row => row.Id == buyerId && row.MerchantId == merchantId, cancellationToken);
                if (buyer is null)
                {
                    return new ForgetOutcome.UnknownBuyer();
                }

                var running = await RunningAsync(db, merchantId, buyerId, cancellationToken);
                if (running.Count > 0 && !isConfirmed)
                {
                    return new ForgetOutcome.AsksFirst(running);
                }

                var now = businessTime.Now();
                buyer.DueAt = time.Now();
                await ForgetNamesAsync(db, buyer, now, cancellationToken);
                db.Remember(merchantId, Subject.Buyer, buyerId.Value, "forgotten", actor, now);
                await db.SaveChangesAsync(cancellationToken);
                return await FinishForgetting.TryAsync(db, buyer, cancellationToken)
                    ? new ForgetOutcome.Forgotten()
                    : new ForgetOutcome.ForgottenSoon(running);
            },
            cancellationToken);

    private static Task<List<RunningMembership>> RunningAsync(
        HiltDb db, MerchantId merchantId, BuyerId buyerId, CancellationToken cancellationToken) =>
        db.Memberships
            .Where(row => row.MerchantId == merchantId && row.BuyerId == buyerId &&
                (row.Status == MembershipStatus.Active || row.Status == MembershipStatus.GracePeriod))
            .Join(
                db.Products, row => row.ProductId, product => product.Id,
                (row, product) => new RunningMembership(
                    row.Id, product.Title, row.CurrentPeriodEndAt, product.BillingTimeZone))
            .ToListAsync(cancellationToken);

    private static async Task ForgetNamesAsync(
        HiltDb db, Buyer buyer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        buyer.Display = ForgottenName;
        buyer.ForgottenAt = now;
        buyer.IsForgettingUnfinished = true;
        var (merchantId, buyerId) = (buyer.MerchantId, buyer.Id);
        await db.BuyerAccounts.Where(row => row.MerchantId == merchantId && row.BuyerId == buyerId).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Display, ForgottenName), cancellationToken);
        await db.Memberships.Where(row => row.MerchantId == merchantId && row.BuyerId == buyerId).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.IdentityDisplay, ForgottenName)
                .SetProperty(row => row.Version, row => row.Version + 1),
            cancellationToken);
        await db.Payments.Where(row => row.MerchantId == merchantId && row.BuyerId == buyerId).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.IdentityDisplay, ForgottenName)
                .SetProperty(row => row.Version, row => row.Version + 1),
            cancellationToken);
        await db.BuyerWallets.Where(row => row.MerchantId == merchantId && row.BuyerId == buyerId)
            .ExecuteDeleteAsync(cancellationToken);
    }
}
