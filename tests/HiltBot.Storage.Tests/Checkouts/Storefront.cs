using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Handoffs;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;

namespace HiltBot.Storage.Tests.Checkouts;

/// <summary>A workspace that sells something, made by the product's own steps.</summary>
internal sealed class Storefront(Store store, MerchantId merchantId, string name)
{
    public const string Lounge = "sim:lounge";

    public Store Store => store;

    public MerchantId MerchantId => merchantId;

    public string Wallet => FakeChain.Wallet(name);

    public static async Task<Storefront> OpenAsync(Store store, string name = "Shop")
    {
        var made = await store.InScopeAsync<MakeMerchant, MerchantOutcome>(step =>
            step.HandleAsync(new NewMerchant(name), Actor.System, default));
        var shop = new Storefront(store, Assert.IsType<MerchantOutcome.Made>(made).MerchantId, name);
        var wallet = await store.InScopeAsync<ChangePayoutWallet, WalletOutcome>(step =>
            step.HandleAsync(shop.MerchantId, shop.Wallet, Actor.System, default));
        Assert.IsType<WalletOutcome.Changed>(wallet);
        return shop;
    }

    /// <summary>Issues a code and enters it in a place.</summary>
    public async Task<BindOutcome> BindAsync(
        Platform platform = Platform.SimServer, string externalId = "sim", string person = "mia", bool mayManage = true)
    {
        var code = await CodeAsync(CodePurpose.BindCommunity);
        return await BindAsync(code, platform, externalId, person, mayManage);
    }

    public Task<BindOutcome> BindAsync(
        string code, Platform platform, string externalId, string person = "mia", bool mayManage = true) =>
        store.InScopeAsync<BindCommunity, BindOutcome>(step => step.HandleAsync(
            new BindRequest(
                platform, externalId, $"{name} on {platform}", code, new StaffAccount(platform, person, person), mayManage)
            {
                AlertChannelId = "alerts",
            },
            default));

    public Task<string> CodeAsync(CodePurpose purpose, BuyerId? buyerId = null, int minutes = 15) =>
        store.InScopeAsync<Work, string>(work => work.RunAsync(
            db => store.Services.GetService(typeof(OneTimeCodes)) is OneTimeCodes codes
                ? codes.IssueAsync(db, purpose, merchantId, buyerId, TimeSpan.FromMinutes(minutes), default)
                : throw new InvalidOperationException(),
            default));

    public Task<ProductOutcome> CreateAsync(NewProduct wanted, Actor? actor = null) =>
        store.InScopeAsync<CreateProduct, ProductOutcome>(step =>
            step.HandleAsync(merchantId, wanted, actor ?? Actor.System, default));

    public async Task<Product> SellAsync(NewProduct? wanted = null) =>
        Assert.IsType<ProductOutcome.Saved>(await CreateAsync(wanted ?? Vip())).Product;

    /// <summary>Binds the simulated server and sells its lounge for 29 USDC a month.</summary>
    public async Task<Product> SellLoungeAsync(int? paymentsMax = null)
    {
        Assert.IsType<BindOutcome.Bound>(await BindAsync());
        return await SellAsync(Vip() with
        {
            PaymentsMax = paymentsMax,
            Membership = new MembershipTerms
            {
                Billing = new Billing(BillingUnit.Month, 1, "Europe/Berlin", null),
                GracePeriodDays = 3,
                Targets = [new NewTarget(Platform.SimServer, Lounge, "Lounge")],
            },
        });
    }

    public static NewProduct Vip() => new(ProductType.PaymentLink, "VIP Lounge") { AmountMinorUnits = 29_000_000 };

    public Task<ProductOutcome> EditAsync(ProductId productId, ProductEdit edit, Actor? actor = null) =>
        store.InScopeAsync<EditProduct, ProductOutcome>(step =>
            step.HandleAsync(merchantId, productId, edit, actor ?? Actor.System, default));

    public Task<HandoffOutcome> LinkAsync(Product product, string account = "alice", int? minutes = null) =>
        store.InScopeAsync<MakeHandoffLink, HandoffOutcome>(step => step.HandleAsync(
            new HandoffRequest(merchantId, product.Id, account)
            {
                AskedOn = Platform.SimServer,
                IdentityDisplay = $"{account} the buyer",
                ReturnUrl = "http://localhost:5080/simulator",
                ExpiresInMinutes = minutes,
            },
            default));

    public async Task<string> TokenAsync(Product product, string account = "alice") =>
        Assert.IsType<HandoffOutcome.Made>(await LinkAsync(product, account)).Token;

    public Task<CheckoutOutcome> CheckOutAsync(CheckoutRequest request) =>
        store.InScopeAsync<OpenCheckout, CheckoutOutcome>(step => step.HandleAsync(request, default));

    public async Task<CheckoutOutcome> CheckOutAsync(Product product, string account = "alice") =>
        await CheckOutAsync(new CheckoutRequest(product.Slug) { HandoffToken = await TokenAsync(product, account) });

    /// <summary>Somebody of the staff, as an actor.</summary>
    public async Task<Actor> StaffAsync(StaffRole role, string account)
    {
        var set = await store.InScopeAsync<SetStaff, StaffOutcome>(step => step.HandleAsync(
            merchantId, new StaffAccount(Platform.SimServer, account, account), role, Actor.System, default));
        return StaffDirectory.ActorOf(Assert.IsType<StaffOutcome.Set>(set).Member);
    }

    /// <summary>A membership as if it had been paid for.</summary>
    public async Task<Membership> MemberAsync(
        Product product, BuyerId buyerId, string account, MembershipStatus status = MembershipStatus.Active)
    {
        var now = store.Now;
        var membership = new Membership
        {
            Id = MembershipId.New(now),
            MerchantId = merchantId,
            ProductId = product.Id,
            BuyerId = buyerId,
            IdentityType = IdentityType.Custom,
            IdentityValue = account,
            IdentityDisplay = account,
            Sibling = string.Empty,
            Platform = Platform.SimServer,
            Status = status,
            CurrentPeriodStartAt = now,
            CurrentPeriodEndAt = now.AddDays(30),
            GracePeriodDays = 3,
            ReminderOffsetsDays = "7,2,1",
            CreatedAt = now,
            UpdatedAt = now,
        };
        await store.WriteAsync(db =>
        {
            db.Memberships.Add(membership);
            return Task.CompletedTask;
        });
        return membership;
    }
}
