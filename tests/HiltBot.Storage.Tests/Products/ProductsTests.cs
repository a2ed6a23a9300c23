using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Storage.Tests.Checkouts;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Products;

public sealed class ProductsTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_product_is_made_with_its_targets_and_its_account_is_read(string provider)
    {
        await using var store = await Store.CreateOnFakeChainAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellLoungeAsync();
        Assert.Matches("^vip-lounge-[a-z0-9]{6}$", product.Slug);
        var row = await store.ReadAsync(db => db.Products.SingleAsync());
        Assert.Equal(
            (shop.Wallet, FakeChain.AccountOf(shop.Wallet, row.TokenMint), "USDC", BillingUnit.Month, true),
            (row.MerchantWallet, row.ReceivingAccount, row.AssetSymbol, row.BillingUnit, row.IdentityRequired));
        Assert.Equal(IdentityType.Custom, row.IdentityType);
        var target = await store.ReadAsync(db => db.ProductTargets.SingleAsync());
        Assert.Equal((Storefront.Lounge, "Lounge"), (target.TargetId, target.Label));
        Assert.Equal(row.ReceivingAccount, await store.ReadAsync(db => db.Watches.Select(w => w.Account).SingleAsync()));
        Assert.True(await store.ReadAsync(db => db.History.AnyAsync(entry => entry.SubjectId == row.Id.Value)));
    }

    public static TheoryData<string, NewProduct> Refusals => new()
    {
        { "title", Storefront.Vip() with { Title = " " } },
        { "title", Storefront.Vip() with { Title = new string('x', 121) } },
        { "amount_minor_units", Storefront.Vip() with { AmountMinorUnits = null } },
        { "amount_minor_units", Storefront.Vip() with { AmountMinorUnits = 0 } },
        { "max_payments", Storefront.Vip() with { PaymentsMax = 0 } },
        { "token_mint", Storefront.Vip() with { TokenMint = FakeChain.Wallet("coin") } },
        { "merchant_wallet", Storefront.Vip() with { MerchantWallet = "nowhere" } },
        { "image_url", Storefront.Vip() with { ImageUrl = "javascript:alert(1)" } },
        { "delivery_value", Storefront.Vip() with { DeliveryType = DeliveryType.Redirect } },
        { "tip_presets_lamports", Storefront.Vip() with { TipPresetsMinorUnits = [1_000_000] } },
        { "membership_config.grace_period_days", With(new() { GracePeriodDays = 366 }) },
        { "membership_config.renewal_reminder_offsets_days", With(new() { ReminderOffsetsDays = [7, 7] }) },
        { "membership_config.renewal_reminder_offsets_days", With(new() { ReminderOffsetsDays = [0] }) },
        { "membership_config.billing_interval_days", With(new() { Billing = new(BillingUnit.Day, 0, "UTC", null) }) },
        { "membership_config.billing_interval_days", With(new() { Billing = new(BillingUnit.Day, 3661, "UTC", null) }) },
        {
            "membership_config.settings_json.billing.time_zone",
            With(new() { Billing = new(BillingUnit.Month, 1, "Mars/Base", null) })
        },
        { "membership_config.settings_json", With(new() { SettingsJson = "[1]" }) },
        {
            "membership_config.renewal_mode",
            With(new() { RenewalMode = RenewalMode.Automatic, Billing = new(BillingUnit.Day, 30, "UTC", null) })
        },
        {
            "membership_config.billing_interval_days",
            With(new() { RenewalMode = RenewalMode.Automatic, Billing = new(BillingUnit.Month, 1, "UTC", null) })
        },
        {
            "membership_config.settings_json.targets",
            With(new() { Targets = [new(Platform.SimServer, "sim:lounge")] })
        },
        {
            "membership_config.settings_json.targets",
            With(new() { Targets = [new(Platform.Discord, "no role")] })
        },
    };

    [Theory, MemberData(nameof(Refusals))]
    public async Task What_cannot_be_sold_is_refused_by_the_name_of_its_field(string field, NewProduct wanted)
    {
        await using var store = await Store.CreateOnFakeChainAsync(Store.Sqlite);
        var shop = await Storefront.OpenAsync(store);
        var refused = Assert.IsType<ProductOutcome.Refused>(await shop.CreateAsync(wanted));
        Assert.Contains(field, refused.Problems.Select(problem => problem.Field));
        Assert.Equal(0, await store.ReadAsync(db => db.Products.CountAsync()));
        Assert.Equal(0, await store.ReadAsync(db => db.Watches.CountAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Targets_are_bound_to_the_merchants_own_communities_only(string provider)
    {
        await using var store = await Store.CreateOnFakeChainAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var rival = await Storefront.OpenAsync(store, "Rival");
        await rival.BindAsync(Platform.Discord, "123");
        var wanted = With(new() { Targets = [new(Platform.Discord, "123/456", "Gold")] });
        Assert.IsType<ProductOutcome.Refused>(await shop.CreateAsync(wanted));
        Assert.IsType<ProductOutcome.Saved>(await rival.CreateAsync(wanted));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_wallet_that_another_workspace_is_paid_into_is_refused(string provider)
    {
        await using var store = await Store.CreateOnFakeChainAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        await shop.SellAsync();
        var rival = await Storefront.OpenAsync(store, "Rival");
        var refused = Assert.IsType<ProductOutcome.Refused>(
            await rival.CreateAsync(Storefront.Vip() with { MerchantWallet = shop.Wallet }));
        Assert.Equal("merchant_wallet", Assert.Single(refused.Problems).Field);
        Assert.Equal(1, await store.ReadAsync(db => db.Products.CountAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Managers_make_offers_and_only_owners_say_where_the_money_goes(string provider)
    {
        await using var store = await Store.CreateOnFakeChainAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var manager = await shop.StaffAsync(StaffRole.Manager, "max");
        var support = await shop.StaffAsync(StaffRole.Support, "sue");
        var made = Assert.IsType<ProductOutcome.Saved>(await shop.CreateAsync(Storefront.Vip(), manager));
        Assert.IsType<ProductOutcome.NotAllowed>(await shop.CreateAsync(Storefront.Vip(), support));
        var elsewhere = FakeChain.Wallet("max");
        Assert.IsType<ProductOutcome.NotAllowed>(
            await shop.CreateAsync(Storefront.Vip() with { MerchantWallet = elsewhere }, manager));
        Assert.IsType<ProductOutcome.NotAllowed>(
            await shop.EditAsync(made.Product.Id, new() { MerchantWallet = elsewhere }, manager));
        Assert.IsType<ProductOutcome.NotAllowed>(
            await shop.EditAsync(made.Product.Id, new() { Title = "Mine" }, Actor.Buyer("x")));
        Assert.IsType<ProductOutcome.Saved>(await shop.EditAsync(made.Product.Id, new() { Title = "Gold" }, manager));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Edits_at_the_same_moment_all_stand_and_an_old_version_is_a_conflict(string provider)
    {
        await using var store = await Store.CreateOnFakeChainAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellLoungeAsync();
        var edits = new ProductEdit[]
        {
            new() { Title = "Gold" },
            new() { AmountMinorUnits = 31_000_000 },
            new() { GracePeriodDays = 9 },
            new() { Description = "New" },
            new() { PaymentsMax = 7 },
            new() { ReminderOffsetsDays = [1, 5] },
        };
        var outcomes = await Task.WhenAll(edits.Select(edit => shop.EditAsync(product.Id, edit)));
        Assert.All(outcomes, outcome => Assert.IsType<ProductOutcome.Saved>(outcome));
        var row = await store.ReadAsync(db => db.Products.SingleAsync());
        Assert.Equal(
            ("Gold", 31_000_000L, 9, "New", 7, "5,1"),
            (row.Title, row.AmountMinorUnits, row.GracePeriodDays, row.Description, row.PaymentsMax, row.ReminderOffsetsDays));
        var late = await shop.EditAsync(product.Id, new() { Title = "Old", Version = product.Version });
        Assert.Equal("Gold", Assert.IsType<ProductOutcome.Conflict>(late).Product.Title);
        Assert.IsType<ProductOutcome.Saved>(
            await shop.EditAsync(product.Id, new() { Description = (string?)null, Version = row.Version }));
        Assert.Null(await store.ReadAsync(db => db.Products.Select(known => known.Description).SingleAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Added_and_removed_targets_arm_the_seats_of_present_members(string provider)
    {
        await using var store = await Store.CreateOnFakeChainAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellLoungeAsync();
        var opened = Assert.IsType<CheckoutOutcome.Opened>(await shop.CheckOutAsync(product));
        await shop.MemberAsync(product, opened.Payment.BuyerId!.Value, "alice");
        var both = new NewTarget[] { new(Platform.SimServer, "sim:lounge", "Lounge"), new(Platform.SimServer, "sim:deck", "Deck") };
        await shop.EditAsync(product.Id, new() { Targets = both });
        var seats = await store.ReadAsync(db => db.Seats.Select(row => row.TargetId).Order().ToListAsync());
        Assert.Equal(["sim:deck", "sim:lounge"], seats);
        await store.WriteAsync(async db => (await db.Seats.ToListAsync()).ForEach(seat => seat.DueAt = null));
        await shop.EditAsync(product.Id, new() { Targets = both[1..] });
        Assert.Equal(0, await store.ReadAsync(db => db.Seats.CountAsync(row => row.DueAt == null)));
        Assert.Equal("sim:deck", await store.ReadAsync(db => db.ProductTargets.Select(row => row.TargetId).SingleAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_new_price_and_wallet_leave_open_sessions_as_they_are(string provider)
    {
        await using var store = await Store.CreateOnFakeChainAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellLoungeAsync();
        var opened = Assert.IsType<CheckoutOutcome.Opened>(await shop.CheckOutAsync(product));
        var next = FakeChain.Wallet("next");
        var saved = Assert.IsType<ProductOutcome.Saved>(await shop.EditAsync(
            product.Id, new() { MerchantWallet = next, AmountMinorUnits = 1_000_000 }));
        Assert.Equal(next, saved.Product.MerchantWallet);
        var session = await store.ReadAsync(db => db.Payments.SingleAsync());
        Assert.Equal((29_000_000, shop.Wallet), (session.AmountMinorUnits, session.MerchantWallet));
        Assert.Equal(opened.Payment.ReceivingAccount, session.ReceivingAccount);
        Assert.Equal(2, await store.ReadAsync(db => db.Watches.CountAsync()));
        var second = Assert.IsType<CheckoutOutcome.Opened>(await shop.CheckOutAsync(product));
        Assert.Equal((1_000_000, next), (second.Payment.AmountMinorUnits, second.Payment.MerchantWallet));
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_read_leaves_no_trace()
    {
        await using var store = await Store.CreateOnFakeChainAsync(Store.Sqlite);
        var shop = await Storefront.OpenAsync(store);
        ((FakeChain)store.Services.GetService(typeof(FakeChain))!).Break("down");
        await Assert.ThrowsAsync<ChainUnreadableException>(() => shop.CreateAsync(Storefront.Vip()));
        Assert.Equal(0, await store.ReadAsync(db => db.Products.CountAsync()));
    }

    private static NewProduct With(MembershipTerms terms) => Storefront.Vip() with { Membership = terms };
}
