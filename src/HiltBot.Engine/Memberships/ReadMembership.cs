using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Memberships;

/// <summary>A membership with its periods and what happened to it, newest first.</summary>
public sealed record MembershipDetail(
    MembershipView View, IReadOnlyList<MembershipPeriod> Periods, IReadOnlyList<HistoryEntry> Events);

/// <summary>Reads one membership whole.</summary>
public sealed class ReadMembership(Work work)
{
    public const int PeriodsMax = 500;
    public const int EventsMax = 500;

    /// <returns>Null when this merchant has none of this id.</returns>
    public Task<MembershipDetail?> HandleAsync(
        MerchantId merchantId, MembershipId membershipId, CancellationToken cancellationToken) =>
        work.ReadAsync(db => InAsync(db, merchantId, membershipId, cancellationToken), cancellationToken);

    private static async Task<MembershipDetail?> InAsync(
        HiltDb db, MerchantId merchantId, MembershipId membershipId, CancellationToken cancellationToken)
    {
        var row = await db.Memberships.AsNoTracking().SingleOrDefaultAsync(
            one => one.Id == membershipId && one.MerchantId == merchantId, cancellationToken);
        if (row is null)
        {
            return null;
        }

        var periods = await db.MembershipPeriods.AsNoTracking().Where(one => one.MembershipId == membershipId)
            .OrderByDescending(one => one.CreatedAt).ThenByDescending(one => one.PeriodStartAt).Take(PeriodsMax)
            .ToListAsync(cancellationToken);
        var events = await db.History.AsNoTracking()
            .Where(one => one.Subject == Subject.Membership && one.SubjectId == membershipId.Value)
            .OrderByDescending(one => one.Id).Take(EventsMax).ToListAsync(cancellationToken);
        return new MembershipDetail(
            await MembershipViews.LoadAsync(db, row, cancellationToken), periods, events);
    }
}
