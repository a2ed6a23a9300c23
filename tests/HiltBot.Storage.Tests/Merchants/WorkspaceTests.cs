using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Storage.Tests.Checkouts;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Merchants;

public sealed class WorkspaceTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task The_first_who_binds_a_platform_owns_it_and_later_ones_do_not(string provider)
    {
        await using var store = await Store.CreateOnFakeChainAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var first = Assert.IsType<BindOutcome.Bound>(await shop.BindAsync(person: "mia"));
        Assert.Equal((true, StaffRole.Owner), (first.IsNew, first.Role));
        var again = Assert.IsType<BindOutcome.Bound>(await shop.BindAsync(person: "bob"));
        Assert.Equal((false, null), (again.IsNew, again.Role));
        Assert.Equal(first.CommunityId, again.CommunityId);
        var other = Assert.IsType<BindOutcome.Bound>(await shop.BindAsync(Platform.SimGroup, "group", "bob"));
        Assert.Equal(StaffRole.Owner, other.Role);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_place_of_another_workspace_is_refused_and_the_code_stays_good(string provider)
    {
        await using var store = await Store.CreateOnFakeChainAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var rival = await Storefront.OpenAsync(store, "Rival");
        await shop.BindAsync();
        var code = await rival.CodeAsync(CodePurpose.BindCommunity);
        Assert.IsType<BindOutcome.BoundToAnother>(await rival.BindAsync(code, Platform.SimServer, "sim"));
        Assert.IsType<BindOutcome.MayNotManage>(
            await rival.BindAsync(code, Platform.SimServer, "elsewhere", mayManage: false));
        Assert.IsType<BindOutcome.Bound>(await rival.BindAsync(code, Platform.SimServer, "elsewhere"));
        Assert.IsType<BindOutcome.CodeRefused>(await rival.BindAsync(code, Platform.SimServer, "elsewhere"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_last_owner_stays_even_when_two_go_at_once(string provider)
    {
        await using var store = await Store.CreateOnFakeChainAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        await shop.StaffAsync(StaffRole.Owner, "mia");
        await shop.StaffAsync(StaffRole.Owner, "bob");
        var outcomes = await Task.WhenAll(new[] { "mia", "bob" }.Select(person =>
            store.InScopeAsync<SetStaff, StaffOutcome>(step => step.HandleAsync(
                shop.MerchantId, new StaffAccount(Platform.SimServer, person, person), null, Actor.System, default))));
        Assert.Single(outcomes.OfType<StaffOutcome.Removed>());
        Assert.Single(outcomes.OfType<StaffOutcome.LastOwner>());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Only_an_owner_changes_the_wallet_and_every_alert_channel_hears_of_it(string provider)
    {
        await using var store = await Store.CreateOnFakeChainAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellLoungeAsync();
        var opened = Assert.IsType<CheckoutOutcome.Opened>(await shop.CheckOutAsync(product));
        await shop.BindAsync(Platform.SimGroup, "group");
        var manager = await shop.StaffAsync(StaffRole.Manager, "max");
        var next = FakeChain.Wallet("next");
        Assert.IsType<WalletOutcome.NotAllowed>(await ChangeAsync(shop, next, manager));
        var changed = Assert.IsType<WalletOutcome.Changed>(
            await ChangeAsync(shop, next, await shop.StaffAsync(StaffRole.Owner, "mia")));
        Assert.Equal((WalletText.InGroups(next), 1), (changed.InGroups, changed.ProductsMoved));
        Assert.IsType<WalletOutcome.Same>(await ChangeAsync(shop, next, Actor.System));

        var now = await store.ReadAsync(db => db.Products.SingleAsync());
        Assert.Equal((next, FakeChain.AccountOf(next, now.TokenMint)), (now.MerchantWallet, now.ReceivingAccount));
        var session = await store.ReadAsync(db => db.Payments.SingleAsync());
        Assert.Equal(opened.Payment.ReceivingAccount, session.ReceivingAccount);
        var watches = await store.ReadAsync(db => db.Watches.ToListAsync());
        Assert.Equal(store.Now.AddDays(90), watches.Single(row => row.Account == session.ReceivingAccount).Until);
        Assert.Null(watches.Single(row => row.Account == now.ReceivingAccount).Until);
        var told = await store.ReadAsync(db => db.Notices
            .Where(row => row.Kind == NoticeKind.WalletChanged && row.Audience == NoticeAudience.AlertChannel)
            .ToListAsync());
        Assert.Equal(2, told.Count);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Sessions_opened_while_the_wallet_changes_are_of_one_piece(string provider)
    {
        await using var store = await Store.CreateOnFakeChainAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellAsync();
        var next = FakeChain.Wallet("next");
        var opening = Enumerable.Range(0, 12).Select(_ => shop.CheckOutAsync(new CheckoutRequest(product.Slug))).ToList();
        var changing = ChangeAsync(shop, next, Actor.System);
        opening.AddRange(Enumerable.Range(0, 12).Select(_ => shop.CheckOutAsync(new CheckoutRequest(product.Slug))));
        Assert.All(await Task.WhenAll(opening), outcome => Assert.IsType<CheckoutOutcome.Opened>(outcome));
        Assert.IsType<WalletOutcome.Changed>(await changing);
        var sessions = await store.ReadAsync(db => db.Payments.ToListAsync());
        Assert.All(sessions, row => Assert.Equal(
            row.ReceivingAccount, FakeChain.AccountOf(row.MerchantWallet, row.TokenMint)));
        var watches = await store.ReadAsync(db => db.Watches.ToDictionaryAsync(row => row.Account, row => row.Until));
        Assert.NotNull(watches[product.ReceivingAccount]);
        Assert.Null(watches[FakeChain.AccountOf(next, product.TokenMint)]);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_offer_in_another_asset_that_came_in_between_is_looked_at_again_and_nothing_moves_before(
        string provider)
    {
        await using var store = await Store.CreateOnFakeChainAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellAsync();
        var next = FakeChain.Wallet("next");
        var look = Assert.IsType<PayoutLook.Good>(await store.InScopeAsync<LookAtPayoutWallet, PayoutLook>(
            step => step.HandleAsync(product.MerchantId, next, null, default)));
        await store.WriteAsync(db =>
        {
            var other = Payments.Till.NewProduct(product.MerchantId, product.MerchantWallet, store.Now, null);
            db.Products.Add(other);
            return db.SaveChangesAsync();
        });
        await store.WriteAsync(db => db.Products.Where(row => row.Id != product.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.TokenMint, Engine.Values.Asset.SolMint)));
        Assert.IsType<WalletOutcome.LookAgain>(await store.InScopeAsync<ChangePayoutWallet, WalletOutcome>(
            step => step.HandleAsync(product.MerchantId, look, Actor.System, default)));
        Assert.All(
            await store.ReadAsync(db => db.Products.ToListAsync()), row => Assert.NotEqual(next, row.MerchantWallet));

        Assert.IsType<WalletOutcome.Changed>(await ChangeAsync(shop, next, Actor.System));
        Assert.All(
            await store.ReadAsync(db => db.Products.ToListAsync()), row => Assert.Equal(next, row.MerchantWallet));
    }

    [Theory]
    [InlineData(WalletKind.OffCurve)]
    [InlineData(WalletKind.TokenAccount)]
    [InlineData(WalletKind.Program)]
    [InlineData(WalletKind.NotAnAddress)]
    public async Task Money_goes_only_where_somebody_can_spend_it(WalletKind kind)
    {
        await using var store = await Store.CreateOnFakeChainAsync(Store.Sqlite);
        var shop = await Storefront.OpenAsync(store);
        var wallet = FakeChain.Wallet("odd");
        ((FakeChain)store.Services.GetService(typeof(FakeChain))!).Set(wallet, kind);
        Assert.IsType<WalletOutcome.Refused>(await ChangeAsync(shop, wallet, Actor.System));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_lost_community_stops_sales_is_told_once_elsewhere_and_comes_back(string provider)
    {
        await using var store = await Store.CreateOnFakeChainAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellLoungeAsync();
        var token = await shop.TokenAsync(product);
        await shop.BindAsync(Platform.SimGroup, "group");
        Assert.Equal(CommunityNewsOutcome.Recorded, await NewsAsync(store, new CommunityChange.Lost()));
        Assert.Equal(CommunityNewsOutcome.KnownAlready, await NewsAsync(store, new CommunityChange.Lost()));
        var told = await store.ReadAsync(db => db.Notices
            .Where(row => row.Kind == NoticeKind.CommunityLost).ToListAsync());
        Assert.Equal(NoticeAudience.AlertChannel, Assert.Single(told).Audience);
        var refused = Assert.IsType<CheckoutOutcome.NotForSale>(
            await shop.CheckOutAsync(new CheckoutRequest(product.Slug) { HandoffToken = token }));
        Assert.Equal(SaleRefusal.CommunityLost, refused.Why);
        Assert.Equal(CommunityNewsOutcome.Recorded, await NewsAsync(store, new CommunityChange.Back()));
        Assert.IsType<CheckoutOutcome.Opened>(await shop.CheckOutAsync(product));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Lost_rights_are_told_once_each_time_they_go(string provider)
    {
        await using var store = await Store.CreateOnFakeChainAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        await shop.BindAsync();
        CommunityChange lost = new CommunityChange.RightsLost("Give the bot Manage Roles.");
        CommunityChange back = new CommunityChange.RightsBack();
        foreach (var change in (CommunityChange[])[lost, lost, back, back, lost])
        {
            await NewsAsync(store, change);
            store.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var told = await store.ReadAsync(db => db.Notices.OrderBy(row => row.CreatedAt).Select(row => row.Kind).ToListAsync());
        Assert.Equal(
            [NoticeKind.RightsLost, NoticeKind.RightsBack, NoticeKind.RightsLost],
            told.Where(kind => kind is NoticeKind.RightsLost or NoticeKind.RightsBack));
        Assert.Equal(
            CommunityNewsOutcome.UnknownCommunity,
            await store.InScopeAsync<CommunityNews, CommunityNewsOutcome>(step =>
                step.HandleAsync(Platform.Discord, "1", lost, default)));
    }

    private static Task<WalletOutcome> ChangeAsync(Storefront shop, string wallet, Actor actor) =>
        shop.Store.InScopeAsync<ChangePayoutWallet, WalletOutcome>(step =>
            step.HandleAsync(shop.MerchantId, wallet, actor, default));

    private static Task<CommunityNewsOutcome> NewsAsync(Store store, CommunityChange change) =>
        store.InScopeAsync<CommunityNews, CommunityNewsOutcome>(step =>
            step.HandleAsync(Platform.SimServer, "sim", change, default));
}
