using HiltBot.Engine.Access;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Storage.Tests.Checkouts;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Buyers;

public sealed class BuyersTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task One_account_is_one_buyer_however_many_ask_at_once(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var buyers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => FindAsync(shop, "alice")));
        Assert.Single(buyers.Select(buyer => buyer.Id).Distinct());
        Assert.Equal((1, 1), await store.ReadAsync(async db =>
            (await db.Buyers.CountAsync(), await db.BuyerAccounts.CountAsync())));
        var rival = await Storefront.OpenAsync(store, "Rival");
        Assert.NotEqual(buyers[0].Id, (await FindAsync(rival, "alice")).Id);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_second_account_is_connected_by_a_code_and_gets_its_seat(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellLoungeAsync();
        await shop.BindAsync(Platform.SimGroup, "group");
        await shop.EditAsync(product.Id, new() { Targets = [new(Platform.SimServer, "sim:lounge"), new(Platform.SimGroup, "sim:group")] });
        var alice = await FindAsync(shop, "alice");
        await shop.MemberAsync(product, alice.Id, "alice");
        var code = await IssueAsync(store, alice.Id);
        var connected = Assert.IsType<ConnectOutcome.Connected>(await ConnectAsync(store, code, "alice.g"));
        Assert.Equal(alice.Id, connected.BuyerId);
        var seat = await store.ReadAsync(db => db.Seats.SingleAsync(row => row.Platform == Platform.SimGroup));
        Assert.Equal(("alice.g", alice.Id), (seat.AccountId, seat.BuyerId));
        Assert.NotNull(seat.DueAt);
        Assert.IsType<ConnectOutcome.CodeRefused>(await ConnectAsync(store, code, "alice.g"));
        var again = await IssueAsync(store, alice.Id);
        Assert.IsType<ConnectOutcome.HasAnotherAccount>(await ConnectAsync(store, again, "else"));
        Assert.IsType<ConnectOutcome.ConnectedAlready>(await ConnectAsync(store, again, "alice.g"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_account_that_bought_nothing_moves_and_its_block_with_it(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var alice = await FindAsync(shop, "alice");
        var stray = await FindAsync(shop, "alice.g", Platform.SimGroup);
        await BlockAsync(shop, stray.Id);
        Assert.IsType<ConnectOutcome.Connected>(await ConnectAsync(store, await IssueAsync(store, alice.Id), "alice.g"));
        var left = await store.ReadAsync(db => db.Buyers.ToListAsync());
        Assert.Equal((alice.Id, true), (Assert.Single(left).Id, left[0].BlockedAt is not null));
        Assert.Equal(2, await store.ReadAsync(db => db.BuyerAccounts.CountAsync(row => row.BuyerId == alice.Id)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_account_with_memberships_or_payments_of_its_own_is_refused(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellLoungeAsync();
        var alice = await FindAsync(shop, "alice");
        var member = await FindAsync(shop, "m", Platform.SimGroup);
        await shop.MemberAsync(product, member.Id, "m");
        var code = await IssueAsync(store, alice.Id);
        Assert.IsType<ConnectOutcome.BelongsToAnother>(await ConnectAsync(store, code, "m"));
        Assert.IsType<CheckoutOutcome.Opened>(await shop.CheckOutAsync(product, "payer"));
        var payer = await IssueAsync(store, alice.Id);
        Assert.IsType<ConnectOutcome.HasAnotherAccount>(await ConnectAsync(store, payer, "payer", Platform.SimServer));
        var bob = await FindAsync(shop, "bob.g", Platform.SimGroup);
        var toBob = await IssueAsync(store, bob.Id);
        Assert.IsType<ConnectOutcome.BelongsToAnother>(await ConnectAsync(store, toBob, "payer", Platform.SimServer));
        store.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.IsType<ConnectOutcome.CodeRefused>(await ConnectAsync(store, code, "fresh"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_code_pressed_by_many_accounts_at_once_connects_one(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var alice = await FindAsync(shop, "alice");
        var code = await IssueAsync(store, alice.Id);
        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(number => ConnectAsync(store, code, $"account {number}")));
        Assert.Single(outcomes.OfType<ConnectOutcome.Connected>());
        Assert.Equal(2, await store.ReadAsync(db => db.BuyerAccounts.CountAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_blocked_buyer_is_refused_before_they_pay(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellLoungeAsync();
        var token = await shop.TokenAsync(product);
        var alice = await FindAsync(shop, "alice");
        await BlockAsync(shop, alice.Id);
        Assert.Equal(
            new HandoffOutcome.NotForSale(SaleRefusal.BuyerBlocked), await shop.LinkAsync(product));
        Assert.Equal(
            new CheckoutOutcome.NotForSale(SaleRefusal.BuyerBlocked),
            await shop.CheckOutAsync(new CheckoutRequest(product.Slug) { HandoffToken = token }));
        Assert.Equal(0, await store.ReadAsync(db => db.Payments.CountAsync()));
        await store.InScopeAsync<UnblockBuyer, BlockOutcome>(step =>
            step.HandleAsync(shop.MerchantId, alice.Id, Actor.System, default));
        Assert.IsType<CheckoutOutcome.Opened>(await shop.CheckOutAsync(product));
        var support = await shop.StaffAsync(StaffRole.Support, "sue");
        Assert.IsType<BlockOutcome.NotAllowed>(await BlockAsync(shop, alice.Id, support));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Forgetting_asks_first_keeps_what_access_needs_and_the_books(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellLoungeAsync();
        var opened = Assert.IsType<CheckoutOutcome.Opened>(await shop.CheckOutAsync(product));
        var alice = await FindAsync(shop, "alice");
        var membership = await shop.MemberAsync(product, alice.Id, "alice");
        Assert.Single(Assert.IsType<ForgetOutcome.AsksFirst>(await ForgetAsync(shop, alice.Id, false)).Running);
        Assert.IsType<ForgetOutcome.ForgottenSoon>(await ForgetAsync(shop, alice.Id, true));
        var account = await store.ReadAsync(db => db.BuyerAccounts.SingleAsync());
        Assert.Equal(("alice", "forgotten"), (account.AccountId, account.Display));
        Assert.Equal(0, await store.InScopeAsync<FinishForgetting, int>(step => step.HandleAsync(default)));

        await store.WriteAsync(async db =>
        {
            (await db.Memberships.SingleAsync(row => row.Id == membership.Id)).Status = MembershipStatus.Expired;
            (await db.Payments.SingleAsync()).Status = Engine.Payments.PaymentStatus.Failed;
            foreach (var seat in await db.Seats.ToListAsync())
            {
                (seat.Shown, seat.DueAt) = (SeatState.Closed, null);
            }
        });
        Assert.Equal(1, await store.InScopeAsync<FinishForgetting, int>(step => step.HandleAsync(default)));
        Assert.Equal(0, await store.InScopeAsync<FinishForgetting, int>(step => step.HandleAsync(default)));
        Assert.Equal(0, await store.ReadAsync(db => db.BuyerAccounts.CountAsync()));
        var payment = await store.ReadAsync(db => db.Payments.SingleAsync());
        Assert.Equal(opened.Payment.Id, payment.Id);
        var names = await store.ReadAsync(async db =>
            $"{payment.IdentityValue} {payment.IdentityDisplay} {(await db.Memberships.SingleAsync()).IdentityValue} " +
            (await db.Buyers.SingleAsync()).Display);
        Assert.DoesNotContain("alice", names, StringComparison.Ordinal);
        Assert.NotEqual(alice.Id, (await FindAsync(shop, "alice")).Id);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Who_kept_what_was_found_open_is_forgotten_all_the_same(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellLoungeAsync();
        var alice = await FindAsync(shop, "alice");
        var membership = await shop.MemberAsync(product, alice.Id, "alice");
        await store.WriteAsync(db => Seats.ArmBuyerAsync(db, alice.Id, store.Time.Now(), default));
        await ForgetAsync(shop, alice.Id, true);
        await store.WriteAsync(async db =>
        {
            (await db.Memberships.SingleAsync(row => row.Id == membership.Id)).Status = MembershipStatus.Expired;
            var seat = await db.Seats.SingleAsync();
            (seat.Found, seat.Shown, seat.DueAt) = (SeatState.Open, SeatState.Open, null);
            (await db.Products.SingleAsync()).FoundRule = Engine.Products.FoundRule.Adopt;
        });

        // Adopted, it is ours to close first; kept, nothing more will come of it.
        Assert.Equal(0, await store.InScopeAsync<FinishForgetting, int>(step => step.HandleAsync(default)));
        await store.WriteAsync(async db =>
            (await db.Products.SingleAsync()).FoundRule = Engine.Products.FoundRule.Keep);
        Assert.Equal(1, await store.InScopeAsync<FinishForgetting, int>(step => step.HandleAsync(default)));
        Assert.Equal(0, await store.ReadAsync(db => db.BuyerAccounts.CountAsync()));
        Assert.Equal(0, await store.InScopeAsync<FinishForgetting, int>(step => step.HandleAsync(default)));
    }

    private static Task<Buyer> FindAsync(Storefront shop, string account,
        Platform platform = Platform.SimServer) =>
        shop.Store.InScopeAsync<Work, Buyer>(work => work.RunAsync(
            db => BuyerDirectory.FindOrMakeAsync(
                db, shop.MerchantId, platform, account, account, shop.Store.Now, default),
            default));

    private static Task<string> IssueAsync(Store store, BuyerId buyerId) =>
        store.InScopeAsync<ConnectAccount, string>(step => step.IssueAsync(buyerId, default));

    private static Task<ConnectOutcome> ConnectAsync(
        Store store, string code, string account, Platform platform = Platform.SimGroup) =>
        store.InScopeAsync<ConnectAccount, ConnectOutcome>(step =>
            step.HandleAsync(code, platform, account, account, default));

    private static Task<BlockOutcome> BlockAsync(Storefront shop, BuyerId buyerId, Actor? actor = null) =>
        shop.Store.InScopeAsync<BlockBuyer, BlockOutcome>(step =>
            step.HandleAsync(shop.MerchantId, buyerId, "spam", actor ?? Actor.System, default));

    private static Task<ForgetOutcome> ForgetAsync(Storefront shop, BuyerId buyerId, bool isConfirmed) =>
        shop.Store.InScopeAsync<ForgetBuyer, ForgetOutcome>(step =>
            step.HandleAsync(shop.MerchantId, buyerId, isConfirmed, Actor.Buyer(buyerId.ToString()), default));
}
