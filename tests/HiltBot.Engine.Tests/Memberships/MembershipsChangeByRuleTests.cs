using HiltBot.Engine.Memberships;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Values;
using HiltBot.TestKit;

namespace HiltBot.Engine.Tests.Memberships;

public sealed class MembershipsChangeByRuleTests
{
    private static readonly DateTimeOffset Now = ManualTime.Start;

    private static readonly MembershipTerms Terms = new(new Billing(BillingUnit.Day, 30, "UTC", null), 3, "20,7,2,1");

    [Fact]
    public void The_first_payment_activates_and_the_next_renews()
    {
        var first = MembershipRules.After(null, Paid(), Now);
        Assert.Equal(("activated", "membership.activated", 0),
            (first.HistoryEvent, first.WebhookEvent, first.State.RenewalCount));
        var second = MembershipRules.After(first.State, Paid(), Now.AddDays(1));
        Assert.Equal(("renewed", "membership.renewed", 1),
            (second.HistoryEvent, second.WebhookEvent, second.State.RenewalCount));
        Assert.Equal(new NewPeriod(first.State.EndAt!.Value, first.State.EndAt.Value.AddDays(30)), second.Period);
    }

    [Fact]
    public void Who_pays_in_grace_or_after_the_end_starts_anew_and_what_was_said_counts_no_more()
    {
        var active = MembershipRules.After(null, Paid(), Now).State;
        var grace = MembershipRules.After(active, new MembershipFact.PeriodEnded(), active.EndAt!.Value).State;
        var later = active.EndAt.Value.AddDays(1);
        var renewed = MembershipRules.After(grace with { NoticeForEndAt = active.EndAt, NoticeAcceptedAt = later }, Paid(), later);
        Assert.Equal((MembershipStatus.Active, later, null, null), (renewed.State.Status, renewed.Period!.StartAt,
            renewed.State.NoticeForEndAt, renewed.State.NoticeAcceptedAt));
        var expired = MembershipRules.After(grace, new MembershipFact.GraceEnded(), grace.GraceEndsAt!.Value);
        Assert.Equal((MembershipStatus.Expired, EndCause.Lapsed, false, grace.GraceEndsAt),
            (expired.State.Status, expired.State.EndCause, expired.ArmsSeats, expired.State.EndedAt));
        Assert.Equal("membership.renewed", MembershipRules.After(expired.State, Paid(), later.AddDays(90)).WebhookEvent);
    }

    [Fact]
    public void Without_grace_the_end_is_the_end()
    {
        var state = MembershipRules.After(null, Paid(Terms with { GracePeriodDays = 0 }), Now).State;
        var ended = MembershipRules.After(state, new MembershipFact.PeriodEnded(), state.EndAt!.Value);
        Assert.Equal(("membership.expired", MembershipStatus.Expired), (ended.WebhookEvent, ended.State.Status));
    }

    [Fact]
    public void What_staff_ended_at_the_period_end_has_neither_reminders_nor_grace_and_a_payment_takes_it_back()
    {
        var state = MembershipRules.After(null, Paid(), Now).State;
        var ending = MembershipRules.After(state, new MembershipFact.EndAtPeriodEnd("moving"), Now).State;
        Assert.Equal(ending.EndAt, NextDue.Of(ending, Now));
        var ended = MembershipRules.After(ending, new MembershipFact.PeriodEnded(), ending.EndAt!.Value).State;
        Assert.Equal((MembershipStatus.Expired, EndCause.Lapsed), (ended.Status, ended.EndCause));
        var again = MembershipRules.After(ending, Paid(), Now.AddDays(1)).State;
        Assert.Equal((3, null), (again.GracePeriodDays, again.CancelledAt));
    }

    [Fact]
    public void A_cancelled_membership_is_not_reminded_and_keeps_its_time()
    {
        var state = MembershipRules.After(null, Paid(), Now).State;
        var cancelled = MembershipRules.After(state, new MembershipFact.Cancelled(), Now).State;
        Assert.Equal((state.EndAt, state.EndAt), (cancelled.EndAt, NextDue.Of(cancelled, Now)));
    }

    [Fact]
    public void What_is_paid_during_a_pause_lies_after_what_was_left()
    {
        var state = MembershipRules.After(null, Paid(), Now).State;
        var paused = MembershipRules.After(state, new MembershipFact.Paused(), Now.AddDays(10)).State;
        Assert.Null(NextDue.Of(paused, Now.AddDays(10)));
        var paid = MembershipRules.After(paused, Paid(), Now.AddDays(200)).State;
        var resumed = MembershipRules.After(paid, new MembershipFact.Resumed(), Now.AddDays(210)).State;
        Assert.Equal(state.EndAt!.Value.AddDays(30 + 200), resumed.EndAt);
    }

    [Fact]
    public void An_end_set_into_the_past_ends_by_the_sweep_and_is_remembered_as_made_by_hand()
    {
        var state = MembershipRules.After(null, Paid(), Now).State;
        var at = Now.AddDays(5);
        var edited = MembershipRules.After(state, new MembershipFact.DatesEdited(at.AddDays(-4)), at).State;
        Assert.Equal(MembershipStatus.Active, edited.Status);
        var grace = MembershipRules.After(edited, new MembershipFact.PeriodEnded(), at);
        Assert.Null(grace.BuyerNotice);
        var ended = MembershipRules.After(grace.State, new MembershipFact.GraceEnded(), at);
        Assert.Equal((EndCause.DatesEdited, NoticeKind.Ended), (ended.State.EndCause, ended.BuyerNotice));
    }

    [Fact]
    public void What_a_state_forbids_throws()
    {
        var active = MembershipRules.After(null, Paid(), Now).State;
        var ended = MembershipRules.After(active, new MembershipFact.EndedNow("spam"), Now.AddDays(1)).State;
        foreach (var (state, fact) in new (MembershipState?, MembershipFact)[]
        {
            (null, new MembershipFact.Cancelled()), (active, new MembershipFact.PeriodEnded()),
            (active, new MembershipFact.GraceEnded()), (active, new MembershipFact.Resumed()),
            (ended, new MembershipFact.Paused()), (ended, new MembershipFact.EndedNow("again")),
            (ended, new MembershipFact.Cancelled()),
        })
        {
            Assert.NotNull(MembershipRules.WhyNot(state, fact, Now.AddDays(1)));
            Assert.Throws<InvalidOperationException>(() => MembershipRules.After(state, fact, Now.AddDays(1)));
        }
    }

    [Fact]
    public void Offsets_of_half_the_period_are_skipped_and_only_the_nearest_overdue_one_is_sent()
    {
        var state = MembershipRules.After(null, Paid(), Now).State;
        var end = state.EndAt!.Value;
        Assert.Equal(end.AddDays(-7), NextDue.Of(state, Now));
        Assert.Null(NextDue.FactAt(state, end.AddDays(-8)));
        Assert.Equal(new MembershipFact.Reminded(2), NextDue.FactAt(state, end.AddHours(-40)));
        var reminded = MembershipRules.After(state, new MembershipFact.Reminded(2), end.AddHours(-40)).State;
        Assert.Null(NextDue.FactAt(reminded, end.AddHours(-40)));
        Assert.Equal(end.AddDays(-1), NextDue.Of(reminded, end.AddHours(-40)));
    }

    private static MembershipFact.Paid Paid(MembershipTerms? terms = null) =>
        new(PaymentId.New(Now), "signature", "wallet", terms ?? Terms);
}
