using HiltBot.Engine.Payments;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Payments;

/// <summary>Once is the database's word (rule 3), also when many take the same money at the same moment.</summary>
public sealed class PaymentsAreTakenOnceTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_payment_on_the_play_ledger_is_confirmed_with_all_that_it_owes(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        await shop.SettleAsync();
        var session = await shop.SessionAsync();
        var signature = await shop.PayAsync(session);
        Assert.Contains(Engine.Outbox.Sweep.Settlement, store.Rung);
        await shop.SettleAsync();

        var payment = await shop.ReadAsync(session);
        Assert.Equal(
            (PaymentStatus.Confirmed, signature, Till.Price, shop.Payer),
            (payment.Status, payment.TxSignature, payment.ReceivedMinorUnits, payment.PayerWallet));
        Assert.Null(payment.DueAt);
        Assert.NotNull(payment.MembershipId);
        Assert.Equal(["membership.activated", "payment.confirmed", "receipt.created"], await shop.EventsAsync());
        var transfer = await shop.TransferAsync(signature);
        Assert.Equal((Verdict.Settles, session.Id), (transfer.Verdict, transfer.PaymentId!.Value));
        Assert.Equal(signature, await store.ReadAsync(db => db.Receipts.Select(row => row.TxSig).SingleAsync()));
        Assert.Equal(shop.Buyer.Id, await store.ReadAsync(
            db => db.BuyerWallets.Where(row => row.Address == shop.Payer).Select(row => row.BuyerId).SingleAsync()));
        Assert.Equal(store.Now, (await shop.AccountAsync()).ReadThroughAt);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Eight_confirmations_of_one_payment_give_one(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var session = await shop.SessionAsync();
        var signature = await shop.PayAsync(session);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RecordAsync(store, shop, session, signature)));

        Assert.Single(answers.OfType<Allocated.Counted>());
        Assert.Equal(7, answers.Count(answer => answer is null));
        Assert.Equal(["membership.activated", "payment.confirmed", "receipt.created"], await shop.EventsAsync());
        Assert.Equal(1, await store.ReadAsync(db => db.MembershipPeriods.CountAsync()));
        Assert.Equal(1, await store.ReadAsync(db => db.Receipts.CountAsync()));
        Assert.Equal(Till.Price, (await shop.ReadAsync(session)).ReceivedMinorUnits);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Eight_payments_for_one_membership_give_eight_stacked_periods(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var paid = new List<(Payment Session, string Signature)>();
        for (var i = 0; i < 8; i++)
        {
            var session = await shop.SessionAsync();
            paid.Add((session, await shop.PayAsync(session)));
        }

        await Task.WhenAll(paid.Select(one => RecordAsync(store, shop, one.Session, one.Signature)));
        var periods = await store.ReadAsync(
            db => db.MembershipPeriods.OrderBy(row => row.PeriodStartAt).ToListAsync());
        Assert.Equal(8, periods.Count);
        Assert.Single(periods.Select(row => row.MembershipId).Distinct());
        Assert.All(periods.Zip(periods.Skip(1)), pair => Assert.Equal(pair.First.PeriodEndAt, pair.Second.PeriodStartAt));
        Assert.Equal(8, await store.ReadAsync(db => db.Receipts.CountAsync()));
        Assert.Equal(8, (await shop.EventsAsync()).Count(name => name == "payment.confirmed"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Eight_sweeps_over_one_account_record_everything_once(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        await shop.SettleAsync();
        var session = await shop.SessionAsync();
        await shop.PayAsync(session);
        await shop.SendAsync(shop.Move(session) with { Memo = null, References = [], Shares = [Share(shop, 5)] });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => shop.SettleAsync()));
        var account = await shop.AccountAsync();
        Assert.Equal((1, 5), (account.DustCount, account.DustMinorUnits));
        Assert.Equal(1, await store.ReadAsync(db => db.Transfers.CountAsync()));
        Assert.Equal(PaymentStatus.Confirmed, (await shop.ReadAsync(session)).Status);
    }

    private static PlayShare Share(Till shop, long amount) => new(shop.Product.MerchantWallet, Till.Usdc,
        amount);

    private static Task<Allocated?> RecordAsync(Store store, Till shop, Payment session, string signature) =>
        store.InScopeAsync<IPaymentChain, Allocated?>(async chain =>
        {
            var transaction = (await chain.ReadAsync([signature], default))[0]!;
            var facts = new AccountFacts(
                shop.Product.ReceivingAccount, shop.Product.MerchantWallet, shop.Product.TokenMint);
            return await store.InScopeAsync<RecordTransfer, Allocated?>(record => record.HandleAsync(
                transaction, facts, new Marked([session.Id], []), new HashSet<MerchantId> { shop.Product.MerchantId }, default));
        });
}
