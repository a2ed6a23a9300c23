using HiltBot.Engine.Values;

namespace HiltBot.Simulation;

/// <summary>Road 5 and 9: periods stack and do not overlap, and every membership is what its time says.</summary>
internal sealed class MembershipAuditor(World world)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private sealed record Period(
        string Id, DateTimeOffset StartAt, DateTimeOffset? EndAt, DateTimeOffset ActivatedAt, string? Unit, long Count,
        long Events);

    public async Task CheckAsync()
    {
        foreach (var row in await world.Books.RowsAsync(
            """
            select m.id, m.status, m.current_period_end_at, m.grace_ends_at, m.grace_period_days, m.end_cause, m.paused_at,
                m.identity_display, p.title,
                (select count(*) from history h where h.subject_id = m.id and
                    h.event_type in ('dates_edited', 'resumed', 'revoked')),
                (select count(*) from history h where h.subject_id = m.id and h.event_type = 'entered_grace'),
                (select count(*) from webhook_events e where e.membership_id = m.id and
                    e.event_type = 'membership.entered_grace'),
                (select count(*) from history h where h.subject_id = m.id and h.event_type = 'expired'),
                (select count(*) from webhook_events e where e.membership_id = m.id and
                    e.event_type = 'membership.expired')
            from memberships m join products p on p.id = m.product_id
            """))
        {
            var who = $"{row[7]}'s {row[8]}";
            var endAt = At(row[2]);
            var isRevoked = (string?)row[5] == "REVOKED";
            var periods = await PeriodsAsync((string)row[0]!);
            CheckStack(who, periods, isUntouched: (long)row[9]! == 0);
            if (!isRevoked && periods.Count > 0 && periods[^1].EndAt != endAt)
            {
                world.Break($"{who} ends at {endAt:O}, and its last period at {periods[^1].EndAt:O}.");
            }

            if (!isRevoked && Wanted(endAt, (long)row[4]!, row[6] is not null) is var wanted && wanted != (string)row[1]!)
            {
                world.Break(
                    $"{who} is {row[1]} at {world.Now:O}, and ends at {endAt:O} with {row[4]} days of grace: {wanted}.");
            }

            if ((long)row[10]! != (long)row[11]! || (long)row[12]! > (long)row[13]!)
            {
                world.Break(
                    $"{who} entered grace {row[10]} times and told of {row[11]}, expired {row[12]} times and told of " +
                    $"{row[13]}.");
            }
        }
    }

    private string Wanted(DateTimeOffset? endAt, long graceDays, bool isPaused) =>
        isPaused || endAt is not { } end || world.Now < end ? "ACTIVE"
        : world.Now < end.AddDays(graceDays) ? "GRACE_PERIOD"
        : "EXPIRED";

    private void CheckStack(string who, List<Period> periods, bool isUntouched)
    {
        for (var i = 0; i < periods.Count; i++)
        {
            var period = periods[i];
            if (period.Events != 1)
            {
                world.Break($"{who}: its period from {period.StartAt:O} was told {period.Events} times.");
            }

            // What is for ever and is paid again has nowhere to be stacked.
            if (i > 0 && period.EndAt is not null && periods[i - 1].EndAt is { } before && period.StartAt < before)
            {
                world.Break($"{who}: periods overlap, {before:O} and {period.StartAt:O}.");
            }

            if (isUntouched && period.EndAt is not null && period.StartAt > period.ActivatedAt.AddMilliseconds(1) &&
                (i == 0 || periods[i - 1].EndAt != period.StartAt))
            {
                world.Break(
                    $"{who}: the period from {period.StartAt:O} begins later than it was paid, and not at the end before.");
            }

            var length = period.EndAt - period.StartAt;
            if (isUntouched && period.Unit == "DAY" &&
                (length < (period.Count * Day) - TimeSpan.FromHours(1) || length > (period.Count * Day) + TimeSpan.FromHours(2)))
            {
                world.Break($"{who}: {period.Count} days were paid, and the period is {length}.");
            }
        }
    }

    private async Task<List<Period>> PeriodsAsync(string membershipId) => [.. (await world.Books.RowsAsync(
        $"""
        select q.id, q.period_start_at, q.period_end_at, q.activated_at, p.billing_unit, coalesce(p.billing_count, 0),
            (select count(*) from webhook_events e where e.source_id = lower(q.id) and
                e.event_type in ('membership.activated', 'membership.renewed'))
        from membership_periods q left join payments p on p.id = q.payment_id
        where q.membership_id = '{membershipId}' and q.revoked_at is null
        order by q.period_start_at, coalesce(q.period_end_at, 9000000000000000000)
        """)).Select(row => new Period(
            (string)row[0]!, At(row[1])!.Value, At(row[2]), At(row[3])!.Value, (string?)row[4], (long)row[5]!, (long)row[6]!))];

    private static DateTimeOffset? At(object? micros) => micros is long at ? Instants.FromMicroseconds(at) : null;
}
