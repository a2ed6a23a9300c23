using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Storage.Tests.Checkouts;

public sealed class OpenCheckoutTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_session_freezes_what_the_buyer_sees(string provider)
    {
        var operatorWallet = FakeChain.Wallet("operator");
        await using var store = await Store.CreateAsync(provider, more: services =>
            services.Configure<SolanaOptions>(options => (options.FeeWallet, options.FeeBasisPoints) = (operatorWallet, 250)));
        var shop = await Storefront.OpenAsync(store);
        await store.InScopeAsync<EditMerchant, MerchantEditOutcome>(step => step.HandleAsync(
            shop.MerchantId, new MerchantEdit { TermsText = "No refunds." }, Actor.System, default));
        var product = await shop.SellLoungeAsync();
        var outcome = await shop.CheckOutAsync(new CheckoutRequest(product.Slug)
        {
            HandoffToken = await shop.TokenAsync(product),
            PayerWallet = FakeChain.Wallet("alice"),
            AcceptedTermsHash = Terms.HashOf("No refunds."),
        });
        var id = Assert.IsType<CheckoutOutcome.Opened>(outcome).Payment.Id;
        var row = await store.ReadAsync(db => db.Payments.SingleAsync(payment => payment.Id == id));
        Assert.Equal((29_000_000, 28_275_000, 725_000), (row.AmountMinorUnits, row.MerchantAmountMinorUnits, row.FeeMinorUnits));
        Assert.Equal((operatorWallet, shop.Wallet, product.ReceivingAccount), (row.FeeWallet, row.MerchantWallet, row.ReceivingAccount));
        Assert.Equal((IdentityType.Custom, "alice", "alice the buyer"), (row.IdentityType, row.IdentityValue, row.IdentityDisplay));
        Assert.Equal((Platform.SimServer, "http://localhost:5080/simulator"), (row.AskedOn, row.ReturnUrl));
        Assert.Equal(new Billing(BillingUnit.Month, 1, "Europe/Berlin", null), row.Billing);
        Assert.Equal((3, "7,2,1", Terms.HashOf("No refunds.")), (row.GracePeriodDays, row.ReminderOffsetsDays, row.TermsHash));
        Assert.Equal(
            (store.Now, store.Now.AddMinutes(30), store.Now.AddMinutes(32)), (row.TermsAcceptedAt, row.ExpiresAt, row.DueAt));
        Assert.Equal((PaymentStatus.PendingSignature, true), (row.Status, row.BuyerId is not null));
        Assert.Matches("^[A-Za-z0-9_-]{22}$", row.Nonce);
        Assert.Equal(32, Solana.Keys.Base58.Decode(row.Reference).Length);
        Assert.Contains(Sweep.Settlement, store.Rung);
        Assert.Equal(store.Time.GetUtcNow(), await store.ReadAsync(db => db.ReceivingAccounts.Select(a => a.DueAt).SingleAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Of_twenty_who_want_three_places_three_get_one(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellAsync(Storefront.Vip() with { PaymentsMax = 3 });
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            shop.CheckOutAsync(new CheckoutRequest(product.Slug))));
        Assert.Equal(3, outcomes.OfType<CheckoutOutcome.Opened>().Count());
        Assert.All(
            outcomes.Where(outcome => outcome is not CheckoutOutcome.Opened),
            outcome => Assert.Equal(new CheckoutOutcome.NotForSale(SaleRefusal.SoldOut), outcome));
        Assert.Equal((3, 3), await store.ReadAsync(async db =>
            (await db.Payments.CountAsync(), await db.Products.Select(row => row.PlacesHeld).SingleAsync())));
        await store.WriteAsync(db => Places.ReleaseAsync(db, product.Id, default));
        Assert.IsType<CheckoutOutcome.Opened>(await shop.CheckOutAsync(new CheckoutRequest(product.Slug)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_form_that_is_sent_many_times_at_once_opens_one_session(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellAsync(Storefront.Vip() with { PaymentsMax = 5 });
        var form = new CheckoutRequest(product.Slug) { FormKey = "0123456789abcdef0123456789abcdef" };
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
            shop.CheckOutAsync(form))));
        var opened = outcomes.Select(outcome =>
            Assert.IsType<CheckoutOutcome.Opened>(outcome).Payment.Id).ToHashSet();
        Assert.Single(opened);
        Assert.Equal((1, 1), await store.ReadAsync(async db =>
            (await db.Payments.CountAsync(), await db.Products.Select(row => row.PlacesHeld).SingleAsync())));
        var other = await shop.SellAsync(Storefront.Vip());
        Assert.IsType<CheckoutOutcome.Opened>(await shop.CheckOutAsync(form with { Slug = other.Slug }));
        Assert.IsType<CheckoutOutcome.Opened>(await shop.CheckOutAsync(new CheckoutRequest(product.Slug)));
        Assert.Equal(3, await store.ReadAsync(db => db.Payments.CountAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Expired_forged_and_foreign_links_change_nothing(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellLoungeAsync();
        var other = await shop.SellAsync();
        var token = await shop.TokenAsync(product);
        Assert.IsType<CheckoutOutcome.HandoffForOtherProduct>(
            await shop.CheckOutAsync(new CheckoutRequest(other.Slug) { HandoffToken = token }));
        Assert.IsType<CheckoutOutcome.HandoffForged>(
            await shop.CheckOutAsync(new CheckoutRequest(product.Slug) { HandoffToken = token[..^2] + "AA" }));
        Assert.IsType<CheckoutOutcome.IdentityDiffers>(await shop.CheckOutAsync(
            new CheckoutRequest(product.Slug) { HandoffToken = token, IdentityValue = "mallory" }));
        store.Time.Advance(TimeSpan.FromMinutes(30));
        var expired = Assert.IsType<CheckoutOutcome.HandoffExpired>(
            await shop.CheckOutAsync(new CheckoutRequest(product.Slug) { HandoffToken = token }));
        Assert.Equal(("alice", product.Id), (expired.Claim.IdentityValue, expired.Claim.ProductId));
        Assert.Equal((0, 0), await store.ReadAsync(async db =>
            (await db.Payments.CountAsync(), await db.Products.SumAsync(row => row.PlacesHeld))));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_is_not_for_sale_says_why(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellLoungeAsync();
        Assert.IsType<CheckoutOutcome.UnknownProduct>(await shop.CheckOutAsync(new CheckoutRequest("nothing-here")));
        Assert.IsType<CheckoutOutcome.IdentityMissing>(await shop.CheckOutAsync(new CheckoutRequest(product.Slug)));
        Assert.IsType<CheckoutOutcome.BadPayerWallet>(
            await shop.CheckOutAsync(new CheckoutRequest(product.Slug) { PayerWallet = "0xabc", IdentityValue = "x" }));
        Assert.IsType<CheckoutOutcome.AmountDiffers>(
            await shop.CheckOutAsync(new CheckoutRequest(product.Slug) { AmountMinorUnits = 1, IdentityValue = "x" }));
        Assert.IsType<CheckoutOutcome.TermsChanged>(await shop.CheckOutAsync(
            new CheckoutRequest(product.Slug) { AcceptedTermsHash = Terms.HashOf("other"), IdentityValue = "x" }));
        await store.InScopeAsync<PauseProduct, ProductOutcome>(step =>
            step.HandleAsync(shop.MerchantId, product.Id, true, Actor.System, default));
        Assert.Equal(new HandoffOutcome.NotForSale(SaleRefusal.Paused), await shop.LinkAsync(product));
        Assert.Equal(
            new CheckoutOutcome.NotForSale(SaleRefusal.Paused),
            await shop.CheckOutAsync(new CheckoutRequest(product.Slug) { IdentityValue = "x" }));
        Assert.Equal(0, await store.ReadAsync(db => db.Payments.CountAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_archived_product_is_renewed_by_present_members_on_any_of_their_accounts(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellLoungeAsync();
        var claim = Assert.IsType<HandoffOutcome.Made>(await shop.LinkAsync(product)).Claim;
        await shop.MemberAsync(product, claim.BuyerId!.Value, "alice");
        await store.InScopeAsync<ArchiveProduct, ProductOutcome>(step =>
            step.HandleAsync(shop.MerchantId, product.Id, Actor.System, default));
        Assert.Equal(new HandoffOutcome.NotForSale(SaleRefusal.Archived), await shop.LinkAsync(product, "bob"));
        await store.InScopeAsync<Work>(work => work.RunAsync(
            async db =>
            {
                db.BuyerAccounts.Add(new()
                {
                    MerchantId = shop.MerchantId,
                    Platform = Platform.SimGroup,
                    AccountId = "alice.g",
                    BuyerId = claim.BuyerId.Value,
                    Display = "Alice",
                    ConnectedAt = store.Now,
                });
                await Task.CompletedTask;
            },
            default));
        var elsewhere = Assert.IsType<HandoffOutcome.Made>(
            await store.InScopeAsync<MakeHandoffLink, HandoffOutcome>(step => step.HandleAsync(
                new HandoffRequest(shop.MerchantId, product.Id, "alice.g") { AskedOn = Platform.SimGroup }, default)));
        Assert.Equal(("alice", claim.BuyerId), (elsewhere.Claim.IdentityValue, elsewhere.Claim.BuyerId));
        Assert.IsType<CheckoutOutcome.Opened>(
            await shop.CheckOutAsync(new CheckoutRequest(product.Slug) { HandoffToken = elsewhere.Token }));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_tip_jar_takes_what_the_buyer_says_but_no_dust(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var jar = await shop.SellAsync(new NewProduct(ProductType.TipJar, "Tips") { TipPresetsMinorUnits = [1_000_000, 5_000_000] });
        Assert.Equal([1_000_000, 5_000_000], jar.TipPresets()!);
        Assert.IsType<CheckoutOutcome.AmountMissing>(await shop.CheckOutAsync(new CheckoutRequest(jar.Slug)));
        var small = Assert.IsType<CheckoutOutcome.AmountTooSmall>(
            await shop.CheckOutAsync(new CheckoutRequest(jar.Slug) { AmountMinorUnits = 999 }));
        Assert.Equal(1000, small.Least.MinorUnits);
        var opened = Assert.IsType<CheckoutOutcome.Opened>(
            await shop.CheckOutAsync(new CheckoutRequest(jar.Slug) { AmountMinorUnits = 1000 }));
        Assert.Equal((1000, 0, shop.Wallet), (opened.Payment.AmountMinorUnits, opened.Payment.FeeMinorUnits, opened.Payment.FeeWallet));
    }

    [Theory]
    [InlineData("", null, "identity_value")]
    [InlineData("alice", "javascript:alert(1)", "return_url")]
    public async Task A_link_that_would_not_work_is_not_made(string identity, string? returnUrl, string field)
    {
        await using var store = await Store.CreateAsync(Store.Sqlite);
        var shop = await Storefront.OpenAsync(store);
        var product = await shop.SellAsync();
        var outcome = await store.InScopeAsync<MakeHandoffLink, HandoffOutcome>(step => step.HandleAsync(
            new HandoffRequest(shop.MerchantId, product.Id, identity) { ReturnUrl = returnUrl }, default));
        Assert.Equal(field, Assert.IsType<HandoffOutcome.Refused>(outcome).Field);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Another_merchants_product_is_unknown(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var shop = await Storefront.OpenAsync(store);
        var rival = await Storefront.OpenAsync(store, "Rival");
        var product = await shop.SellLoungeAsync();
        Assert.IsType<HandoffOutcome.UnknownProduct>(await rival.LinkAsync(product));
        Assert.IsType<ProductOutcome.UnknownProduct>(await rival.EditAsync(product.Id, new() { Title = "Mine" }));
    }
}
