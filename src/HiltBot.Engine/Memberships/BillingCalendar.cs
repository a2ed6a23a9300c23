using HiltBot.Engine.Values;

namespace HiltBot.Engine.Memberships;

/// <summary>
/// A period's end, and the day of month that the next one goes by (null unless billing is by months).
/// </summary>
public sealed record PeriodTerm(DateTimeOffset? EndAt, int? AnchorDay);

/// <summary>
/// When a period ends (design section 4, Billing). Everything is counted on the wall clock of the billing's
/// zone:
/// <list type="bullet">
/// <item>Days: the date moves by the count, the time of day stays, also across daylight-saving
/// changes.</item>
/// <item>Months: the date moves by the count and lands on the anchor day, or on the month's last day where
/// that is
/// earlier: 31 Jan, 28 Feb, 31 Mar.</item>
/// <item>Then the end moves forward to the next full hour, or to the next <see cref="Billing.EndTime"/> when
/// there is
/// one. It is never moved back, so nobody gets less than the count of days or months.</item>
/// <item>A local time that the clock skips moves forward by what was skipped; one that comes twice is the
/// later.</item>
/// </list>
/// A null billing, or a lifetime, has no end.
/// </summary>
public static class BillingCalendar
{
    /// <summary>
    /// How far a stacked start may stand from the anchored day: rounding and changed zones move it.
    /// </summary>
    private const int AnchorSlackDays = 2;

    /// <param name="anchorDay">The running anchor when the period follows its predecessor without a gap, else
    /// null.</param>
    /// <exception cref="TimeZoneNotFoundException">The zone's name is not an IANA name.</exception>
    public static PeriodTerm TermOf(Billing? billing, DateTimeOffset startAt, int? anchorDay)
    {
        if (billing is null or { Unit: BillingUnit.Lifetime })
        {
            return new PeriodTerm(null, null);
        }

        if (billing.Count < 1)
        {
            throw new ArgumentException("A period lasts at least one day or month.", nameof(billing));
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById(billing.TimeZone);
        var start = TimeZoneInfo.ConvertTime(startAt, zone).DateTime;
        if (billing.Unit == BillingUnit.Day)
        {
            return new PeriodTerm(
                Resolve(RoundUp(start.AddDays(billing.Count), billing.EndTime), zone), null);
        }

        var nominal = start.AddMonths(billing.Count);
        var (anchor, anchored) = Anchored(start, anchorDay, billing.Count);
        var end = RoundUp(anchored > nominal ? anchored : nominal, billing.EndTime);
        return new PeriodTerm(Resolve(end, zone), anchor);
    }

    /// <summary>The start of the next period: where the running one ends, or now.</summary>
    public static DateTimeOffset StartOf(DateTimeOffset? currentEndAt, DateTimeOffset now) =>
        currentEndAt > now ? currentEndAt.Value : now;

    private static (int Anchor, DateTime Anchored) Anchored(DateTime start, int? anchorDay, int months)
    {
        var anchor = anchorDay ?? start.Day;
        var nearest = Enumerable.Range(-1, 3).Select(shift => OnAnchor(start, anchor, shift))
            .MinBy(date => (date - start).Duration());
        if ((nearest - start).Duration() > TimeSpan.FromDays(AnchorSlackDays))
        {
            anchor = start.Day;
            nearest = start;
        }

        return (anchor, OnAnchor(nearest, anchor, months));
    }

    private static DateTime OnAnchor(DateTime date, int anchor, int months)
    {
        var month = new DateTime(date.Year, date.Month, 1, 0, 0, 0, DateTimeKind.Unspecified)
            .AddMonths(months);
        var day = Math.Min(anchor, DateTime.DaysInMonth(month.Year, month.Month));
        return month.AddDays(day - 1) + date.TimeOfDay;
    }

    private static DateTime RoundUp(DateTime local, TimeOnly? endTime)
    {
        if (endTime is { } time)
        {
            var sameDay = local.Date + time.ToTimeSpan();
            return sameDay >= local ? sameDay : sameDay.AddDays(1);
        }

        var over = local.Ticks % TimeSpan.TicksPerHour;
        return over == 0 ? local : local.AddTicks(TimeSpan.TicksPerHour - over);
    }

    // Offsets lie between -12 and +14 hours, so these two looks stand on either side of the instant that is
    // meant.
    private static DateTimeOffset Resolve(DateTime local, TimeZoneInfo zone)
    {
        var guess = new DateTimeOffset(local, TimeSpan.Zero);
        var before = zone.GetUtcOffset(guess.AddHours(-15));
        var after = zone.GetUtcOffset(guess.AddHours(15));
        var late = guess - after;

        // A doubled time takes the later reading, which is the one after the change. Where that one does not
        // hold, the old offset gives either the time before the change or, for a skipped time, the time moved
        // forward.
        return (zone.GetUtcOffset(late) == after ? late : guess - before).Cut();
    }
}
