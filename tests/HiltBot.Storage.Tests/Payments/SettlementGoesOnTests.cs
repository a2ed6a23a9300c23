using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Storage.Tests.Payments;

/// <summary>What cannot be read holds an account for a day at most, and is settled when it can be read after all.</summary>
public sealed class SettlementGoesOnTests
{
    /// <summary>More than one read of an account takes.</summary>
    private const int OddCount = 55;

    private static readonly TimeSpan HalfAnHour = TimeSpan.FromMinutes(30);

    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task After_a_day_reading_goes_on_past_it_and_the_merchant_is_told_once(string provider)
    {
        await using var store = await OpenAsync(provider);
        var (shop, chain) = (await Till.OpenAsync(store), Chain(store));
        await shop.SettleAsync();
        var through = (await shop.AccountAsync()).ReadThroughAt;
        var (odd, fine) = (await shop.SessionAsync(), await shop.SessionAsync());
        var lost = chain.Pay(odd, shop.Payer);
        chain.Pay(fine, shop.Payer);
        chain.Garble(lost);
        await PassAsync(store, shop, TimeSpan.FromHours(23));
        Assert.Equal(PaymentStatus.Confirmed, (await shop.ReadAsync(fine)).Status);
        Assert.Equal(through, (await shop.AccountAsync()).ReadThroughAt);
        Assert.Equal(0, await NoticesAsync(store));
        Assert.True(Assert.Single((await ListAsync(store, shop)).Unreadable).HoldsAccount);

        await PassAsync(store, shop, TimeSpan.FromHours(2));
        var account = await shop.AccountAsync();
        Assert.True(account.ReadThroughAt > through.GetValueOrDefault().AddHours(24) && account.FailingSince is null);
        Assert.Equal(1, await NoticesAsync(store));
        var item = Assert.Single((await ListAsync(store, shop)).Unreadable);
        Assert.Equal((lost, account.Address, "The transaction version is unknown.", false),
            (item.Signature, item.Account, item.Reason, item.HoldsAccount));
        await shop.EndAsync();
        Assert.Equal(PaymentStatus.Failed, (await shop.ReadAsync(odd)).Status);

        chain.Garble(lost, isGarbled: false);
        store.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await RetryAsync(store));
        var transfer = await shop.TransferAsync(lost);
        Assert.Equal((Verdict.SettledLater, odd.Id), (transfer.Verdict, transfer.ConcernsPaymentId!.Value));
        Assert.Empty((await ListAsync(store, shop)).Unreadable);
        Assert.Equal(1, await NoticesAsync(store));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_ledger_that_gives_out_nothing_at_all_is_never_passed_over(string provider)
    {
        await using var store = await OpenAsync(provider);
        var (shop, chain) = (await Till.OpenAsync(store), Chain(store));
        await shop.SettleAsync();
        var known = chain.Pay(await shop.SessionAsync(), shop.Payer);
        store.Time.Advance(TimeSpan.FromSeconds(60));
        await shop.SettleAsync();
        var through = (await shop.AccountAsync()).ReadThroughAt;
        var session = await shop.SessionAsync();
        var lost = chain.Pay(session, shop.Payer);
        chain.Forget(known);
        chain.Forget(lost);
        await PassAsync(store, shop, TimeSpan.FromHours(26));
        Assert.Equal(through, (await shop.AccountAsync()).ReadThroughAt);
        Assert.Equal(0, await NoticesAsync(store));

        chain.Forget(known, isForgotten: false);
        await PassAsync(store, shop, TimeSpan.FromHours(1));
        Assert.True((await shop.AccountAsync()).ReadThroughAt > through);
        Assert.Equal(1, await NoticesAsync(store));
        Assert.Equal("The ledger lists it and does not give it out.", Assert.Single((await ListAsync(store, shop)).Unreadable).Reason);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task One_known_transaction_that_is_gone_too_does_not_hold_the_account_where_others_are_read(string provider)
    {
        await using var store = await OpenAsync(provider);
        var (shop, chain) = (await Till.OpenAsync(store), Chain(store));
        await shop.SettleAsync();
        chain.Pay(await shop.SessionAsync(), shop.Payer);
        var newest = chain.Pay(await shop.SessionAsync(), shop.Payer);
        store.Time.Advance(TimeSpan.FromSeconds(60));
        await shop.SettleAsync();
        var through = (await shop.AccountAsync()).ReadThroughAt;
        var lost = chain.Pay(await shop.SessionAsync(), shop.Payer);
        chain.Forget(newest);
        chain.Forget(lost);
        await PassAsync(store, shop, TimeSpan.FromHours(26));
        Assert.True((await shop.AccountAsync()).ReadThroughAt > through);
        Assert.Equal(1, await NoticesAsync(store));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Many_of_them_hold_up_no_money_and_are_looked_at_only_a_few_times_more(string provider)
    {
        await using var store = await OpenAsync(provider);
        var (shop, chain) = (await Till.OpenAsync(store), Chain(store));
        await shop.SettleAsync();
        var session = await shop.SessionAsync();
        var paid = chain.Pay(session, shop.Payer);
        var odd = new List<string>();
        for (var i = 0; i < OddCount; i++)
        {
            odd.Add(chain.Pay(session, shop.Payer));
            chain.Garble(odd[^1]);
        }

        store.Time.Advance(TimeSpan.FromSeconds(60));
        await shop.SettleAsync();
        Assert.Equal(paid, (await shop.ReadAsync(session)).TxSignature);
        Assert.NotNull((await shop.AccountAsync()).FailingSince);

        var dayAgo = store.Time.Now().AddHours(-25);
        await store.WriteAsync(db => db.Unreadable.ExecuteUpdateAsync(set => set
            .SetProperty(row => row.FirstTriedAt, dayAgo).SetProperty(row => row.Tries, UnreadableRule.TriesMin)));
        await PassAsync(store, shop, 2 * HalfAnHour);
        Assert.Null((await shop.AccountAsync()).FailingSince);
        Assert.Equal(OddCount, await store.ReadAsync(db => db.Unreadable.CountAsync(row => row.SetAsideAt != null)));

        var looks = 0;
        for (var i = 0; i < 12; i++)
        {
            store.Time.Advance(TimeSpan.FromDays(60));
            for (int done; (done = await RetryAsync(store)) > 0;)
            {
                looks += done;
            }
        }

        Assert.Equal(8 * OddCount, looks);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_owner_lets_reading_go_on_at_once_and_a_stranger_does_not(string provider)
    {
        await using var store = await OpenAsync(provider);
        var (shop, chain) = (await Till.OpenAsync(store), Chain(store));
        var stranger = await Till.OpenAsync(store, "stranger");
        await shop.SettleAsync();
        var session = await shop.SessionAsync();
        var odd = chain.Pay(session, shop.Payer);
        chain.Garble(odd);
        await PassAsync(store, shop, 2 * HalfAnHour);
        var item = Assert.Single((await ListAsync(store, shop)).Unreadable);
        Assert.IsType<ReleaseOutcome.UnknownTransaction>(await ReleaseAsync(store, stranger, item.Id, Actor.System));
        Assert.IsType<ReleaseOutcome.NotAllowed>(await ReleaseAsync(store, shop, item.Id, Actor.Buyer("somebody")));
        Assert.NotNull((await shop.AccountAsync()).FailingSince);
        Assert.IsType<ReleaseOutcome.Released>(await ReleaseAsync(store, shop, item.Id, Actor.System));
        Assert.IsType<ReleaseOutcome.HoldsNothing>(await ReleaseAsync(store, shop, item.Id, Actor.System));
        await shop.SettleAsync();
        var account = await shop.AccountAsync();
        Assert.True(account.FailingSince is null && account.ReadThroughAt > store.Now.AddMinutes(-1));
        Assert.Equal(0, await NoticesAsync(store));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_named_signature_that_never_lands_is_freed_when_it_cannot_land_any_more(string provider)
    {
        await using var store = await OpenAsync(provider);
        var (shop, chain) = (await Till.OpenAsync(store), Chain(store));
        await shop.SettleAsync();
        var session = await shop.SessionAsync();
        var dropped = FakeSignature(1);
        await NameAsync(store, session, dropped);
        await LookAsync(store, shop);
        Assert.Equal((PaymentStatus.PendingConfirmation, dropped), Named(await shop.ReadAsync(session)));
        chain.Build(180);
        await LookAsync(store, shop);
        Assert.Equal((PaymentStatus.PendingConfirmation, dropped), Named(await shop.ReadAsync(session)));
        chain.Build(1);
        await LookAsync(store, shop);
        var payment = await shop.ReadAsync(session);
        Assert.Equal((PaymentStatus.PendingSignature, (string?)null), Named(payment));
        Assert.Equal((dropped, 1, payment.ExpiresAt.AddMinutes(2)), (payment.LostSignature, payment.LookUps, payment.DueAt));

        // Another is named and heard of, so it waits; then it lands, and pays.
        var paid = chain.Pay(session, shop.Payer);
        chain.Hold(paid);
        await NameAsync(store, session, paid);
        chain.Build(1_000);
        await LookAsync(store, shop);
        Assert.Equal((PaymentStatus.PendingConfirmation, paid), Named(await shop.ReadAsync(session)));
        chain.Release(paid);
        await LookAsync(store, shop);
        Assert.Equal(PaymentStatus.Confirmed, (await shop.ReadAsync(session)).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_named_transaction_that_pays_something_else_is_freed_and_the_session_stays_open(string provider)
    {
        await using var store = await OpenAsync(provider);
        var (shop, chain) = (await Till.OpenAsync(store), Chain(store));
        await shop.SettleAsync();
        var session = await shop.SessionAsync();
        var foreign = chain.Add([new(FakeChain.Wallet("x"), FakeChain.Wallet("x"), Till.Usdc, 5)], shop.Payer);
        await NameAsync(store, session, foreign);
        await LookAsync(store, shop);
        var payment = await shop.ReadAsync(session);
        Assert.Equal((PaymentStatus.PendingSignature, (string?)null), Named(payment));
        Assert.Equal(foreign, payment.LostSignature);
        Assert.Equal(0, await store.ReadAsync(db => db.Transfers.CountAsync()));

        // Part of the price frees the name as well, and nothing is called lost by it.
        var part = chain.Pay(session, shop.Payer, 4_000_000);
        await NameAsync(store, session, part);
        await LookAsync(store, shop);
        payment = await shop.ReadAsync(session);
        Assert.Equal((PaymentStatus.PendingConfirmation, (string?)null), Named(payment));
        Assert.Equal((null, 4_000_000L), (payment.LostSignature, payment.ReceivedMinorUnits));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Slow_nodes_never_make_a_claim_outlive_its_time(string provider)
    {
        await using var store = await OpenAsync(provider);
        var (shop, chain) = (await Till.OpenAsync(store), Chain(store));
        await shop.SettleAsync();
        var sessions = new List<Payment>();
        for (var i = 0; i < 25; i++)
        {
            sessions.Add(await shop.SessionAsync());
            chain.Pay(sessions[^1], shop.Payer);
        }

        store.Time.Advance(TimeSpan.FromSeconds(60));
        var claimed = await ClaimsSeenAsync(store, shop, () => shop.SettleAsync());
        Assert.Equal(25, await store.ReadAsync(db => db.Payments.CountAsync(row => row.Status == PaymentStatus.Confirmed)));
        Assert.True(claimed > 1, "It took several turns.");
        Assert.Null((await shop.AccountAsync()).FailingSince);

        for (var i = 0; i < 5; i++)
        {
            sessions.Add(await shop.SessionAsync());
        }

        store.Time.Advance(TimeSpan.FromMinutes(33));
        await shop.SettleAsync();
        claimed = await ClaimsSeenAsync(store, shop, async () => Assert.Equal(5, await shop.EndAsync()));
        Assert.Equal(5, claimed);
        Assert.Equal(5, await store.ReadAsync(db => db.Payments.CountAsync(row => row.Status == PaymentStatus.Failed)));
    }

    /// <summary>Every answer takes 15 s of a claim's 60 s; looks at each whether the claim that asks still stands.</summary>
    private static async Task<int> ClaimsSeenAsync(Store store, Till shop, Func<Task> body)
    {
        var claims = new HashSet<ClaimId>();
        Chain(store).Meanwhile = async _ =>
        {
            store.Time.Advance(TimeSpan.FromSeconds(15));
            var held = await store.ReadAsync(async db =>
                (await db.ReceivingAccounts.Where(row => row.ClaimId != null)
                    .Select(row => new { row.ClaimId, row.ClaimedUntil }).ToListAsync())
                .Concat(await db.Payments.Where(row => row.ClaimId != null)
                    .Select(row => new { row.ClaimId, row.ClaimedUntil }).ToListAsync()).ToList());
            var one = Assert.Single(held);
            claims.Add(one.ClaimId!.Value);
            Assert.True(
                store.Provider == Store.Postgres || one.ClaimedUntil >= store.Time.GetUtcNow(),
                "Somebody is still at work, and the claim has run out.");
        };
        try
        {
            await body();
        }
        finally
        {
            Chain(store).Meanwhile = null;
        }

        return claims.Count;
    }

    private static Task<Store> OpenAsync(string provider) => Store.CreateAsync(provider, more: services =>
    {
        services.AddSingleton(p => new FakeChain(
            p.GetRequiredService<TimeProvider>(), p.GetRequiredService<BusinessTime>()));
        services.AddSingleton<IPaymentChain>(p => p.GetRequiredService<FakeChain>());
    });

    private static FakeChain Chain(Store store) => store.Services.GetRequiredService<FakeChain>();

    private static string FakeSignature(byte of) =>
        Solana.Keys.Signature.From([of, .. new byte[63]]).ToString();

    private static (PaymentStatus Status, string? Named) Named(Payment payment) => (payment.Status, payment.NamedSignature);

    private static async Task PassAsync(Store store, Till shop, TimeSpan length)
    {
        for (var passed = TimeSpan.Zero; passed < length; passed += HalfAnHour)
        {
            store.Time.Advance(HalfAnHour);
            await shop.SettleAsync();
        }
    }

    // Twenty seconds later the account is read and the named transaction is asked after.
    private static async Task LookAsync(Store store, Till shop)
    {
        store.Time.Advance(SessionEnd.CheckTime + TimeSpan.FromSeconds(1));
        await shop.SettleAsync();
        await shop.EndAsync();
    }

    private static async Task NameAsync(Store store, Payment session, string signature) =>
        Assert.IsType<NameOutcome.Named>(await store.InScopeAsync<NameSignature, NameOutcome>(
            step => step.HandleAsync(session.Id, signature, null, default)));

    private static Task<int> RetryAsync(Store store) =>
        store.InScopeAsync<RetryUnreadable, int>(step => step.HandleAsync(default));

    private static Task<UnmatchedPage> ListAsync(Store store, Till shop) =>
        store.InScopeAsync<ListUnmatched, UnmatchedPage>(
            list => list.HandleAsync(shop.Product.MerchantId, null, 10, default));

    private static Task<ReleaseOutcome> ReleaseAsync(Store store, Till shop, UnreadableId id, Actor actor) =>
        store.InScopeAsync<ReleaseUnreadable, ReleaseOutcome>(
            step => step.HandleAsync(shop.Product.MerchantId, id, actor, default));

    private static Task<int> NoticesAsync(Store store) =>
        store.ReadAsync(db => db.Notices.CountAsync(row => row.Key.StartsWith("unreadable:")));
}
