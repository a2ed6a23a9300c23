using HiltBot.Engine.Access;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Memberships;

/// <summary>
/// Carries one fact out on one membership inside the caller's transaction: rule, rows, news, seats, next due.
/// </summary>
internal static class MembershipOrder
{
    public static async Task<MembershipOutcome> CarryOutAsync(
        HiltDb db, MerchantId merchantId, MembershipId membershipId, MembershipFact fact, Occasion occasion,
        CancellationToken cancellationToken)
    {
        var membership = await db.Memberships
            .SingleOrDefaultAsync(
                row => row.Id == membershipId && row.MerchantId == merchantId, cancellationToken);
        return membership is null
            ? new MembershipOutcome.Unknown()
            : await CarryOutAsync(
                db, membership, isNew: false, fact, occasion, null, null, cancellationToken);
    }

    /// <param name="isNew">The row was made just now, for this fact.</param>
    public static async Task<MembershipOutcome> CarryOutAsync(
        HiltDb db, Membership membership, bool isNew, MembershipFact fact, Occasion occasion,
        PeriodPayment? payment,
        string? tokenMint, CancellationToken cancellationToken)
    {
        var state = isNew ? null : MembershipState.Of(membership);
        if (MembershipRules.WhyNot(state, fact, occasion.Now) is { } why)
        {
            return new MembershipOutcome.Refused(why);
        }

        var change = MembershipRules.After(state, fact, occasion.Now);
        if (change.Period is { } wanted)
        {
            var period = await Periods.AtFreeStartAsync(db, membership, wanted, cancellationToken);
            occasion = occasion with
            {
                PeriodId = Periods.Add(
                    db, membership, period, payment, tokenMint ?? string.Empty, occasion.Now,
                    occasion.RealNow),
            };
        }

        // The rows that the notices read may have been made in this very transaction.
        await db.SaveChangesAsync(cancellationToken);
        var around = await Surroundings.LoadAsync(db, [membership], cancellationToken);
        var notices = MembershipNews.Apply(db, membership, change, around, occasion);
        await db.OweAsync(notices, occasion.Now, occasion.RealNow, cancellationToken);
        if (change.PeriodsBecome is { } status)
        {
            await Periods.EndAsync(db, [membership.Id], status, occasion.Now, cancellationToken);
        }

        if (change.MovesLastPeriod)
        {
            await Periods.MoveEndAsync(db, membership, occasion.Now, cancellationToken);
        }

        if (change.Period is not null)
        {
            membership.DeliveryStatus = DeliveryAgain(membership, around);
        }

        Claims.Release(membership, NextDue.Of(change.State, occasion.Now));
        if (change.ArmsSeats)
        {
            await Seats.ArmAsync(db, membership, occasion.RealNow, cancellationToken);
        }

        await WakeRenewalsAsync(db, membership, fact, occasion.Now, cancellationToken);
        return new MembershipOutcome.Done(membership);
    }

    // A renewal that is collected by itself follows what was decided, now and not when it happens to look.
    private static async Task WakeRenewalsAsync(
        HiltDb db, Membership membership, MembershipFact fact, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (fact is not (MembershipFact.Cancelled or MembershipFact.EndedNow or MembershipFact.EndAtPeriodEnd
            or MembershipFact.Resumed or MembershipFact.DatesEdited or MembershipFact.Gifted))
        {
            return;
        }

        var woken = await db.RenewalAuthorizations.IgnoreQueryFilters()
            .Where(row => row.MerchantId == membership.MerchantId && row.MembershipId == membership.Id &&
                row.Status == AuthorizationStatus.Active)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.DueAt, now), cancellationToken);
        if (woken > 0)
        {
            db.Wake(Sweep.Renewals);
        }
    }

    // What it was before it ended is over; the seats say what it becomes.
    private static DeliveryStatus DeliveryAgain(Membership membership, Surroundings around)
    {
        if (!around.TargetLabelsOf(membership).Any())
        {
            return DeliveryStatus.NotRequired;
        }

        return membership.DeliveryStatus is DeliveryStatus.Revoked or DeliveryStatus.NotRequired
            ? DeliveryStatus.Pending
            : membership.DeliveryStatus;
    }
}
