using HiltBot.Engine.Memberships;
using HiltBot.Engine.Values;
using HiltBot.TestKit;

namespace HiltBot.Engine.Tests.Memberships;

public sealed class RemovalsWaitForANoticeTests
{
    private static readonly DateTimeOffset End = ManualTime.Start;

    [Fact]
    public void Nothing_is_said_about_a_membership_that_gives_access() =>
        Assert.Equal(new Removal.Wait(null), Rule(Row(row => row.Status = MembershipStatus.GracePeriod), End.AddYears(1)));

    [Fact]
    public void A_removal_waits_until_a_day_after_the_notice_was_accepted()
    {
        var row = Row(row => row.NoticeAcceptedAt = End.AddHours(2));
        Assert.Equal(new Removal.Wait(End.AddHours(26)), Rule(row, End.AddHours(25)));
        Assert.Equal(new Removal.Allowed(IsCounted: false), Rule(row, End.AddHours(26)));
    }

    [Fact]
    public void For_a_short_period_a_quarter_of_it_is_enough()
    {
        var row = Row(row =>
        {
            row.CurrentPeriodStartAt = End.AddDays(-10);
            row.LastPeriodStartAt = End.AddHours(-8);
            row.NoticeAcceptedAt = End;
        });
        Assert.Equal(new Removal.Wait(End.AddHours(2)), Rule(row, End.AddHours(1)));
        Assert.Equal(new Removal.Allowed(IsCounted: false), Rule(row, End.AddHours(2)));
    }

    [Fact]
    public void An_unanswered_notice_is_waited_for_and_one_for_another_end_does_not_count()
    {
        Assert.Equal(new Removal.Wait(null), Rule(Row(_ => { }), End.AddYears(1)));
        Assert.Equal(
            new Removal.Wait(null),
            Rule(Row(row => (row.NoticeForEndAt, row.NoticeAcceptedAt) = (End.AddDays(-30), End.AddDays(-31))), End.AddYears(1)));
    }

    [Fact]
    public void What_nobody_could_be_told_is_allowed_and_counted() =>
        Assert.Equal(
            new Removal.Allowed(IsCounted: true), Rule(Row(row => row.NoticeUndeliverableAt = End), End));

    [Fact]
    public void Staff_decisions_do_not_wait_and_edited_dates_wait_and_count()
    {
        Assert.Equal(
            new Removal.Allowed(IsCounted: false), Rule(Row(row => row.EndCause = EndCause.Revoked), End));
        Assert.Equal(
            new Removal.Allowed(IsCounted: false),
            Rule(Row(row => (row.Status, row.PausedAt) = (MembershipStatus.Active, End)), End));
        var edited = Row(row => (row.EndCause, row.NoticeAcceptedAt) = (EndCause.DatesEdited, End));
        Assert.Equal(new Removal.Wait(End.AddDays(1)), Rule(edited, End));
        Assert.Equal(new Removal.Allowed(IsCounted: true), Rule(edited, End.AddDays(1)));
    }

    private static Removal Rule(Membership row, DateTimeOffset now) => RemovalRule.Of(row, now, RemovalTimes.Default);

    private static Membership Row(Action<Membership> change)
    {
        var row = new Membership
        {
            Id = MembershipId.New(End),
            MerchantId = MerchantId.New(End),
            ProductId = ProductId.New(End),
            BuyerId = BuyerId.New(End),
            IdentityType = IdentityType.Custom,
            IdentityValue = "ann",
            Sibling = string.Empty,
            Platform = Platform.SimServer,
            Status = MembershipStatus.Expired,
            CurrentPeriodStartAt = End.AddDays(-30),
            CurrentPeriodEndAt = End,
            GracePeriodDays = 0,
            ReminderOffsetsDays = "7,2,1",
            NoticeForEndAt = End,
            EndCause = EndCause.Lapsed,
            CreatedAt = End,
            UpdatedAt = End,
        };
        change(row);
        return row;
    }
}
