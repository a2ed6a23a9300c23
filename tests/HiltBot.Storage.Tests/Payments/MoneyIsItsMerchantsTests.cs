using HiltBot.Engine.Chat;
using HiltBot.Engine.Merchants.Export;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Payments;

/// <summary>Money that counts for nothing yet is that merchant's who sold into the account when it arrived.</summary>
public sealed class MoneyIsItsMerchantsTests
{
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(1);

    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_wallet_that_changed_hands_shows_each_merchant_its_own_time(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var (first, second) = (await Till.OpenAsync(store), await Till.OpenAsync(store, "second"));
        var (wallet, account) = (first.Product.MerchantWallet, first.Product.ReceivingAccount);
        var early = await ArrivesAsync(store, first, wallet);

        // The first sells into another wallet; its old one is watched for ninety days more, and then somebody else's.
        first.Product.MerchantWallet = FakeChain.Wallet("new wallet");
        first.Product.ReceivingAccount = PlayMove.AccountOf(first.Product.MerchantWallet, Till.Usdc);
        await store.InScopeAsync<Watches>(watches => store.WriteAsync(
            db => watches.MoveAsync(db, first.Product, account, default)));
        var within = await ArrivesAsync(store, first, wallet);
        await first.MoveAsync(Watches.AfterMove + TimeSpan.FromHours(1));
        var next = Till.NewProduct(second.Product.MerchantId, wallet, store.Now, null);
        Assert.IsType<WatchOutcome.Watched>(await second.WatchAsync(next));
        var late = await ArrivesAsync(store, first, wallet);

        Assert.Equal([within, early], await ListAsync(store, first));
        Assert.Equal([late], await ListAsync(store, second));
        Assert.Equal([early, within], await ExportedAsync(store, first));
        Assert.Equal([late], await ExportedAsync(store, second));
        Assert.IsType<SettleOutcome.UnknownTransfer>(await SettleAsync(store, first, late));
        Assert.IsType<SettleOutcome.UnknownTransfer>(await SettleAsync(store, second, early));
        Assert.IsType<SettleOutcome.Settled>(await SettleAsync(store, first, within));
        Assert.IsType<SettleOutcome.Settled>(await SettleAsync(store, first, early));
        Assert.IsType<SettleOutcome.Settled>(await SettleAsync(store, second, late));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Who_comes_back_to_an_old_wallet_does_not_get_what_was_anothers_in_between(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        var (wallet, account) = (shop.Product.MerchantWallet, shop.Product.ReceivingAccount);
        var early = await ArrivesAsync(store, shop, wallet);
        await MoveAwayAsync(store, shop, account);
        await shop.MoveAsync(Watches.AfterMove + TimeSpan.FromHours(1));

        // Another account of this installation is still read through to here, so this one is recorded for nobody.
        var stranger = await Till.OpenAsync(store, "stranger");
        var theirs = Till.NewProduct(stranger.Product.MerchantId, wallet, store.Now, null);
        Assert.IsType<WatchOutcome.Watched>(await stranger.WatchAsync(theirs));
        var between = await ArrivesAsync(store, shop, wallet);
        await store.WriteAsync(db => db.Watches.Where(row => row.ProductId == theirs.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Until, store.Now)));
        await shop.MoveAsync(TimeSpan.FromHours(1));
        (shop.Product.MerchantWallet, shop.Product.ReceivingAccount) = (wallet, account);
        Assert.IsType<WatchOutcome.Watched>(await shop.WatchAsync(shop.Product));
        var again = await ArrivesAsync(store, shop, wallet);

        Assert.Equal([again, early], await ListAsync(store, shop));
        Assert.Equal([between], await ListAsync(store, stranger));
        Assert.Equal(3, await store.ReadAsync(db => db.Watches.CountAsync(row => row.Account == account)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_checkout_that_a_restored_copy_does_not_know_is_told_shown_and_settled(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Till.OpenAsync(store);
        await shop.SettleAsync();

        // Opened after the copy was taken: the restored books have never heard of it.
        var session = await shop.SessionAsync();
        await store.WriteAsync(db => db.Payments.Where(row => row.Id == session.Id).ExecuteDeleteAsync());
        await shop.SendAsync(shop.Move(session));
        store.Time.Advance(Later);
        await shop.SettleAsync();
        var transfer = await store.ReadAsync(db => db.Transfers.SingleAsync());
        Assert.Equal(Verdict.UnknownMark, transfer.Verdict);
        var told = Assert.Single(await store.ReadAsync(
            db => db.Notices.Where(row => row.Kind == NoticeKind.PaymentUnmatched).ToListAsync()));
        var words = NoticeWording.Of(told).Text;
        Assert.Contains("10.00 USDC", words, StringComparison.Ordinal);
        Assert.Contains("a checkout that these books do not know", words, StringComparison.Ordinal);
        Assert.Contains("after the copy was taken", words, StringComparison.Ordinal);
        Assert.Contains("/unmatched", words, StringComparison.Ordinal);
        var page = await PageAsync(store, shop);
        Assert.True(Assert.Single(page.Items).CanBeSettled);

        Assert.IsType<SettleOutcome.NoSession>(await store.InScopeAsync<SettleUnmatched, SettleOutcome>(step =>
            step.HandleAsync(shop.Product.MerchantId, transfer.Id, new SettleChoice.ForItsSession(), Actor.System, default)));
        Assert.IsType<SettleOutcome.Settled>(await SettleAsync(store, shop, transfer.Id));
        Assert.Equal(1, await store.ReadAsync(db => db.Memberships.CountAsync()));
        Assert.Empty((await PageAsync(store, shop)).Items);
    }

    private static Task MoveAwayAsync(Store store, Till shop, string account)
    {
        shop.Product.MerchantWallet = FakeChain.Wallet("new wallet");
        shop.Product.ReceivingAccount = PlayMove.AccountOf(shop.Product.MerchantWallet, Till.Usdc);
        return store.InScopeAsync<Watches>(watches => store.WriteAsync(
            db => watches.MoveAsync(db, shop.Product, account, default)));
    }

    // With a mark that nobody knows.
    private static async Task<TransferId> ArrivesAsync(Store store, Till shop, string wallet)
    {
        store.Time.Advance(Later);
        await shop.SettleAsync();
        var signature = await shop.SendAsync(new PlayMove
        {
            FromWallet = shop.Payer,
            Shares = [new PlayShare(wallet, Till.Usdc, Till.Price)],
            Memo = "HILT:nobody",
        });
        store.Time.Advance(Later);
        await shop.SettleAsync();
        return (await shop.TransferAsync(signature)).Id;
    }

    private static async Task<IReadOnlyList<TransferId>> ListAsync(Store store, Till shop) =>
        [.. (await PageAsync(store, shop)).Items.Select(item => item.Id)];

    private static async Task<IReadOnlyList<TransferId>> ExportedAsync(Store store, Till shop)
    {
        var ids = new List<TransferId>();
        await store.InScopeAsync<ExportWorkspace, long>(export => export.HandleAsync(
            shop.Product.MerchantId,
            row =>
            {
                if (row.Table == "transfers")
                {
                    ids.Add(new TransferId(Guid.Parse((string)row.Values.Single(value => value.Column == "id").Value!)));
                }

                return ValueTask.CompletedTask;
            },
            default));
        return [.. ids.OrderBy(id => id.Value)];
    }

    private static Task<UnmatchedPage> PageAsync(Store store, Till shop) => store.InScopeAsync<ListUnmatched, UnmatchedPage>(
        list => list.HandleAsync(shop.Product.MerchantId, null, 10, default));

    private static Task<SettleOutcome> SettleAsync(Store store, Till shop, TransferId transfer) =>
        store.InScopeAsync<SettleUnmatched, SettleOutcome>(step => step.HandleAsync(
            shop.Product.MerchantId, transfer, new SettleChoice.ForMember(shop.Product.Id, shop.Buyer.Id), Actor.System,
            default));
}
