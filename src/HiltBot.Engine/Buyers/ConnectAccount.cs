using HiltBot.Engine.Access;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Buyers;

public abstract record ConnectOutcome
{
    private ConnectOutcome()
    {
    }

    /// <summary>The account is the buyer's now, and their seats there are on the way.</summary>
    public sealed record Connected(MerchantId MerchantId, BuyerId BuyerId) : ConnectOutcome;

    /// <summary>It was theirs before.</summary>
    public sealed record ConnectedAlready(MerchantId MerchantId, BuyerId BuyerId) : ConnectOutcome;

    /// <summary>The account has memberships or payments of its own and stays where it is.</summary>
    public sealed record BelongsToAnother : ConnectOutcome;

    /// <summary>The buyer has another account on this platform already.</summary>
    public sealed record HasAnotherAccount(string Display) : ConnectOutcome;

    public sealed record CodeRefused(CodeUse Why) : ConnectOutcome;
}

/// <summary>
/// Adds an account of another platform to a buyer by a one-time code of 15 minutes, pressed in the other app
/// (design
/// section 4, Targets). An account that came to life by itself but never bought anything moves over; one with
/// memberships
/// or payments of its own is refused. A refusal leaves the code good.
/// </summary>
public sealed class ConnectAccount(Work work, OneTimeCodes codes, BusinessTime businessTime, TimeProvider time)
{
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(15);

    /// <summary>The code for the deep link; joins the caller's transaction.</summary>
    public Task<string> IssueAsync(BuyerId buyerId, CancellationToken cancellationToken) => work.RunAsync(
        async db =>
        {
            var buyer = await db.Buyers.SingleAsync(row => row.Id == buyerId, cancellationToken);
            return await codes.IssueAsync(
                db, CodePurpose.ConnectAccount, buyer.MerchantId, buyerId, CodeLifetime, cancellationToken);
        },
        cancellationToken);

    public Task<ConnectOutcome> HandleAsync(
        string code, Platform platform, string accountId, string display, CancellationToken cancellationToken) =>
        work.RunAsync(
            db => ConnectAsync(db, code, new StaffAccount(platform, accountId, display), cancellationToken),
            cancellationToken);

    private async Task<ConnectOutcome> ConnectAsync(
        HiltDb db, string code, StaffAccount person, CancellationToken cancellationToken)
    {
        var look = await codes.LookAsync(db, code, CodePurpose.ConnectAccount, cancellationToken);
        if (look is not CodeUse.Used { MerchantId: { } merchantId, BuyerId: { } buyerId })
        {
            return new ConnectOutcome.CodeRefused(look);
        }

        // The buyer's version moves with every connection, so that two at the same moment meet.
        var buyer = await db.Buyers.SingleOrDefaultAsync(row => row.Id == buyerId, cancellationToken);
        if (buyer is null)
        {
            return new ConnectOutcome.CodeRefused(new CodeUse.Unknown());
        }

        db.Entry(buyer).Property(row => row.Display).IsModified = true;
        var owned = await db.BuyerAccounts
            .SingleOrDefaultAsync(
                row => row.MerchantId == merchantId && row.Platform == person.Platform && row.BuyerId == buyerId,
                cancellationToken);
        var taken = await db.BuyerAccounts
            .SingleOrDefaultAsync(
                row => row.MerchantId == merchantId && row.Platform == person.Platform &&
                    row.AccountId == person.AccountId,
                cancellationToken);
        if (owned is not null && owned.AccountId != person.AccountId)
        {
            return new ConnectOutcome.HasAnotherAccount(owned.Display);
        }

        if (taken is not null && taken.BuyerId != buyerId &&
            await HasDealingsAsync(db, merchantId, taken.BuyerId, cancellationToken))
        {
            return new ConnectOutcome.BelongsToAnother();
        }

        var use = await codes.UseAsync(db, code, CodePurpose.ConnectAccount, cancellationToken);
        return use is not CodeUse.Used
            ? new ConnectOutcome.CodeRefused(use)
            : taken?.BuyerId == buyerId
                ? new ConnectOutcome.ConnectedAlready(merchantId, buyerId)
                : await MoveAsync(db, buyer, taken, person, cancellationToken);
    }

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
