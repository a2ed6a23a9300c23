using HiltBot.Engine.Notices;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Buyers;

/// <summary>
/// Deletes what was kept of buyers who asked to be forgotten, as soon as access does not need it any more. A
/// sweep for once in a while (an hour, a day): nothing waits for it.
/// </summary>
public sealed class FinishForgetting(Batches batches, TimeProvider time)
{
    private const int RowsMax = 100;

    // Seats that we opened, or that are on their way, still need the account to be closed again; so does an open session.
    // A seat that was found open is not ours to close (Access/SeatRule), and nothing more will come of it.
    private const string IsFree =
        """
        and owed.is_forgetting_unfinished
        and not exists (
            select 1 from memberships where memberships.merchant_id = owed.merchant_id
                and memberships.buyer_id = owed.id and memberships.status <> 'EXPIRED')
        and not exists (
            select 1 from seats where seats.merchant_id = owed.merchant_id and seats.buyer_id = owed.id
                and (seats.intent is not null or seats.due_at is not null
                    or (seats.shown = 'OPEN' and coalesce(seats.exception, '') <> 'KEPT'
                        and not (coalesce(seats.found, '') = 'OPEN' and not coalesce((
                            select min(case when products.found_rule = 'ADOPT' then 1 else 0 end) = 1 from memberships
                            join products on products.id = memberships.product_id
                            join product_targets on product_targets.product_id = memberships.product_id
                                and product_targets.platform = seats.platform
                                and product_targets.target_id = seats.target_id
                            where memberships.merchant_id = owed.merchant_id
                                and memberships.buyer_id = owed.id), false)))))
        and not exists (
            select 1 from payments where payments.merchant_id = owed.merchant_id and payments.buyer_id = owed.id
                and payments.status in ('PENDING_SIGNATURE', 'PENDING_CONFIRMATION'))
        """;

    /// <returns>How many buyers were finished; a full batch means that there may be more.</returns>
    public Task<int> HandleAsync(CancellationToken cancellationToken) => batches.RunAsync<Buyer>(
        time.Now, RowsMax,
        async (db, buyers) =>
        {
            foreach (var buyer in buyers)
            {
                await EraseAsync(db, buyer, cancellationToken);
            }
        },
        cancellationToken, IsFree);

    /// <summary>Finishes this buyer when nothing is in the way.</summary>
    internal static async Task<bool> TryAsync(HiltDb db, Buyer buyer, CancellationToken cancellationToken)
    {
        var free = await db.Database
            .SqlQueryRaw<Guid>(
                "select owed.id as \"Value\" from buyers as owed where owed.id = {0} " + IsFree, buyer.Id.Value)
            .ToListAsync(cancellationToken);
        if (free.Count > 0)
        {
            await EraseAsync(db, buyer, cancellationToken);
        }

        return free.Count > 0;
    }

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
        Claims.Release(buyer, null);
    }
}
