using System.Globalization;
using HiltBot.Engine.Memberships;

namespace HiltBot.Engine.Tests.Memberships;

public sealed class PeriodsEndOnTheWallClockTests
{
    private const string Berlin = "Europe/Berlin";
    private const string NewYork = "America/New_York";
    private const string LordHowe = "Australia/Lord_Howe";
    private const string Apia = "Pacific/Apia";

    [Theory]
    // Spring forward and back: the local time of day stays, the length in hours does not.
    [InlineData(Berlin, "2026-03-15T10:00+01:00", 30, "2026-04-14T10:00+02:00")]
    [InlineData(Berlin, "2026-10-10T10:00+02:00", 30, "2026-11-09T10:00+01:00")]
    [InlineData(NewYork, "2026-02-20T18:00-05:00", 30, "2026-03-22T18:00-04:00")]
    [InlineData(NewYork, "2026-10-20T18:00-04:00", 30, "2026-11-19T18:00-05:00")]
    // Half an hour of daylight saving: 2026-04-05 back, 2026-10-04 forward.
    [InlineData(LordHowe, "2026-03-20T09:00+11:00", 30, "2026-04-19T09:00+10:30")]
    [InlineData(LordHowe, "2026-09-20T09:00+10:30", 30, "2026-10-20T09:00+11:00")]
    // Samoa skipped the whole 30 December 2011.
    [InlineData(Apia, "2011-12-20T08:00-10:00", 30, "2012-01-19T08:00+14:00")]
    // A skipped local time moves forward, a doubled one takes the later.
    [InlineData(Berlin, "2026-03-28T02:00+01:00", 1, "2026-03-29T03:00+02:00")]
    [InlineData(Berlin, "2026-10-24T02:00+02:00", 1, "2026-10-25T02:00+01:00")]
    [InlineData(NewYork, "2026-03-07T02:00-05:00", 1, "2026-03-08T03:00-04:00")]
    [InlineData(NewYork, "2026-10-31T01:00-04:00", 1, "2026-11-01T01:00-05:00")]
    [InlineData(LordHowe, "2026-10-03T02:00+10:30", 1, "2026-10-04T02:30+11:00")]
    [InlineData(Apia, "2011-12-29T10:00-10:00", 1, "2011-12-31T10:00+14:00")]
    // Up to the full hour, also over midnight; never down.
    [InlineData("UTC", "2026-05-04T13:42:11Z", 30, "2026-06-03T14:00Z")]
    [InlineData("UTC", "2026-05-04T23:00:00.000001Z", 1, "2026-05-06T00:00Z")]
    [InlineData("UTC", "2026-05-04T13:00Z", 30, "2026-06-03T13:00Z")]
    [InlineData("Asia/Kolkata", "2026-05-04T13:42+05:30", 7, "2026-05-11T14:00+05:30")]
    public void Days_keep_the_local_time_of_day(string zone, string start, int count, string end) =>
        Assert.Equal(At(end), Term(BillingUnit.Day, count, zone, start).EndAt);

    [Theory]
    [InlineData("2026-01-31T10:00Z", null, "2026-02-28T10:00Z", 31)]
    [InlineData("2026-02-28T10:00Z", 31, "2026-03-31T10:00Z", 31)]
    [InlineData("2026-03-31T10:00Z", 31, "2026-04-30T10:00Z", 31)]
    [InlineData("2026-04-30T10:00Z", 31, "2026-05-31T10:00Z", 31)]
    [InlineData("2028-01-31T10:00Z", null, "2028-02-29T10:00Z", 31)]
    [InlineData("2028-01-30T10:00Z", null, "2028-02-29T10:00Z", 30)]
    [InlineData("2028-02-29T10:00Z", 30, "2028-03-30T10:00Z", 30)]
    [InlineData("2027-01-29T10:00Z", null, "2027-02-28T10:00Z", 29)]
    [InlineData("2026-12-31T10:00Z", 31, "2027-01-31T10:00Z", 31)]
    // A start that no longer follows its anchor (a late renewal) has an anchor of its own.
    [InlineData("2026-03-15T10:00Z", 31, "2026-04-15T10:00Z", 15)]
    public void Months_land_on_the_anchor_day(string start, int? anchor, string end, int anchorAfter) =>
        Assert.Equal(new PeriodTerm(At(end), anchorAfter), Term(BillingUnit.Month, 1, "UTC", start, anchor));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    public void Every_month_end_renewed_for_four_years_stays_at_the_month_end(int month)
    {
        var start = new DateTimeOffset(
            2026, month, DateTime.DaysInMonth(2026, month), 12, 0, 0, TimeSpan.Zero);
        var (end, anchor) = (start, (int?)null);
        for (var count = 1; count <= 48; count++)
        {
            var term = BillingCalendar.TermOf(new Billing(BillingUnit.Month, 1, "UTC", null), end, anchor);
            (end, anchor) = (term.EndAt!.Value, term.AnchorDay);
            Assert.Equal(start.AddMonths(count), end);
        }
    }

    [Theory]
    // The end time is met at or after the counted days, never before them.
    [InlineData("2026-05-04T10:30Z", "06:00", BillingUnit.Day, 30, "2026-06-04T06:00Z")]
    [InlineData("2026-06-04T06:00Z", "06:00", BillingUnit.Day, 30, "2026-07-04T06:00Z")]
    [InlineData("2026-05-04T10:30Z", "23:59", BillingUnit.Day, 30, "2026-06-03T23:59Z")]
    [InlineData("2026-01-31T10:00Z", "06:00", BillingUnit.Month, 1, "2026-03-01T06:00Z")]
    public void An_end_time_moves_the_end_forward_to_it(
        string start, string time, BillingUnit unit, int count, string end)
    {
        var billing = new Billing(unit, count, "UTC", TimeOnly.Parse(time, CultureInfo.InvariantCulture));
        Assert.Equal(At(end), BillingCalendar.TermOf(billing, At(start), null).EndAt);
    }

    [Fact]
    public void A_lifetime_and_no_billing_at_all_have_no_end()
    {
        var start = At("2026-05-04T10:30Z");
        Assert.Null(BillingCalendar.TermOf(null, start, null).EndAt);
        Assert.Null(BillingCalendar.TermOf(new Billing(BillingUnit.Lifetime, 0, "UTC", null), start, null).EndAt);
    }

    [Fact]
    public void A_new_period_starts_where_the_running_one_ends_or_now()
    {
        var now = At("2026-05-04T10:30Z");
        Assert.Equal(now.AddDays(3), BillingCalendar.StartOf(now.AddDays(3), now));
        Assert.Equal(now, BillingCalendar.StartOf(now.AddDays(-3), now));
        Assert.Equal(now, BillingCalendar.StartOf(null, now));
    }

    private static PeriodTerm Term(BillingUnit unit, int count, string zone, string start, int? anchor = null) =>
        BillingCalendar.TermOf(new Billing(unit, count, zone, null), At(start), anchor);

    private static DateTimeOffset At(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUniversalTime();
}
