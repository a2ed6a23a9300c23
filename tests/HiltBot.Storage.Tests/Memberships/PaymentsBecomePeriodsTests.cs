using HiltBot.Engine.Memberships;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Memberships;

public sealed class PaymentsBecomePeriodsTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Paying_early_adds_the_new_period_to_the_old_end(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Club.OpenAsync(store);
        var first = (await shop.PayAsync())!;
        Assert.Equal(new DateTimeOffset(2026, 4, 1, 10, 0, 0, TimeSpan.Zero), first.CurrentPeriodEndAt);
        store.Time.Advance(TimeSpan.FromDays(10));
        var second = (await shop.PayAsync())!;
        Assert.Equal((first.Id, first.BuyerId, 1), (second.Id, second.BuyerId, second.RenewalCount));
        Assert.Equal(first.CurrentPeriodEndAt!.Value.AddDays(30), second.CurrentPeriodEndAt);
        Assert.Equal(first.CurrentPeriodStartAt, second.CurrentPeriodStartAt);
        Assert.Equal(["membership.activated", "membership.renewed"], await shop.EventsAsync());
        Assert.Equal(["Renewed"], await shop.NoticesAsync());
        var seat = await store.ReadAsync(db => db.Seats.SingleAsync());
        Assert.Equal(("sim:gold", "ann", true), (seat.TargetId, seat.AccountId, seat.DueAt is not null));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Eight_payments_at_the_same_moment_give_eight_stacked_periods(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Club.OpenAsync(store);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => shop.PayAsync())));
        var periods = await store.ReadAsync(db => db.MembershipPeriods.OrderBy(row => row.PeriodStartAt).ToListAsync());
        var membership = await store.ReadAsync(db => db.Memberships.SingleAsync());
        Assert.Equal(8, periods.Count);
        Assert.All(periods.Zip(periods.Skip(1)), pair =>
            Assert.Equal(pair.First.PeriodEndAt, pair.Second.PeriodStartAt));
        Assert.Equal((periods[^1].PeriodEndAt, 7), (membership.CurrentPeriodEndAt, membership.RenewalCount));
        Assert.Equal(1, await store.ReadAsync(db => db.Buyers.CountAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Who_was_revoked_and_pays_again_in_the_same_hour_can_renew_early_as_well(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Club.OpenAsync(store);
        var membership = (await shop.PayAsync())!;
        await shop.PayAsync();
        await store.InScopeAsync<EndMembership>(step => step.HandleAsync(
            shop.Merchant.Id, membership.Id, new EndRequest(EndWhen.Now, "by mistake"), Actor.System, default));
        store.Time.Advance(TimeSpan.FromMinutes(1));
        var again = (await shop.PayAsync())!;
        var renewed = (await shop.PayAsync())!;
        Assert.Equal(again.CurrentPeriodEndAt!.Value.AddDays(30), renewed.CurrentPeriodEndAt);
        Assert.Equal(2, await store.ReadAsync(db => db.MembershipPeriods.CountAsync(row => row.RevokedAt == null)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_lasts_for_ever_and_is_paused_can_be_paid_again_and_again(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Club.OpenAsync(store, product => product.BillingUnit = null);
        var membership = (await shop.PayAsync())!;
        await store.InScopeAsync<PauseMembership>(step =>
            step.HandleAsync(shop.Merchant.Id, membership.Id, Actor.System, default));
        store.Time.Advance(TimeSpan.FromMinutes(1));
        await shop.PayAsync();
        await shop.PayAsync();
        Assert.Equal(3, await store.ReadAsync(db => db.MembershipPeriods.CountAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task One_payment_gives_one_period_however_often_it_is_applied(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Club.OpenAsync(store);
        var payment = shop.NewPayment();
        await shop.ConfirmAsync(payment);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => store.InScopeAsync<Work>(work =>
            store.InScopeAsync<ApplyPayment>(apply => work.RunAsync(
                async db => await apply.InAsync(
                    db, await db.Payments.SingleAsync(), store.Now, CancellationToken.None),
                CancellationToken.None))))));
        Assert.Equal(1, await store.ReadAsync(db => db.MembershipPeriods.CountAsync()));
        Assert.Equal(["membership.activated"], await shop.EventsAsync());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Without_an_identity_the_paying_wallet_is_the_member(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Club.OpenAsync(store);
        var membership = (await shop.PayAsync(account: null))!;
        Assert.Equal((IdentityType.Wallet, "payer-nobody"), (membership.IdentityType, membership.IdentityValue));
        Assert.Equal(membership.BuyerId, (await store.ReadAsync(db => db.BuyerWallets.SingleAsync())).BuyerId);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_disabled_offer_makes_no_members_and_renews_those_it_has(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Club.OpenAsync(store);
        var ann = (await shop.PayAsync("ann"))!;
        await store.WriteAsync(async db => (await db.Products.SingleAsync()).MembershipEnabled = false);
        Assert.Null(await shop.PayAsync("bob"));
        Assert.Equal(ann.Id, (await shop.PayAsync("ann"))!.Id);
        Assert.Equal(2, await store.ReadAsync(db => db.MembershipPeriods.CountAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_gift_makes_extends_and_revives_a_member(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Club.OpenAsync(store);
        var to = new GiftTo(shop.Product.Id, Platform.SimServer, "bob", "Bob");
        var made = await GiveAsync(shop, to);
        var again = await GiveAsync(shop, to);
        Assert.Equal((made.Id, made.CurrentPeriodEndAt!.Value.AddDays(7)), (again.Id, again.CurrentPeriodEndAt));
        var ended = await store.InScopeAsync<EndMembership, MembershipOutcome>(step => step.HandleAsync(
            shop.Merchant.Id, made.Id, new EndRequest(EndWhen.Now, "spam"), Actor.Merchant("ada"),
            CancellationToken.None));
        var revoked = Assert.IsType<MembershipOutcome.Done>(ended).Membership;
        Assert.Equal((MembershipStatus.Expired, EndCause.Revoked, null),
            (revoked.Status, revoked.EndCause, revoked.DueAt));
        var revived = await GiveAsync(shop, to);
        Assert.Equal((MembershipStatus.Active, made.CurrentPeriodEndAt), (revived.Status, revived.CurrentPeriodEndAt));
        Assert.Equal(["Gifted", "Gifted", "Gifted", "Revoked"], (await shop.NoticesAsync()).Order());
        var statuses = await store.ReadAsync(db => db.MembershipPeriods.Select(row => row.Status).ToListAsync());
        Assert.Equal([PeriodStatus.Revoked, PeriodStatus.Revoked, PeriodStatus.Gifted], statuses.Order());
    }

    private static async Task<Membership> GiveAsync(Club shop, GiftTo to) =>
        Assert.IsType<MembershipOutcome.Done>(await shop.Store.InScopeAsync<GiftMembership, MembershipOutcome>(step =>
            step.HandleAsync(
                new GiftRequest(shop.Merchant.Id, null, to, 7, "welcome", Actor.Merchant("ada")),
                CancellationToken.None))).Membership;
}
