using HiltBot.Engine.Access;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Buyers;

/// <summary>
/// Deletes what was kept of buyers who asked to be forgotten, as soon as access does not need it any more. A
/// sweep for
/// once in a while (an hour, a day): nothing waits for it.
/// </summary>
public sealed class FinishForgetting(Work work)
{
    private const int RowsMax = 100;

    /// <returns>How many buyers were finished; a full batch means that there may be more.</returns>
    public Task<int> HandleAsync(CancellationToken cancellationToken) => work.RunAsync(
        async db =>
        {
            var waiting = await Free(db).OrderBy(row => row.ForgottenAt).Take(RowsMax).ToListAsync(cancellationToken);
            foreach (var buyer in waiting)
            {
                await EraseAsync(db, buyer, cancellationToken);
            }

            return waiting.Count;
        },
        cancellationToken);

    /// <summary>Finishes this buyer when nothing is in the way.</summary>
    internal static async Task<bool> TryAsync(HiltDb db, Buyer buyer, CancellationToken cancellationToken)
    {
        var isFree = await Free(db).AnyAsync(row => row.Id == buyer.Id, cancellationToken);
        if (isFree)
        {
            await EraseAsync(db, buyer, cancellationToken);
        }

        return isFree;
    }

    // Seats that we opened, or that are on their way, still need the account to be closed again; so does an
    // open session.
    private static IQueryable<Buyer> Free(HiltDb db) => db.Buyers.Where(buyer =>
        buyer.IsForgettingUnfinished &&
        !db.Memberships.Any(row => row.MerchantId == buyer.MerchantId && row.BuyerId == buyer.Id &&
            row.Status != MembershipStatus.Expired) &&
        !db.Seats.Any(row => row.MerchantId == buyer.MerchantId && row.BuyerId == buyer.Id &&
            (row.Shown == SeatState.Open || row.Intent != null || row.DueAt != null) &&
            row.Exception != SeatException.Kept) &&
        !db.Payments.Any(row => row.MerchantId == buyer.MerchantId && row.BuyerId == buyer.Id &&
            (row.Status == PaymentStatus.PendingSignature || row.Status == PaymentStatus.PendingConfirmation)));

    private static async Task EraseAsync(HiltDb db, Buyer buyer, CancellationToken cancellationToken)
    {
        // What stands in for the identity tells rows apart and says nothing about anybody.
        var standIn = $"{ForgetBuyer.ForgottenName}-{Id.ToOpaque(buyer.Id)}";
        var (merchantId, buyerId) = (buyer.MerchantId, buyer.Id);
        await db.Payments
            .Where(row => row.MerchantId == merchantId && row.BuyerId == buyerId && row.IdentityValue != null)
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.IdentityValue, standIn)
                    .SetProperty(row => row.Version, row => row.Version + 1),
                cancellationToken);
        var memberships = await db.Memberships.Where(row => row.MerchantId == merchantId && row.BuyerId == buyerId)
            .Select(row => row.Id).ToListAsync(cancellationToken);
        foreach (var membershipId in memberships)
        {
            var name = $"{ForgetBuyer.ForgottenName}-{Id.ToOpaque(membershipId)}";
            await db.Memberships.Where(row => row.Id == membershipId).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.IdentityValue, name)
                    .SetProperty(row => row.Version, row => row.Version + 1),
                cancellationToken);
        }

        await db.Notices
            .Where(row => row.MerchantId == merchantId && row.BuyerId == buyerId && row.State != NoticeState.Pending)
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.FactsJson, "{}").SetProperty(row => row.AcceptedBy, (string?)null),
                cancellationToken);
        await db.BuyerAccounts.Where(row => row.MerchantId == merchantId && row.BuyerId == buyerId)
            .ExecuteDeleteAsync(cancellationToken);
        await db.Seats.Where(row => row.MerchantId == merchantId && row.BuyerId == buyerId)
            .ExecuteDeleteAsync(cancellationToken);
        buyer.IsForgettingUnfinished = false;
    }
}
