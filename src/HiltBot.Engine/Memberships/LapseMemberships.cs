using HiltBot.Engine.Access;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Memberships;

/// <summary>
/// What time does to memberships (road, steps 8 and 9): reminders, grace, expiry, and the instant from which a removal is
/// allowed. One transaction a batch and one fact a membership; what is due next is found by the next look.
/// </summary>
public sealed class LapseMemberships(
    Work work, Claims claims, BusinessTime businessTime, TimeProvider time, Network network,
    IOptions<AccessOptions> options)
{
    public const int BatchMax = 100;

    private static readonly TimeSpan AskAgainTime = TimeSpan.FromHours(1);

    /// <summary>When a membership leaves the status that it has; null for one that has ended or never ends.</summary>
    private const string LeavesAt =
        "case owed.status when 'ACTIVE' then owed.current_period_end_at when 'GRACE_PERIOD' then owed.grace_ends_at end";

    /// <summary>
    /// Settle before you end (rule 12): what would leave its status waits until every account that its product is paid into
    /// is read through that instant. Reminders and removals do not wait.
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
    public Task<int> HandleAsync(CancellationToken cancellationToken) =>
        work.RunAsync(db => LapseAsync(db, cancellationToken), cancellationToken);

    private async Task<int> LapseAsync(HiltDb db, CancellationToken cancellationToken)
    {
        var now = businessTime.Now();
        var due = await claims.TakeAsync<Membership>(db, now, BatchMax, cancellationToken, SettledFirst);
        if (due.Count == 0)
        {
            return 0;
        }

        var occasion = new Occasion(Actor.System, now, time.Now(), network.IsLive);
        var around = await Surroundings.LoadAsync(db, due, cancellationToken);
        var expired = new List<MembershipId>();
        foreach (var membership in due)
        {
            var state = MembershipState.Of(membership);
            if (NextDue.FactAt(state, now) is { } fact)
            {
                var change = MembershipRules.After(state, fact, now);
                await MembershipNews.ApplyAsync(db, membership, change, around, occasion, cancellationToken);
                state = change.State;
                if (change.PeriodsBecome is not null)
                {
                    expired.Add(membership.Id);
                }
            }

            Claims.Release(membership, NextDue.Of(state, now));
        }

        await Periods.EndAsync(db, expired, PeriodStatus.Expired, now, cancellationToken);
        var ended = due.Where(row => row.Status == MembershipStatus.Expired).ToList();
        await DecideRemovalsAsync(db, ended, around, occasion, cancellationToken);
        return due.Count;
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

        // Quiet for too long: whatever was tried and stayed unanswered counts as undeliverable. What was never tried, or
        // not long ago, does not: nobody is removed unwarned because this node slept.
        var quiet = ended.Where(row => IsUnanswered(row) && SilenceEndsAt(row, times) <= now).ToList();
        foreach (var membership in await TriedInVainAsync(db, quiet, now - times.WaitMax, cancellationToken))
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
                    var silenceEndsAt = SilenceEndsAt(membership, times);
                    membership.DueAt = wait.UntilAt ?? (silenceEndsAt > now ? silenceEndsAt : now + AskAgainTime);
                    break;
            }
        }

        await ClosingSeats.ArmAsync(db, allowed, occasion.RealNow, cancellationToken);
    }

    private static async Task<IEnumerable<Membership>> TriedInVainAsync(
        HiltDb db, List<Membership> quiet, DateTimeOffset owedBefore, CancellationToken cancellationToken)
    {
        if (quiet.Count == 0)
        {
            return [];
        }

        var ids = quiet.Select(row => (MembershipId?)row.Id).ToList();
        var tried = await db.Notices.AsNoTracking()
            .Where(row => ids.Contains(row.MembershipId) && row.PeriodEndAt != null && row.Attempts > 0 &&
                row.CreatedAt <= owedBefore)
            .Select(row => new { row.MembershipId, row.PeriodEndAt }).ToListAsync(cancellationToken);
        return quiet.Where(row => tried.Any(notice =>
            notice.MembershipId == row.Id && notice.PeriodEndAt == row.CurrentPeriodEndAt));
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
