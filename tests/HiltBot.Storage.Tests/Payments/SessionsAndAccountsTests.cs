using HiltBot.Engine.Outbox;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Storage.Tests.Payments;

/// <summary>Sessions end only when their account is read through their end; accounts are read page by page.</summary>
public sealed class SessionsAndAccountsTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_session_ends_only_when_its_account_is_read_through_its_end(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store, paymentsMax: 1);
        await shop.SettleAsync();
        var session = await shop.SessionAsync();
        await shop.MoveAsync(TimeSpan.FromMinutes(33));
        Assert.Equal(0, await shop.EndAsync());
        Assert.Equal(PaymentStatus.PendingSignature, (await shop.ReadAsync(session)).Status);

        await shop.SettleAsync();
        Assert.Contains(Sweep.Checkouts, store.Rung);
        Assert.Equal(1, await shop.EndAsync());
        var payment = await shop.ReadAsync(session);
        Assert.Equal((PaymentStatus.Failed, "session_expired", 1), (payment.Status, payment.FailureReason, payment.LookUps));
        Assert.Equal(["payment.failed"], await shop.EventsAsync());
        Assert.Equal(0, await store.ReadAsync(db => db.Products.Select(row => row.PlacesHeld).SingleAsync()));

        await shop.MoveAsync(TimeSpan.FromHours(1));
        Assert.Equal(1, await shop.EndAsync());
        payment = await shop.ReadAsync(session);
        Assert.Equal((2, null), (payment.LookUps, payment.DueAt));
        Assert.Equal(["payment.failed"], await shop.EventsAsync());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Money_in_time_that_is_read_late_still_counts(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        await shop.SettleAsync();
        var session = await shop.SessionAsync();
        await shop.MoveAsync(TimeSpan.FromMinutes(32));
        await shop.PayAsync(session);
        await shop.MoveAsync(TimeSpan.FromDays(7));
        Assert.Equal(0, await shop.EndAsync());
        await shop.SettleAsync();
        await shop.EndAsync();
        Assert.Equal(PaymentStatus.Confirmed, (await shop.ReadAsync(session)).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Part_of_a_price_is_free_for_the_merchant_when_the_session_ends(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var session = await shop.SessionAsync();
        var signature = await shop.PayAsync(session, 4_000_000);
        await shop.SettleAsync();
        await shop.MoveAsync(TimeSpan.FromMinutes(33));
        await shop.SettleAsync();
        await shop.EndAsync();
        var payment = await shop.ReadAsync(session);
        Assert.Equal((PaymentStatus.Failed, "amount_mismatch", 0L), (payment.Status, payment.FailureReason, payment.ReceivedMinorUnits));
        var transfer = await shop.TransferAsync(signature);
        Assert.Equal((null, session.Id), (transfer.PaymentId, transfer.ConcernsPaymentId!.Value));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_named_signature_is_a_hint_that_is_looked_at_once(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        await shop.SettleAsync();
        var session = await shop.SessionAsync();
        var failed = await shop.SendAsync(shop.Move(session) with { HasFailed = true });
        Assert.IsType<NameOutcome.NotASignature>(await NameAsync(store, session, "not one"));
        Assert.Equal(
            new NameOutcome.Named(PaymentStatus.PendingConfirmation), await NameAsync(store, session, failed));
        Assert.Equal(
            new NameOutcome.Named(PaymentStatus.PendingConfirmation), await NameAsync(store, session, failed));
        var paid = await shop.PayAsync(session);
        Assert.IsType<NameOutcome.TiedToAnother>(await NameAsync(store, session, paid));

        await shop.SettleAsync();
        Assert.Equal(Verdict.TransactionFailed, (await shop.TransferAsync(failed)).Verdict);
        Assert.Equal(PaymentStatus.Confirmed, (await shop.ReadAsync(session)).Status);
        Assert.Equal(new NameOutcome.Named(PaymentStatus.Confirmed), await NameAsync(store, session, paid));

        var other = await shop.SessionAsync();
        Assert.IsType<NameOutcome.TiedToAnother>(await NameAsync(store, other, paid));
        await shop.MoveAsync(TimeSpan.FromMinutes(33));
        Assert.IsType<NameOutcome.SessionExpired>(
            await NameAsync(store, other, await shop.SendAsync(shop.Move(other) with { HasFailed = true })));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task However_late_the_first_look_is_money_since_the_account_was_watched_counts(string provider)
    {
        await using var store = await Store.CreateOnFakeChainAsync(provider);
        var chain = store.Services.GetRequiredService<FakeChain>();
        chain.Add([Gift(1)], "before");
        chain.Skip(2 * AccountPages.OverlapSlots);
        store.Time.Advance(TimeSpan.FromHours(1));
        var shop = await Till.OpenAsync(store);
        for (var hour = 0; hour < 3; hour++)
        {
            store.Time.Advance(TimeSpan.FromHours(1));
            chain.Skip(2 * AccountPages.OverlapSlots);
            chain.Add([Gift(5_000_000)], $"giver {hour}");
        }

        await shop.SettleAsync();
        Assert.Equal(3, await store.ReadAsync(db => db.Transfers.CountAsync()));

        BalanceChange Gift(long amount) => new(
            PlayMove.AccountOf(FakeChain.Wallet("merchant"), Till.Usdc), FakeChain.Wallet("merchant"), Till.Usdc, amount);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task After_a_downtime_an_account_is_read_part_by_part_and_everything_once(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        await shop.SettleAsync();
        var session = await shop.SessionAsync();
        await shop.PayAsync(session);
        await store.InScopeAsync<PlayLedger>(async ledger => await store.WriteAsync(async db =>
        {
            for (var i = 0; i < 120; i++)
            {
                await ledger.AppendAsync(db, shop.Move(session) with { Memo = null, References = [] }, default);
            }
        }));
        store.Time.Advance(TimeSpan.FromSeconds(1));
        var read = await store.InScopeAsync<ReadReceivingAccounts, int>(step => step.HandleAsync(default));
        Assert.Equal(3, read);
        Assert.Equal(PaymentStatus.Confirmed, (await shop.ReadAsync(session)).Status);
        Assert.Equal(120, await store.ReadAsync(db => db.Transfers.CountAsync(row => row.Verdict == Verdict.OtherIncome)));
        var account = await shop.AccountAsync();
        Assert.Equal((121L, store.Now, null), (account.CursorSlot, account.ReadThroughAt, account.PageBefore));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_ledger_that_cannot_be_read_ends_nothing_and_heals(string provider)
    {
        FakeChain? chain = null;
        await using var store = await Store.CreateAsync(provider, more: services =>
        {
            services.AddSingleton(p => chain = new FakeChain(
                p.GetRequiredService<TimeProvider>(), p.GetRequiredService<BusinessTime>()));
            services.AddSingleton<IPaymentChain>(p => p.GetRequiredService<FakeChain>());
        });
        var shop = await Till.OpenAsync(store);
        await shop.SettleAsync();
        var session = await shop.SessionAsync();
        chain!.Break("The node is away.");
        store.Time.Advance(TimeSpan.FromMinutes(40));
        Assert.Equal(1, await store.InScopeAsync<ReadReceivingAccounts, int>(step => step.HandleAsync(default)));
        var account = await shop.AccountAsync();
        Assert.Equal(("The node is away.", store.Time.GetUtcNow(), 1), (account.LastError, account.FailingSince!.Value, account.Attempts));
        Assert.Equal(store.Time.GetUtcNow().AddSeconds(1), account.DueAt);
        Assert.Equal(0, await shop.EndAsync());

        chain.Break(null);
        store.Time.Advance(TimeSpan.FromSeconds(1));
        await shop.SettleAsync();
        await shop.EndAsync();
        Assert.Null((await shop.AccountAsync()).FailingSince);
        Assert.Equal(PaymentStatus.Failed, (await shop.ReadAsync(session)).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task One_unreadable_transaction_holds_up_no_money_and_the_account_counts_as_unread(string provider)
    {
        FakeChain? chain = null;
        await using var store = await Store.CreateAsync(provider, more: services =>
        {
            services.AddSingleton(p => chain = new FakeChain(
                p.GetRequiredService<TimeProvider>(), p.GetRequiredService<BusinessTime>()));
            services.AddSingleton<IPaymentChain>(p => p.GetRequiredService<FakeChain>());
        });
        var shop = await Till.OpenAsync(store);
        await shop.SettleAsync();
        var through = (await shop.AccountAsync()).ReadThroughAt;
        var sessions = new List<Payment>();
        for (var i = 0; i < 30; i++)
        {
            sessions.Add(await shop.SessionAsync());
        }

        var signatures = sessions.ConvertAll(session => chain!.Pay(session, shop.Payer));
        chain!.Garble(signatures[3]);
        store.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(1, await store.InScopeAsync<ReadReceivingAccounts, int>(step => step.HandleAsync(default)));
        Assert.Equal(29, await store.ReadAsync(db => db.Payments.CountAsync(row => row.Status == PaymentStatus.Confirmed)));
        Assert.Equal(PaymentStatus.PendingSignature, (await shop.ReadAsync(sessions[3])).Status);
        var account = await shop.AccountAsync();
        Assert.Equal((through, true), (account.ReadThroughAt, account.FailingSince is not null));

        chain.Garble(signatures[3], isGarbled: false);
        store.Time.Advance(TimeSpan.FromSeconds(2));
        await shop.SettleAsync();
        Assert.Equal(PaymentStatus.Confirmed, (await shop.ReadAsync(sessions[3])).Status);
        account = await shop.AccountAsync();
        Assert.True(account.ReadThroughAt > through && account.FailingSince is null);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_watch_that_comes_while_its_account_is_being_put_to_rest_is_news(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        await shop.SettleAsync();
        var before = await shop.AccountAsync();
        Assert.IsType<WatchOutcome.Watched>(await shop.WatchAsync(shop.Product));
        var after = await shop.AccountAsync();
        Assert.True(after.Version > before.Version);
        Assert.Equal(store.Time.GetUtcNow(), after.DueAt);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_account_is_read_often_while_a_session_uses_it(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        await shop.SettleAsync();
        Assert.Equal(store.Time.GetUtcNow().AddSeconds(60), (await shop.AccountAsync()).DueAt);
        await shop.SessionAsync();
        store.Time.Advance(TimeSpan.FromSeconds(60));
        await shop.SettleAsync();
        Assert.Equal(store.Time.GetUtcNow().AddSeconds(2), (await shop.AccountAsync()).DueAt);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_wallet_is_one_merchants_and_an_old_account_is_watched_for_ninety_days(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var stranger = await Till.OpenAsync(store, "stranger");
        var theft = Till.NewProduct(stranger.Product.MerchantId, shop.Product.MerchantWallet, store.Now,
            null);
        Assert.Equal(new WatchOutcome.WatchedByAnother(shop.Product.MerchantWallet), await shop.WatchAsync(theft));
        Assert.IsType<WatchOutcome.Watched>(await shop.WatchAsync(shop.Product));

        var old = shop.Product.ReceivingAccount;
        shop.Product.MerchantWallet = FakeChain.Wallet("new wallet");
        shop.Product.ReceivingAccount = PlayMove.AccountOf(shop.Product.MerchantWallet, Till.Usdc);
        await store.InScopeAsync<Watches>(watches => store.WriteAsync(
            db => watches.MoveAsync(db, shop.Product, old, default)));
        await shop.SettleAsync();
        Assert.NotNull(await DueAsync(store, old));
        await shop.MoveAsync(TimeSpan.FromDays(90));
        await shop.SettleAsync();
        Assert.Null(await DueAsync(store, old));
        Assert.NotNull(await DueAsync(store, shop.Product.ReceivingAccount));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Business_time_moves_for_every_node_and_wakes_every_sweep(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var session = await shop.SessionAsync();
        Assert.Equal(session.DueAt, await NextAsync(store));
        var before = store.Now;
        Assert.Equal(before.AddHours(1), await shop.MoveAsync(TimeSpan.FromHours(1)));
        Assert.Equal(before.AddDays(7).AddHours(1), await shop.MoveAsync(TimeSpan.FromDays(7)));
        Assert.Superset(Enum.GetValues<Sweep>().ToHashSet(), store.Rung.ToHashSet());

        var node = new BusinessTime(store.Time);
        await store.InScopeAsync<Engine.Storage.Work>(async work => Assert.Equal(
            store.Now, await new AdoptClock(work, node, new(Engine.Storage.Network.Sandbox)).HandleAsync(default)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => shop.MoveAsync(TimeSpan.FromSeconds(-1)));
        await using var live = await Store.CreateAsync(
            provider, Engine.Storage.Network.Mainnet,
            services => services.AddSingleton<IPaymentChain>(p => p.GetRequiredService<FakeChain>()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => live.InScopeAsync<MoveClock>(
            step => step.HandleAsync(TimeSpan.FromHours(1), default)));
    }

    private static Task<DateTimeOffset?> NextAsync(Store store) =>
        store.InScopeAsync<NextEvent, DateTimeOffset?>(step => step.HandleAsync(default));

    private static Task<DateTimeOffset?> DueAsync(Store store, string account) => store.ReadAsync(
        db => db.ReceivingAccounts.Where(row => row.Address == account).Select(row => row.DueAt).SingleAsync());

    private static Task<NameOutcome> NameAsync(Store store, Payment session, string signature) =>
        store.InScopeAsync<NameSignature, NameOutcome>(step => step.HandleAsync(session.Id, signature, null, default));
}
