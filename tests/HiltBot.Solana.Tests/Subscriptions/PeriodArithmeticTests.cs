using HiltBot.Solana.Subscriptions;

namespace HiltBot.Solana.Tests.Subscriptions;

public sealed class PeriodArithmeticTests
{
    private const long Hour = 3_600;

    [Theory]
    [InlineData(0, 999, 1_000, 7)] // before the start nothing moves
    [InlineData(0, 1_000 + Hour - 1, 1_000, 7)]
    [InlineData(0, 1_000 + Hour, 1_000 + Hour, 0)]
    [InlineData(0, 1_000 + 5 * Hour + 9, 1_000 + 5 * Hour, 0)]
    [InlineData(1_000 + 2 * Hour + 1, 1_000 + 9 * Hour, 1_000 + 2 * Hour, 0)] // as far as before the end
    [InlineData(1_000 + 2 * Hour, 1_000 + 9 * Hour, 1_000 + Hour, 0)] // no period begins at the end itself
    [InlineData(1_000 + Hour, 1_000 + 9 * Hour, 1_000, 7)] // nothing moved, so nothing is reset
    [InlineData(500, 1_000 + 9 * Hour, 1_000, 7)] // an end before the start
    public void A_pull_finds_the_period_of_its_time(long endAt, long clock, long start, int pulled) => Assert.Equal(
        new PeriodState(start, (ulong)pulled),
        SubscriptionPeriods.Advance(new PeriodState(1_000, 7), 1, endAt, clock));

    [Fact]
    public void Missed_periods_do_not_add_up()
    {
        var state = new PeriodState(1_000, 30);
        Assert.Equal(70UL, SubscriptionPeriods.Left(state, 100, 1, 0, 1_000));
        Assert.Equal(100UL, SubscriptionPeriods.Left(state, 100, 1, 0, 1_000 + 10 * Hour));
        Assert.Equal(0UL, SubscriptionPeriods.Left(new PeriodState(1_000, 130), 100, 1, 0, 1_000));
    }

    [Fact]
    public void The_next_boundary_is_none_when_the_plan_ends_first()
    {
        var state = new PeriodState(1_000, 0);
        Assert.Equal(1_000 + Hour, SubscriptionPeriods.NextBoundary(state, 1, 0, 1_000));
        Assert.Equal(1_000 + 4 * Hour, SubscriptionPeriods.NextBoundary(state, 1, 0, 1_000 + 3 * Hour));
        Assert.Equal(1_000 + Hour, SubscriptionPeriods.NextBoundary(state, 1, 1_001 + Hour, 1_000));
        Assert.Null(SubscriptionPeriods.NextBoundary(state, 1, 1_000 + Hour, 1_000));
    }

    [Fact]
    public void The_edges_of_the_numbers_do_not_overflow()
    {
        long[] edges = [long.MinValue, long.MinValue + 1, -1, 0, 1, long.MaxValue - 1, long.MaxValue];
        var all = edges.SelectMany(start => edges.SelectMany(clock => edges.Select(end => (start, clock, end))));
        foreach (var (start, clock, end) in all)
        {
            var moved = SubscriptionPeriods.Advance(new PeriodState(start, ulong.MaxValue), 8_760, end, clock);
            Assert.True(moved.Start >= start);
            Assert.True(moved.Start == start || moved.Start <= clock);
            SubscriptionPeriods.NextBoundary(moved, 8_760, end, clock);
            Assert.Equal(moved, SubscriptionPeriods.Advance(moved, 8_760, end, clock));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8_761)]
    public void A_period_of_no_length_that_the_program_knows_is_refused(int hours) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            SubscriptionPeriods.Advance(new PeriodState(0, 0), (ulong)hours, 0, 0));
}
