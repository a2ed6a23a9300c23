using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Payments;

public abstract record ReleaseOutcome
{
    private ReleaseOutcome()
    {
    }

    /// <summary>Reading goes on past it now.</summary>
    public sealed record Released : ReleaseOutcome;

    /// <summary>It holds nothing any more: it was set aside, or it could be read.</summary>
    public sealed record HoldsNothing : ReleaseOutcome;

    /// <summary>Unknown, or on somebody else's account.</summary>
    public sealed record UnknownTransaction : ReleaseOutcome;

    public sealed record NotAllowed(string Why) : ReleaseOutcome;
}

/// <summary>
/// An owner does not want to wait for a transaction that cannot be read: reading goes on past it at once, as
/// it would after a day, and it is looked at again later all the same.
/// </summary>
public sealed class ReleaseUnreadable(Work work, Unreadables unreadables, Watches watches, BusinessTime business)
{
    public Task<ReleaseOutcome> HandleAsync(
        MerchantId merchantId, UnreadableId id, Actor actor, CancellationToken cancellationToken) => work.RunAsync(
        db => ReleaseAsync(db, merchantId, id, actor, cancellationToken), cancellationToken);

    private async Task<ReleaseOutcome> ReleaseAsync(
        HiltDb db, MerchantId merchantId, UnreadableId id, Actor actor, CancellationToken cancellationToken)
    {
        if (!await StaffRights.MayAsync(db, merchantId, actor, StaffAction.SettleMoney, cancellationToken))
        {
            return new ReleaseOutcome.NotAllowed(StaffRights.Refusal(StaffAction.SettleMoney));
        }

        var row = await db.Unreadable.SingleOrDefaultAsync(one => one.Id == id, cancellationToken);
        var now = business.Now();
        if (row is null ||
            !(await Watches.MerchantsAsync(db, row.Account, now, cancellationToken)).Contains(merchantId))
        {
            return new ReleaseOutcome.UnknownTransaction();
        }

        if (row.SetAsideAt is not null)
        {
            return new ReleaseOutcome.HoldsNothing();
        }

        unreadables.SetAside(row);
        db.Remember(
            merchantId, Subject.Merchant, merchantId.Value, "unreadable_released", actor, now,
            new { signature = row.Signature, account = row.Account, reason = row.Reason });
        await watches.HurryAsync(db, row.Account, cancellationToken);
        return new ReleaseOutcome.Released();
    }
}
