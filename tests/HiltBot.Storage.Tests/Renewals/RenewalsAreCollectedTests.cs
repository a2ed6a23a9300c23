using HiltBot.Engine.Memberships;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Renewals;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Renewals;

public sealed class RenewalsAreCollectedTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_period_ends_at_the_ledgers_boundary_and_the_next_one_is_collected_there_once(string provider)
    {
        await using var store = await Circle.StoreAsync(provider);
        var circle = await Circle.OpenAsync(store);
        var id = await circle.JoinAsync("ann", 25_000_000);
        var boundary = circle.Ledger.SubscriptionOf(circle.Plan, FakeChain.Wallet("ann"))!.PeriodStartAt.AddDays(30);
        Assert.Equal(AuthorizationStatus.Active, (await circle.AuthorizationAsync()).Status);
        Assert.Equal(boundary, (await circle.MemberAsync(id)).CurrentPeriodEndAt);

        await circle.LiveAsync(TimeSpan.FromDays(31));
        var member = await circle.MemberAsync(id);
        Assert.Equal((MembershipStatus.Active, boundary.AddDays(30), 1), (member.Status, member.CurrentPeriodEndAt, member.RenewalCount));
        Assert.Single(circle.Ledger.Landed);
        var payment = await store.ReadAsync(db => db.Payments.SingleAsync(row => row.Origin == PaymentOrigin.Collected));
        Assert.Equal((PaymentStatus.Confirmed, Circle.Price, id), (payment.Status, payment.AmountMinorUnits, payment.MembershipId));
        Assert.Equal(2, await store.ReadAsync(db => db.Receipts.CountAsync()));
        Assert.Equal(
            [boundary, boundary.AddDays(30)], (await circle.PeriodsAsync()).Select(row => row.PeriodEndAt!.Value));
        Assert.DoesNotContain(await circle.NoticesAsync(), row => row.Kind == NoticeKind.CollectionFailed);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_empty_wallet_is_warned_of_then_grace_begins_at_the_failure_and_a_filled_one_pays_within_it(
        string provider)
    {
        await using var store = await Circle.StoreAsync(provider);
        var circle = await Circle.OpenAsync(store);
        var id = await circle.JoinAsync("ann", 0);
        await circle.LiveAsync(TimeSpan.FromDays(28));
        Assert.Equal([NoticeKind.CollectionAtRisk], Kinds(await circle.NoticesAsync(), NoticeKind.CollectionAtRisk));

        await circle.LiveAsync(TimeSpan.FromDays(2) + TimeSpan.FromHours(1));
        Assert.Equal(MembershipStatus.GracePeriod, (await circle.MemberAsync(id)).Status);
        await circle.LiveAsync(TimeSpan.FromHours(20));
        Assert.Equal(4, (await circle.CollectionsAsync())[0].Failures);
        Assert.Single(Kinds(await circle.NoticesAsync(), NoticeKind.CollectionFailed));

        circle.Fill("ann", Circle.Price);
        await circle.LiveAsync(TimeSpan.FromHours(12));
        var member = await circle.MemberAsync(id);
        Assert.Equal((MembershipStatus.Active, 1), (member.Status, member.RenewalCount));
        Assert.Equal((await circle.PeriodsAsync())[0].PeriodEndAt!.Value.AddDays(30), member.CurrentPeriodEndAt);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_wallet_that_stays_empty_loses_access_after_grace_and_nothing_is_pulled_later(string provider)
    {
        await using var store = await Circle.StoreAsync(provider);
        var circle = await Circle.OpenAsync(store);
        var id = await circle.JoinAsync("ann", 0);
        await circle.LiveAsync(TimeSpan.FromDays(34));
        Assert.Equal(MembershipStatus.Expired, (await circle.MemberAsync(id)).Status);
        circle.Fill("ann", Circle.Price * 10);
        await circle.LiveAsync(TimeSpan.FromDays(40));
        Assert.Empty(circle.Ledger.Landed);
        Assert.Equal(AuthorizationStatus.Expired, (await circle.AuthorizationAsync()).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_pull_whose_answer_is_lost_is_resolved_by_its_signature_and_never_made_again(string provider)
    {
        await using var store = await Circle.StoreAsync(provider);
        var circle = await Circle.OpenAsync(store);
        var id = await circle.JoinAsync("ann", Circle.Price * 5);
        circle.Ledger.Fates.Enqueue(PullFate.AnswerLost);
        await circle.LiveAsync(TimeSpan.FromDays(31));
        Assert.Single(circle.Ledger.Landed);
        Assert.Equal(1, (await circle.MemberAsync(id)).RenewalCount);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_dropped_pull_is_sent_again_until_it_is_dead_and_then_another_is_made(string provider)
    {
        await using var store = await Circle.StoreAsync(provider);
        var circle = await Circle.OpenAsync(store);
        var id = await circle.JoinAsync("ann", Circle.Price * 5);
        circle.Ledger.Fates.Enqueue(PullFate.Dropped);
        circle.Ledger.Fates.Enqueue(PullFate.Dropped);
        await circle.LiveAsync(TimeSpan.FromDays(30) + TimeSpan.FromSeconds(8));
        var first = (await circle.CollectionsAsync())[0].Signature;
        circle.Chain.Build(1_000);
        await circle.LiveAsync(TimeSpan.FromMinutes(5));
        var collection = (await circle.CollectionsAsync())[0];
        Assert.Equal(CollectionStatus.Collected, collection.Status);
        Assert.NotNull(first);
        Assert.Single(circle.Ledger.Landed);
        Assert.Equal(MembershipStatus.Active, (await circle.MemberAsync(id)).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Nothing_is_pulled_while_the_membership_is_paid_beyond_the_boundary(string provider)
    {
        await using var store = await Circle.StoreAsync(provider);
        var circle = await Circle.OpenAsync(store);
        var id = await circle.JoinAsync("ann", Circle.Price * 5);
        var byHand = circle.NewPayment("ann");
        await store.WriteAsync(async db =>
        {
            db.Payments.Add(byHand);
            await Task.CompletedTask;
        });
        circle.Chain.Pay(byHand, FakeChain.Wallet("ann"));
        await circle.LiveAsync(TimeSpan.FromDays(59));
        Assert.Empty(circle.Ledger.Landed);
        await circle.LiveAsync(TimeSpan.FromDays(2));
        Assert.Single(circle.Ledger.Landed);
        Assert.Equal((MembershipStatus.Active, 2), await StatusAsync(circle, id));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_revoked_approval_needs_the_payer_again_and_a_given_one_heals_it(string provider)
    {
        await using var store = await Circle.StoreAsync(provider);
        var circle = await Circle.OpenAsync(store);
        var id = await circle.JoinAsync("ann", Circle.Price * 5);
        circle.Ledger.Wallet(FakeChain.Wallet("ann"), Circle.Usdc, account => account with { Delegate = null });
        await circle.LiveAsync(TimeSpan.FromDays(28));
        Assert.Equal(
            (AuthorizationStatus.RequiresReapproval, CollectionTrouble.ApprovalRevoked),
            ((await circle.AuthorizationAsync()).Status, (await circle.AuthorizationAsync()).Trouble));
        Assert.Single(Kinds(await circle.NoticesAsync(), NoticeKind.ReapprovalRequired));
        Assert.Equal(1, await store.ReadAsync(db => db.WebhookEvents.CountAsync(
            row => row.EventType == "membership.reapproval_required")));

        circle.Ledger.Subscribe(circle.Plan, FakeChain.Wallet("bob"));
        circle.Ledger.Wallet(FakeChain.Wallet("ann"), Circle.Usdc, account => account with
        {
            Delegate = circle.Ledger.AddressesOf(
                circle.Plan.PlanAccount, FakeChain.Wallet("ann"), Circle.Usdc, circle.Plan.TokenProgram).Authority,
        });
        await circle.LiveAsync(TimeSpan.FromDays(3));
        Assert.Equal((MembershipStatus.Active, 1), await StatusAsync(circle, id));
        Assert.Equal(AuthorizationStatus.Active, (await circle.AuthorizationAsync()).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task While_the_ledger_cannot_be_read_the_member_stays_until_twelve_hours_after_the_boundary(string provider)
    {
        await using var store = await Circle.StoreAsync(provider);
        var circle = await Circle.OpenAsync(store, graceDays: 1);
        var id = await circle.JoinAsync("ann", Circle.Price * 5);
        await circle.LiveAsync(TimeSpan.FromDays(29));
        circle.Ledger.Broken = "Every node is away.";
        await circle.LiveAsync(TimeSpan.FromDays(1) + TimeSpan.FromHours(11));
        Assert.Equal((MembershipStatus.Active, 0), await StatusAsync(circle, id));
        await circle.LiveAsync(TimeSpan.FromHours(2));
        Assert.Equal((MembershipStatus.GracePeriod, 0), await StatusAsync(circle, id));
        circle.Ledger.Broken = null;
        await circle.LiveAsync(TimeSpan.FromHours(1));
        Assert.Equal((MembershipStatus.Active, 1), await StatusAsync(circle, id));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Whoever_cancels_in_chat_is_pulled_from_no_more_and_keeps_what_is_paid(string provider)
    {
        await using var store = await Circle.StoreAsync(provider);
        var circle = await Circle.OpenAsync(store);
        var id = await circle.JoinAsync("ann", Circle.Price * 5);
        await store.InScopeAsync<CancelMembership>(step => step.HandleAsync(
            circle.Product.MerchantId, id, Engine.Storage.Actor.System, default));
        await circle.LiveAsync(TimeSpan.FromDays(29));
        Assert.Equal((MembershipStatus.Active, 0), await StatusAsync(circle, id));
        await circle.LiveAsync(TimeSpan.FromDays(6));
        Assert.Equal((MembershipStatus.Expired, 0), await StatusAsync(circle, id));
        Assert.Empty(circle.Ledger.Landed);
    }

    private static async Task<(MembershipStatus, int)> StatusAsync(Circle circle, Engine.Values.MembershipId id)
    {
        var member = await circle.MemberAsync(id);
        return (member.Status, member.RenewalCount);
    }

    private static List<NoticeKind> Kinds(IEnumerable<Notice> notices, NoticeKind kind) =>
        [.. notices.Select(row => row.Kind).Where(one => one == kind)];
}
