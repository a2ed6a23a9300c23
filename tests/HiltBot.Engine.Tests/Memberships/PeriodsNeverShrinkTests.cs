using FsCheck;
using FsCheck.Fluent;
using HiltBot.Engine.Memberships;

namespace HiltBot.Engine.Tests.Memberships;

/// <summary>Properties over any start, zone, unit, count and end time; FsCheck prints the seed of a failure.</summary>
public sealed class PeriodsNeverShrinkTests
{
    private static readonly string[] Zones =
    [
        "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu",
        "America/St_Johns", "Pacific/Kiritimati", "Etc/GMT+12",
    ];

    private static readonly Gen<Case> Cases =
        from seconds in Gen.Choose(0, 60 * 365 * 24 * 3600 / 2)
        from zone in Gen.Elements(Zones)
        from isMonths in Gen.Elements(true, false)
        from count in Gen.Choose(1, 40)
        from minutes in Gen.Choose(-600, 24 * 60 - 1)
        select new Case(
            new DateTimeOffset(2005, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(seconds),
            new Billing(
                isMonths ? BillingUnit.Month : BillingUnit.Day, count, zone,
                minutes < 0 ? null : TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(minutes))));

    [Fact]
    public void An_end_is_at_least_the_counted_days_or_months_after_its_start() =>
        Check(one =>
        {
            var term = BillingCalendar.TermOf(one.Billing, one.StartAt, null);
            var zone = TimeZoneInfo.FindSystemTimeZoneById(one.Billing.TimeZone);
            var start = TimeZoneInfo.ConvertTime(one.StartAt, zone).DateTime;
            var end = TimeZoneInfo.ConvertTime(term.EndAt!.Value, zone).DateTime;
            var counted = one.Billing.Unit == BillingUnit.Day
                ? start.AddDays(one.Billing.Count)
                : start.AddMonths(one.Billing.Count);

            // A day at most is added by the end time, and a day at most by a skipped one.
            return term.EndAt > one.StartAt && end >= counted && end <= counted.AddDays(2);
        });

    [Fact]
    public void Renewed_periods_follow_each_other_and_never_lose_a_day() =>
        Check(one =>
        {
            var (endAt, anchor) = (one.StartAt, (int?)null);
            for (var count = 0; count < 15; count++)
            {
                var startAt = BillingCalendar.StartOf(endAt, one.StartAt);
                var term = BillingCalendar.TermOf(one.Billing, startAt, anchor);
                var days = (term.EndAt!.Value - startAt).TotalHours / 24;
                var (least, most) = one.Billing.Unit == BillingUnit.Day
                    ? (one.Billing.Count, one.Billing.Count)
                    : (28 + ((one.Billing.Count - 1) * 30), (one.Billing.Count * 31) + 3);
                if (startAt != endAt || days < least - 1.1 || days > most + 2.1)
                {
                    return false;
                }

                (endAt, anchor) = (term.EndAt.Value, term.AnchorDay);
            }

            return true;
        });

    [Fact]
    public void A_changed_zone_or_end_time_never_cuts_the_next_period() =>
        FsCheck.Fluent.Prop.ForAll(
            (from first in Cases
             from second in Cases
             where first.Billing.Unit == second.Billing.Unit
             select (first, second)).ToArbitrary(),
            pair =>
            {
                var before = BillingCalendar.TermOf(pair.first.Billing, pair.first.StartAt, null);
                var after = BillingCalendar.TermOf(pair.second.Billing, before.EndAt!.Value, before.AnchorDay);
                var zone = TimeZoneInfo.FindSystemTimeZoneById(pair.second.Billing.TimeZone);
                var start = TimeZoneInfo.ConvertTime(before.EndAt.Value, zone).DateTime;
                var end = TimeZoneInfo.ConvertTime(after.EndAt!.Value, zone).DateTime;
                return end >= (pair.second.Billing.Unit == BillingUnit.Day
                    ? start.AddDays(pair.second.Billing.Count)
                    : start.AddMonths(pair.second.Billing.Count));
            }).QuickCheckThrowOnFailure();

    private static void Check(Func<Case, bool> isTrue) =>
        FsCheck.Fluent.Prop.ForAll(Cases.ToArbitrary(), isTrue).QuickCheckThrowOnFailure();

    private sealed record Case(DateTimeOffset StartAt, Billing Billing);
}
