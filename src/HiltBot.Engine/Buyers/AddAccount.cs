using HiltBot.Engine.Access;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Buyers;

/// <summary>
/// Adds an account of a platform to a buyer, inside the caller's transaction. An account that came to life by
/// itself but never bought anything moves over; one with memberships or payments of its own stays.
/// </summary>
public sealed class AddAccount(BusinessTime businessTime, TimeProvider time)
{
    /// <summary>Why it cannot be added; null when it can, or is theirs already.</summary>
    /// <param name="buyer">Tracked; its version moves, so that two additions at the same moment meet.</param>
    public static async Task<ConnectOutcome?> ObstacleAsync(
        HiltDb db, Buyer buyer, StaffAccount account, CancellationToken cancellationToken)
    {
        db.Entry(buyer).Property(row => row.Display).IsModified = true;
        var owned = await db.BuyerAccounts
            .SingleOrDefaultAsync(
                row => row.MerchantId == buyer.MerchantId && row.Platform == account.Platform &&
                    row.BuyerId == buyer.Id,
                cancellationToken);
        if (owned is not null && owned.AccountId != account.AccountId)
        {
            return new ConnectOutcome.HasAnotherAccount(owned.Display);
        }

        var taken = await FindAsync(db, buyer, account, cancellationToken);
        return taken is not null && taken.BuyerId != buyer.Id &&
            await HasDealingsAsync(db, buyer.MerchantId, taken.BuyerId, cancellationToken)
                ? new ConnectOutcome.BelongsToAnother()
                : null;
    }

    /// <summary>Where nothing stands in the way.</summary>
    public async Task<ConnectOutcome> InAsync(
        HiltDb db, Buyer buyer, StaffAccount account, CancellationToken cancellationToken)
    {
        var taken = await FindAsync(db, buyer, account, cancellationToken);
        return taken?.BuyerId == buyer.Id
            ? new ConnectOutcome.ConnectedAlready(buyer.MerchantId, buyer.Id)
            : await MoveAsync(db, buyer, taken, account, cancellationToken);
    }

    private static Task<BuyerAccount?> FindAsync(
        HiltDb db, Buyer buyer, StaffAccount account, CancellationToken cancellationToken) =>
        db.BuyerAccounts.SingleOrDefaultAsync(
            row => row.MerchantId == buyer.MerchantId && row.Platform == account.Platform &&
                row.AccountId == account.AccountId,
            cancellationToken);

    private async Task<ConnectOutcome> MoveAsync(
        HiltDb db, Buyer buyer, BuyerAccount? taken, StaffAccount person, CancellationToken cancellationToken)
    {
        var now = businessTime.Now();
        if (taken is null)
        {
            db.BuyerAccounts.Add(new BuyerAccount
            {
                MerchantId = buyer.MerchantId,
                Platform = person.Platform,
                AccountId = person.AccountId,
                BuyerId = buyer.Id,
                Display = person.Display,
                ConnectedAt = now,
            });
        }
        else
        {
            var left = taken.BuyerId;
            taken.BuyerId = buyer.Id;
            taken.Display = person.Display;
            await db.SaveChangesAsync(cancellationToken);
            await RemoveWhenEmptyAsync(db, buyer, left, cancellationToken);
        }

        db.Remember(
            buyer.MerchantId, Subject.Buyer, buyer.Id.Value, "account_connected", Actor.Buyer(buyer.Id.ToString()), now,
            new { Platform = EnumText.Of(person.Platform) });
        await db.SaveChangesAsync(cancellationToken);
        await Seats.ArmBuyerAsync(db, buyer.Id, time.Now(), cancellationToken);
        return new ConnectOutcome.Connected(buyer.MerchantId, buyer.Id);
    }

    // A block follows the person: moving an account must not wash it off.
    private static async Task RemoveWhenEmptyAsync(
        HiltDb db, Buyer buyer, BuyerId left, CancellationToken cancellationToken)
    {
        var empty = await db.Buyers.SingleAsync(row => row.Id == left, cancellationToken);
        if (empty.BlockedAt is not null && buyer.BlockedAt is null)
        {
            buyer.BlockedAt = empty.BlockedAt;
            buyer.BlockedReason = empty.BlockedReason;
        }

        if (!await db.BuyerAccounts.AnyAsync(
                row => row.MerchantId == buyer.MerchantId && row.BuyerId == left, cancellationToken))
        {
            db.Buyers.Remove(empty);
        }
    }

    private static async Task<bool> HasDealingsAsync(
        HiltDb db, MerchantId merchantId, BuyerId buyerId, CancellationToken cancellationToken) =>
        await db.Memberships.AnyAsync(
            row => row.MerchantId == merchantId && row.BuyerId == buyerId, cancellationToken) ||
        await db.Payments.AnyAsync(
            row => row.MerchantId == merchantId && row.BuyerId == buyerId, cancellationToken);
}
