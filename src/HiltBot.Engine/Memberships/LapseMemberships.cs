using HiltBot.Engine.Access;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Memberships;

/// <summary>
/// What time does to memberships (road, steps 8 and 9): reminders, grace, expiry, and the instant from which
/// a removal is allowed. One transaction a batch and one fact a membership; what is due next is found by the
/// next look.
/// </summary>
public sealed class LapseMemberships(
    Batches batches, BusinessTime businessTime, TimeProvider time, Network network,
    IOptions<AccessOptions> options)
{
    public const int BatchMax = 100;

    /// <summary>
    /// When a membership leaves the status that it has; null for one that has ended or never ends.
    /// </summary>
    private const string LeavesAt =
        "case owed.status " +
        "when 'ACTIVE' then coalesce(owed.collects_until, owed.current_period_end_at) when 'GRACE_PERIOD' then owed.grace_ends_at end";

    /// <summary>
    /// Settle before you end (rule 12): what would leave its status waits until every account that its
    /// product is paid into is read through that instant. Reminders and removals do not wait.
    /// </summary>
    private const string SettledFirst =
        $$"""
        and ({{LeavesAt}} is null or {{LeavesAt}} > {0} or not exists (
            select 1 from watches left join receiving_accounts on receiving_accounts.address = watches.account
            where watches.product_id = owed.product_id
                and (watches.until is null or watches.until > {{LeavesAt}})
                and (receiving_accounts.read_through_at is null
                    or receiving_accounts.read_through_at < {{LeavesAt}})))
        """;

    /// <returns>How many memberships were looked at; a full batch means that more may be due.</returns>
    public Task<int> HandleAsync(CancellationToken cancellationToken) => batches.RunAsync<Membership>(
        businessTime.Now, BatchMax, (db, due) => LapseAsync(
            db, due, cancellationToken), cancellationToken, SettledFirst);

    private async Task LapseAsync(
        HiltDb db, IReadOnlyList<Membership> due, CancellationToken cancellationToken)
    {
        var now = businessTime.Now();
        var occasion = new Occasion(Actor.System, now, time.Now(), network.IsLive);
        var around = await Surroundings.LoadAsync(db, due, cancellationToken);
        var (expired, notices) = (new List<MembershipId>(), new List<OwedNotice>());
        foreach (var membership in due)
        {
            var state = MembershipState.Of(membership);
            if (NextDue.FactAt(state, now) is { } fact)
            {
                var change = MembershipRules.After(state, fact, now);
                notices.AddRange(MembershipNews.Apply(db, membership, change, around, occasion));
                state = change.State;
                if (change.PeriodsBecome is not null)
                {
                    expired.Add(membership.Id);
                }
            }

            Claims.Release(membership, NextDue.Of(state, now));
        }

        await db.OweAsync(notices, now, occasion.RealNow, cancellationToken);
        await Periods.EndAsync(db, expired, PeriodStatus.Expired, now, cancellationToken);
        var ended = due.Where(row => row.Status == MembershipStatus.Expired).ToList();
        await DecideRemovalsAsync(db, ended, around, occasion, cancellationToken);
    }

    private async Task DecideRemovalsAsync(
        HiltDb db, IReadOnlyList<Membership> ended, Surroundings around, Occasion occasion,
        CancellationToken cancellationToken)
    {
        var times = RemovalTimes.Of(options.Value);
        var now = occasion.Now;
        foreach (var membership in ended.Where(row => IsUnanswered(row) && !around.HasChannel(row)))
        {
            SetUndeliverable(membership, now);
        }

        // Quiet for too long: whatever was tried and stayed unanswered counts as undeliverable. What was
        // never tried, or not long ago, does not: nobody is removed unwarned because this node slept.
        var quiet = ended.Where(row => IsUnanswered(row) && SilenceEndsAt(row, times) <= now).ToList();
        var triedAt = await TriedAtAsync(db, quiet, cancellationToken);
        foreach (var membership in quiet.Where(row => triedAt.TryGetValue(row.Id, out var at) && at + times.WaitMax <= now))
        {
            SetUndeliverable(membership, now);
            db.Remember(membership, "notice_unanswered", occasion.Actor, now);
        }

        var allowed = new List<Membership>();
        foreach (var membership in ended)
        {
            switch (RemovalRule.Of(membership, now, times))
            {
                case Removal.Allowed:
                    allowed.Add(membership);
                    membership.DueAt = null;
                    break;
                case Removal.Wait wait:
                    membership.DueAt = wait.UntilAt ?? QuietUntil(membership, triedAt, times, now);
                    break;
            }
        }

        await ClosingSeats.ArmAsync(db, allowed, occasion.RealNow, cancellationToken);
    }

    /// <summary>
    /// When an unanswered member is looked at again: when the silence counts as an answer. A notice that
    /// nobody tried yet has no such instant; whoever tries it wakes the membership
    /// (<see cref="RecordNoticeAnswer"/>).
    /// </summary>
    private static DateTimeOffset? QuietUntil(
        Membership membership, Dictionary<MembershipId, DateTimeOffset> triedAt, RemovalTimes times,
        DateTimeOffset now)
    {
        var silenceEndsAt = SilenceEndsAt(membership, times);
        return silenceEndsAt > now ? silenceEndsAt
            : triedAt.TryGetValue(membership.Id, out var at) ? at + times.WaitMax
            : null;
    }

    /// <summary>
    /// Since when somebody has tried to tell them of this end: the first of the notices that were tried.
    /// </summary>
    private static async Task<Dictionary<MembershipId, DateTimeOffset>> TriedAtAsync(
        HiltDb db, List<Membership> quiet, CancellationToken cancellationToken)
    {
        if (quiet.Count == 0)
        {
            return [];
        }

        var ends = quiet.ToDictionary(row => row.Id, row => row.CurrentPeriodEndAt);
        var ids = quiet.Select(row => (MembershipId?)row.Id).ToList();
        var tried = await db.Notices.AsNoTracking()
            .Where(row => ids.Contains(row.MembershipId) && row.PeriodEndAt != null && row.Attempts > 0)
            .Select(row => new { row.MembershipId, row.PeriodEndAt, row.CreatedAt })
            .ToListAsync(cancellationToken);
        return tried.Where(notice => ends[notice.MembershipId!.Value] == notice.PeriodEndAt)
            .GroupBy(notice => notice.MembershipId!.Value)
            .ToDictionary(group => group.Key, group => group.Min(notice => notice.CreatedAt));
    }

    private static bool IsUnanswered(Membership membership) =>
        membership.NoticeForEndAt != membership.CurrentPeriodEndAt ||
        (membership.NoticeAcceptedAt is null && membership.NoticeUndeliverableAt is null);

    private static void SetUndeliverable(Membership membership, DateTimeOffset now)
    {
        membership.NoticeForEndAt = membership.CurrentPeriodEndAt;
        membership.NoticeAcceptedAt = null;
        membership.NoticeUndeliverableAt = now;
    }

    private static DateTimeOffset SilenceEndsAt(Membership membership, RemovalTimes times) =>
        (membership.GraceEndsAt ?? membership.CurrentPeriodEndAt ?? membership.UpdatedAt) + times.WaitMax;
}
