using HiltBot.Engine.Payments;
using HiltBot.Engine.Payments.Refunds;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Payments;

/// <summary>Money without a memo is claimed by the wallet that sent it, and counts once.</summary>
public sealed class MoneyIsClaimedTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task The_sending_wallet_claims_it_for_its_session_and_nobody_elses(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var desk = new Desk(store, shop);
        var session = await shop.SessionAsync();
        var sent = await desk.SendPlainAsync("payer", Till.Price);
        await desk.SendPlainAsync("other", Till.Price);
        await shop.SettleAsync();
        var money = await shop.TransferAsync(sent);
        Assert.Null((await desk.ProveAsync(session, "payer", signer: "thief")).Offers);
        var (thief, offers) = await desk.ProveAsync(session, "thief");
        Assert.Empty(offers!);
        Assert.IsType<ClaimOutcome.NotClaimable>(await desk.ClaimAsync(session, thief, money.Id));

        var (proof, mine) = await desk.ProveAsync(session, "payer");
        Assert.Equal(money.Id, Assert.Single(mine!).Id);
        Assert.True(Assert.IsType<ClaimOutcome.Counted>(await desk.ClaimAsync(session, proof, money.Id)).Completes);
        Assert.Equal((PaymentStatus.Confirmed, sent), (await shop.ReadAsync(session) is var paid
            ? (paid.Status, paid.TxSignature) : default));
        Assert.Equal(1, await store.ReadAsync(db => db.MembershipPeriods.CountAsync()));
        Assert.IsType<ClaimOutcome.NotClaimable>(await desk.ClaimAsync(session, proof, money.Id));
        Assert.Equal((FakeChain.Wallet("payer"), RefundAddressFrom.SignedMessage),
            (await RefundOfAsync(store, desk, session) is var refund ? (refund.ToWallet, refund.ToFrom!.Value) : default));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task One_transfer_claimed_for_many_sessions_and_settled_at_once_counts_once(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var desk = new Desk(store, shop);
        var sessions = new List<(Payment Session, MoneyProofId Proof)>();
        var sent = await desk.SendPlainAsync("payer", Till.Price);
        await shop.SettleAsync();
        for (var i = 0; i < 6; i++)
        {
            var session = await shop.SessionAsync();
            sessions.Add((session, (await desk.ProveAsync(session, "payer")).Proof));
        }

        var money = await shop.TransferAsync(sent);
        var claims = sessions.Select(one => Task.Run<object>(
            async () => await desk.ClaimAsync(one.Session, one.Proof, money.Id)));
        var staff = Task.Run<object>(async () => await desk.SettleAsync(
            sent, new SettleChoice.ForMember(shop.Product.Id, shop.Buyer.Id)));
        var outcomes = await Task.WhenAll(claims.Append(staff));
        Assert.Single(outcomes, one => one is ClaimOutcome.Counted or SettleOutcome.Settled);
        Assert.Equal(1, await store.ReadAsync(db => db.Payments.CountAsync(row => row.Status == PaymentStatus.Confirmed)));
        Assert.Equal(1, await store.ReadAsync(db => db.MembershipPeriods.CountAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Parts_add_up_and_the_rest_is_asked_for(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var desk = new Desk(store, shop);
        var session = await shop.SessionAsync();
        var part = await desk.SendPlainAsync("payer", Till.Price - 1_000_000);
        await shop.SettleAsync();
        var (proof, _) = await desk.ProveAsync(session, "payer");
        Assert.False(Assert.IsType<ClaimOutcome.Counted>(
            await desk.ClaimAsync(session, proof, (await shop.TransferAsync(part)).Id)).Completes);
        Assert.Equal(Till.Price - 1_000_000, (await shop.ReadAsync(session)).ReceivedMinorUnits);
        await shop.PayAsync(session, 1_000_000);
        await shop.SettleAsync();
        Assert.Equal(PaymentStatus.Confirmed, (await shop.ReadAsync(session)).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task After_the_session_it_settles_by_itself_while_all_agrees_and_else_the_merchant_decides(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var desk = new Desk(store, shop);
        var (same, renewed) = (await shop.SessionAsync(), await shop.SessionAsync());
        await shop.MoveAsync(TimeSpan.FromHours(2));
        await shop.SettleAsync();
        await shop.EndAsync();
        Assert.Equal(PaymentStatus.Failed, (await shop.ReadAsync(same)).Status);
        var first = await desk.SendPlainAsync("payer", Till.Price);
        var second = await desk.SendPlainAsync("payer", Till.Price);
        await shop.SettleAsync();
        var (proof, _) = await desk.ProveAsync(same, "payer");
        var settled = Assert.IsType<ClaimOutcome.SettledLate>(
            await desk.ClaimAsync(same, proof, (await shop.TransferAsync(first)).Id));
        Assert.NotEqual(same.Id, settled.PaymentId);

        await store.WriteAsync(db => db.Products.ExecuteUpdateAsync(
            set => set.SetProperty(row => row.AmountMinorUnits, Till.Price * 2)));
        var (again, _) = await desk.ProveAsync(renewed, "payer");
        Assert.IsType<ClaimOutcome.MerchantDecides>(
            await desk.ClaimAsync(renewed, again, (await shop.TransferAsync(second)).Id));
        var left = await shop.TransferAsync(second);
        Assert.Equal((Verdict.Late, renewed.Id), (left.Verdict, left.ConcernsPaymentId!.Value));
        Assert.Equal(FakeChain.Wallet("payer"), (await desk.PreparedAsync(second)).ToWallet);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Money_of_another_day_is_not_offered_and_an_old_signature_is_not_enough(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var desk = new Desk(store, shop);
        await desk.SendPlainAsync("payer", Till.Price);
        await shop.SettleAsync();
        await shop.MoveAsync(TimeSpan.FromHours(2));
        var session = await shop.SessionAsync();
        Assert.Empty((await desk.ProveAsync(session, "payer")).Offers!);
        var near = await desk.SendPlainAsync("payer", Till.Price);
        await shop.SettleAsync();
        var (proof, offers) = await desk.ProveAsync(session, "payer");
        Assert.Single(offers!);
        store.Time.Advance(MoneyProof.TimeToUse);
        Assert.IsType<ClaimOutcome.NotProven>(
            await desk.ClaimAsync(session, proof, (await shop.TransferAsync(near)).Id));
    }

    private static async Task<RefundView> RefundOfAsync(Store store, Desk desk, Payment session)
    {
        Assert.Equal(1, await store.ReadAsync(db => db.Transfers.CountAsync(row => row.PaymentId == session.Id)));
        return Assert.IsType<PrepareRefundOutcome.Prepared>(
            await desk.PrepareAsync(new RefundWish.OfPayment(session.Id))).Refund;
    }
}
