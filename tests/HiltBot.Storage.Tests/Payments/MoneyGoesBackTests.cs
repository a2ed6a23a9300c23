using HiltBot.Engine.Memberships;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Payments.Refunds;
using HiltBot.Engine.Sandbox;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Payments;

/// <summary>Money on its way back: once, to whoever signed for it, and closed by the ledger alone.</summary>
public sealed class MoneyGoesBackTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task What_was_too_much_goes_back_to_an_address_that_signed_and_the_ledger_closes_it(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var desk = new Desk(store, shop);
        var paid = await shop.PayAsync(await shop.SessionAsync(), Till.Price + 2_000_000);
        await shop.SettleAsync();
        var refund = await desk.PreparedAsync(paid);
        Assert.Equal((RefundCause.Excess, 2_000_000, (string?)null),
            (refund.Cause, refund.Amount.MinorUnits, refund.ToWallet));
        Assert.IsType<RefundTransactionOutcome.NoAddress>(await desk.TransactionAsync(refund));
        Assert.Equal(1, await NoticesAsync(store, NoticeKind.RefundAddressAsked));

        var named = await desk.NameAddressAsync(refund, "home");
        Assert.Equal((FakeChain.Wallet("home"), RefundAddressFrom.Named), (named.ToWallet, named.ToFrom!.Value));
        var money = await desk.MoneyAsync(refund);
        await shop.SendAsync(PlayMove.ToReturn(money with { Amount = money.Amount with { MinorUnits = 1_999_999 } }));
        await shop.SendAsync(PlayMove.ToReturn(money with { ToWallet = FakeChain.Wallet("elsewhere") }));
        await shop.SendAsync(PlayMove.ToReturn(money with { FromWallet = FakeChain.Wallet("stranger") }));
        await shop.SendAsync(PlayMove.ToReturn(money) with { HasFailed = true });
        await shop.SettleAsync();
        Assert.Equal(RefundState.Prepared, (await desk.ReadAsync(refund)).State);

        var sent = await desk.SendBackAsync(money);
        await shop.SettleAsync();
        var closed = await desk.ReadAsync(refund);
        Assert.Equal((RefundState.Closed, sent), (closed.State, closed.Signature));
        Assert.Equal(1, await NoticesAsync(store, NoticeKind.RefundSent));
        Assert.IsType<PrepareRefundOutcome.NothingToReturn>(await desk.PrepareAsync(
            new RefundWish.OfTransfer((await shop.TransferAsync(paid)).Id)));
        Assert.IsType<RefundTransactionOutcome.Over>(await desk.TransactionAsync(refund));
        Assert.IsType<TendRefundOutcome.Over>(await desk.WithdrawAsync(refund));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Of_many_who_prepare_at_once_there_is_one_refund(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var desk = new Desk(store, shop);
        var session = await shop.SessionAsync();
        await shop.PayAsync(session);
        var second = await shop.PayAsync(session);
        await shop.SettleAsync();
        Assert.Equal(Verdict.Duplicate, (await shop.TransferAsync(second)).Verdict);
        var refunds = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => desk.PreparedAsync(second))));
        Assert.Single(refunds.Select(one => one.Id).Distinct());
        Assert.Equal(1, await store.ReadAsync(db => db.Refunds.CountAsync()));
        Assert.Equal((RefundCause.Unmatched, Till.Price), (refunds[0].Cause, refunds[0].Amount.MinorUnits));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Money_that_goes_back_counts_for_nobody_until_it_is_withdrawn(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var desk = new Desk(store, shop);
        var session = await shop.SessionAsync();
        await shop.PayAsync(session);
        var second = await shop.PayAsync(session);
        await shop.SettleAsync();
        var refund = await desk.PreparedAsync(second);
        Assert.IsType<SettleOutcome.BeingReturned>(await desk.SettleAsync(second, new SettleChoice.ForItsSession()));
        Assert.IsType<TendRefundOutcome.Done>(await desk.WithdrawAsync(refund));
        Assert.IsType<SettleOutcome.Settled>(await desk.SettleAsync(second, new SettleChoice.ForItsSession()));
        Assert.IsType<PrepareRefundOutcome.NothingToReturn>(await desk.PrepareAsync(
            new RefundWish.OfTransfer((await shop.TransferAsync(second)).Id)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_withdrawn_refund_that_lands_after_all_is_written_down_as_sent(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var desk = new Desk(store, shop);
        var paid = await shop.PayAsync(await shop.SessionAsync(), Till.Price + 2_000_000);
        await shop.SettleAsync();
        var refund = await desk.PreparedAsync(paid);
        await desk.NameAddressAsync(refund, "home");
        var money = await desk.MoneyAsync(refund);
        Assert.IsType<TendRefundOutcome.Done>(await desk.WithdrawAsync(refund));
        var sent = await desk.SendBackAsync(money);
        await shop.SettleAsync();
        Assert.Equal((RefundState.Closed, sent), ((await desk.ReadAsync(refund)).State, (await desk.ReadAsync(refund)).Signature));
        Assert.IsType<PrepareRefundOutcome.NothingToReturn>(await desk.PrepareAsync(
            new RefundWish.OfTransfer((await shop.TransferAsync(paid)).Id)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Only_a_wallet_that_signed_on_the_page_gets_it_back_unasked(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var desk = new Desk(store, shop);
        var (page, code) = (await shop.SessionAsync(), await shop.SessionAsync());
        var signed = await shop.PayAsync(page, Till.Price + 5_000);
        Assert.IsType<NameOutcome.Named>(await store.InScopeAsync<NameSignature, NameOutcome>(
            step => step.HandleAsync(page.Id, signed, shop.Payer, default)));
        var scanned = await shop.PayAsync(code, Till.Price + 5_000);
        await shop.SettleAsync();
        Assert.Equal((shop.Payer, RefundAddressFrom.SignedInSession),
            (await desk.PreparedAsync(signed) is var one ? (one.ToWallet, one.ToFrom!.Value) : default));
        Assert.Null((await desk.PreparedAsync(scanned)).ToWallet);
        Assert.Equal(1, await NoticesAsync(store, NoticeKind.RefundAddressAsked));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_address_is_named_by_its_own_signature_once_and_in_time(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var desk = new Desk(store, shop);
        var paid = await shop.PayAsync(await shop.SessionAsync(), Till.Price + 2_000_000);
        var other = await shop.PayAsync(await shop.SessionAsync(), Till.Price + 2_000_000);
        await shop.SettleAsync();
        var (refund, another) = (await desk.PreparedAsync(paid), await desk.PreparedAsync(other));
        var start = await StartAsync("home");
        Assert.IsType<RefundAddressOutcome.NotProven>(await desk.NameAsync(refund, start.Id, Desk.Sign("thief", start.Text)));
        Assert.IsType<RefundAddressOutcome.NotProven>(await desk.NameAsync(another, start.Id, Desk.Sign("home", start.Text)));
        var again = await StartAsync("home");
        Assert.IsType<RefundAddressOutcome.Named>(await desk.NameAsync(refund, again.Id, Desk.Sign("home", again.Text)));
        Assert.IsType<RefundAddressOutcome.NotProven>(await desk.NameAsync(refund, again.Id, Desk.Sign("home", again.Text)));
        var late = await StartAsync("other home");
        store.Time.Advance(MoneyProof.TimeToUse);
        Assert.IsType<RefundAddressOutcome.NotProven>(
            await desk.NameAsync(refund, late.Id, Desk.Sign("other home", late.Text)));
        Assert.Equal(FakeChain.Wallet("home"), (await desk.ReadAsync(refund)).ToWallet);
        Assert.Null((await desk.ReadAsync(another)).ToWallet);

        async Task<ProofStart.Started> StartAsync(string wallet) =>
            Assert.IsType<ProofStart.Started>(await store.InScopeAsync<StartMoneyProof, ProofStart>(
                step => step.ForRefundAsync(refund.AddressKey, FakeChain.Wallet(wallet), default)));
    }

    [Theory]
    [MemberData(nameof(Choices))]
    public async Task Of_a_payment_that_counted_the_merchant_chooses_what_becomes_of_access(
        string provider, RefundAccess access)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var desk = new Desk(store, shop);
        var session = await shop.SessionAsync();
        await shop.PayAsync(session);
        await shop.SettleAsync();
        var refund = Assert.IsType<PrepareRefundOutcome.Prepared>(
            await desk.PrepareAsync(new RefundWish.OfPayment(session.Id))).Refund;
        Assert.Equal((RefundCause.Paid, true), (refund.Cause, refund.HasMembership));
        Assert.IsType<TendRefundOutcome.Done>(await store.InScopeAsync<TendRefund, TendRefundOutcome>(
            step => step.ChooseAccessAsync(refund.StaffKey, access, default)));
        await desk.NameAddressAsync(refund, "home");
        Assert.Equal(MembershipStatus.Active, (await MembershipAsync(store)).Status);
        await desk.SendBackAsync(await desk.MoneyAsync(refund));
        await shop.SettleAsync();
        Assert.Equal(RefundState.Closed, (await desk.ReadAsync(refund)).State);
        Assert.Equal(PaymentStatus.Confirmed, (await shop.ReadAsync(session)).Status);
        var membership = await MembershipAsync(store);
        Assert.Equal(access == RefundAccess.EndNow, membership.Status != MembershipStatus.Active);
        Assert.Equal(
            access == RefundAccess.EndAtPeriodEnd,
            membership.Status == MembershipStatus.Active && membership.CancelledAt is not null);
        Assert.Equal(1, await store.ReadAsync(db => db.History.CountAsync(row => row.EventType == "refund_noted")));
        Assert.IsType<PrepareRefundOutcome.NothingToReturn>(
            await desk.PrepareAsync(new RefundWish.OfPayment(session.Id)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task While_a_signed_one_may_land_no_other_is_prepared_and_a_dead_one_is_forgotten(string provider)
    {
        await using var store = await Store.CreateOnFakeChainAsync(provider);
        var chain = (FakeChain)store.Services.GetService(typeof(FakeChain))!;
        var shop = await Till.OpenAsync(store);
        var desk = new Desk(store, shop);
        await shop.SettleAsync();
        var paid = chain.Pay(await shop.SessionAsync(), shop.Payer, Till.Price + 2_000_000);
        store.Time.Advance(TimeSpan.FromMinutes(1));
        await shop.SettleAsync();
        var refund = await desk.PreparedAsync(paid);
        await desk.NameAddressAsync(refund, "home");
        var money = await desk.MoneyAsync(refund);
        var lost = Solana.Keys.Signature.From([7, .. new byte[63]]).ToString();
        Assert.IsType<TendRefundOutcome.Done>(await NameAsync(lost));
        Assert.IsType<RefundTransactionOutcome.OnItsWay>(await desk.TransactionAsync(refund));
        Assert.IsType<TendRefundOutcome.OnItsWay>(await desk.WithdrawAsync(refund));
        Assert.IsType<TendRefundOutcome.OnItsWay>(
            await NameAsync(Solana.Keys.Signature.From([8, .. new byte[63]]).ToString()));
        chain.Build(200);
        Assert.IsType<RefundTransactionOutcome.Made>(await desk.TransactionAsync(refund));
        Assert.Equal(RefundState.Prepared, (await desk.ReadAsync(refund)).State);

        // Landed without a name: the reference says so, before anything else is prepared.
        chain.Return(money);
        Assert.IsType<RefundTransactionOutcome.Over>(await desk.TransactionAsync(refund));
        Assert.Equal(RefundState.Closed, (await desk.ReadAsync(refund)).State);

        Task<TendRefundOutcome> NameAsync(string signature) => store.InScopeAsync<TendRefund, TendRefundOutcome>(
            step => step.NameAsync(refund.StaffKey, signature, chain.FinalHeight + 150, default));
    }

    public static TheoryData<string, RefundAccess> Choices
    {
        get
        {
            var choices = new TheoryData<string, RefundAccess>();
            foreach (var provider in Store.Both.Select(row => row.Data))
            {
                foreach (var access in Enum.GetValues<RefundAccess>())
                {
                    choices.Add(provider, access);
                }
            }

            return choices;
        }
    }

    private static Task<Membership> MembershipAsync(Store store) => store.ReadAsync(db => db.Memberships.SingleAsync());

    private static Task<int> NoticesAsync(Store store, NoticeKind kind) =>
        store.ReadAsync(db => db.Notices.CountAsync(row => row.Kind == kind));
}
