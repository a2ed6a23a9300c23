using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Storage.Tests.Renewals;

/// <summary>
/// A merchant whose offer (10 USDC every 30 days) renews by itself, its published plan, and people whose wallets the test
/// fills, empties and revokes. Time goes by in <see cref="LiveAsync"/>, with the sweeps that a host would run.
/// </summary>
internal sealed class Circle(Store store)
{
    public const long Price = 10_000_000;
    public const string Usdc = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";
    private const string TokenProgram = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";

    private int sessions;

    public required Product Product { get; init; }

    public required RenewalPlan Plan { get; init; }

    public FakeChain Chain => store.Services.GetRequiredService<FakeChain>();

    public FakeSubscriptions Ledger => store.Services.GetRequiredService<FakeSubscriptions>();

    public static Task<Store> StoreAsync(string provider) => Store.CreateAsync(provider, more: services => services
        .AddSingleton<IPaymentChain>(built => built.GetRequiredService<FakeChain>())
        .AddSingleton<FakeSubscriptions>()
        .AddSingleton<IRenewalChain>(built => built.GetRequiredService<FakeSubscriptions>()));

    public static async Task<Circle> OpenAsync(Store store, int graceDays = 3, int days = 30)
    {
        var now = store.Now;
        var ledger = store.Services.GetRequiredService<FakeSubscriptions>();
        var wallet = FakeChain.Wallet("merchant");
        var merchant = new Merchant { Id = MerchantId.New(now), Name = "Ada", TimeZone = "UTC", CreatedAt = now };
        var product = NewProduct(merchant.Id, wallet, now, graceDays, days);
        var plan = new RenewalPlan
        {
            Id = PlanId.New(now),
            MerchantId = merchant.Id,
            ProductId = product.Id,
            Number = 7,
            OwnerWallet = wallet,
            PlanAccount = ledger.PlanAccountOf(wallet, 7),
            TokenMint = Usdc,
            TokenProgram = TokenProgram,
            AmountMinorUnits = Price,
            PeriodHours = days * 24,
            Puller = ledger.Puller,
            PublishedAt = now.ToUnixTimeSeconds(),
            CreatedAt = now,
        };
        ledger.PutUp(plan);
        await store.WriteAsync(async db =>
        {
            db.AddRange(merchant, product, plan);
            await Task.CompletedTask;
        });
        await store.InScopeAsync<Watches>(watches => store.WriteAsync(db => watches.AddAsync(db, product, default)));
        return new Circle(store) { Product = product, Plan = plan };
    }

    /// <summary>Pays the first period and subscribes in the same breath, as the checkout's transaction does.</summary>
    public async Task<MembershipId> JoinAsync(string name, long balance)
    {
        var payment = NewPayment(name);
        await store.WriteAsync(async db =>
        {
            db.Payments.Add(payment);
            await Task.CompletedTask;
        });
        var payer = FakeChain.Wallet(name);
        var to = Ledger.AddressesOf(Plan.PlanAccount, payer, Usdc, TokenProgram);
        await store.InScopeAsync<BeginAuthorization>(step => step.HandleAsync(payment, Plan, payer, to, default));
        Fill(name, balance);
        Ledger.Subscribe(Plan, payer);
        Chain.Pay(payment, payer);
        await RunAsync();
        store.Time.Advance(TimeSpan.FromMinutes(1));
        await RunAsync();
        return (await store.ReadAsync(db => db.Payments.SingleAsync(row => row.Id == payment.Id))).MembershipId!.Value;
    }

    public void Fill(string name, long balance) => Ledger.Wallet(
        FakeChain.Wallet(name), Usdc, account => account with { AmountMinorUnits = balance });

    /// <summary>Lets time go by from one due instant to the next, and runs what is due at each.</summary>
    public async Task LiveAsync(TimeSpan length)
    {
        var until = store.Now + length;
        while (store.Now < until)
        {
            var next = await NextAsync();
            store.Time.SetTo(next > store.Now && next < until ? next.Value : until);
            await RunAsync();
        }
    }

    // Money that came is read a little later than it lands, so the look after a collection is a step of its own.
    private Task<DateTimeOffset?> NextAsync() => store.ReadAsync(async db =>
    {
        var members = await db.Memberships.Where(row => row.DueAt != null).Select(row => row.DueAt).ToListAsync();
        var renewals = await db.RenewalAuthorizations.Where(row => row.DueAt != null).Select(row => row.DueAt).ToListAsync();
        var isSent = await db.Collections.AnyAsync(row => row.Status == CollectionStatus.Sent);
        return members.Concat(renewals).Append(isSent ? store.Now.AddMinutes(1) : null).Where(at => at > store.Now).Min();
    });

    /// <summary>Runs the sweeps until none of them finds anything.</summary>
    public async Task RunAsync()
    {
        for (var worked = 1; worked > 0;)
        {
            Chain.Build(1);
            worked = await store.InScopeAsync<ReadReceivingAccounts, int>(step => step.HandleAsync(default)) > 0 ? 1 : 0;
            worked = await store.InScopeAsync<LapseMemberships, int>(step => step.HandleAsync(default)) > 0 ? 1 : worked;
            worked = await store.InScopeAsync<CollectRenewals, int>(step => step.HandleAsync(default)) > 0 ? 1 : worked;
        }
    }

    public Task<Membership> MemberAsync(MembershipId id) =>
        store.ReadAsync(db => db.Memberships.SingleAsync(row => row.Id == id));

    public Task<RenewalAuthorization> AuthorizationAsync() =>
        store.ReadAsync(db => db.RenewalAuthorizations.OrderByDescending(row => row.Id).FirstAsync());

    public Task<List<Collection>> CollectionsAsync() =>
        store.ReadAsync(db => db.Collections.OrderBy(row => row.PeriodStartAt).ToListAsync());

    public Task<List<MembershipPeriod>> PeriodsAsync() =>
        store.ReadAsync(db => db.MembershipPeriods.OrderBy(row => row.PeriodStartAt).ToListAsync());

    public Task<List<Notice>> NoticesAsync() =>
        store.ReadAsync(db => db.Notices.Where(row => row.Audience == NoticeAudience.Buyer).OrderBy(row => row.Id)
            .ToListAsync());

    public Payment NewPayment(string name)
    {
        var now = store.Now;
        var number = Interlocked.Increment(ref sessions);
        return new Payment
        {
            Id = PaymentId.New(now),
            MerchantId = Product.MerchantId,
            ProductId = Product.Id,
            Origin = PaymentOrigin.Checkout,
            Status = PaymentStatus.PendingSignature,
            Nonce = $"{number:x32}",
            Reference = FakeChain.Wallet($"reference {number}"),
            AmountMinorUnits = Price,
            MerchantAmountMinorUnits = Price,
            FeeMinorUnits = 0,
            TokenMint = Usdc,
            AssetSymbol = "USDC",
            AssetDecimals = 6,
            MerchantWallet = Product.MerchantWallet,
            ReceivingAccount = Product.ReceivingAccount,
            FeeWallet = Product.MerchantWallet,
            IdentityType = IdentityType.Custom,
            IdentityValue = name,
            IdentityDisplay = name,
            IdentityFrom = IdentityOrigin.Named,
            BillingUnit = BillingUnit.Day,
            BillingCount = Product.BillingCount,
            GracePeriodDays = Product.GracePeriodDays,
            ReminderOffsetsDays = Product.ReminderOffsetsDays,
            CreatedAt = now,
            ExpiresAt = now.AddMinutes(30),
            DueAt = now.AddMinutes(32),
        };
    }

    private static Product NewProduct(MerchantId merchantId, string wallet, DateTimeOffset now, int graceDays, int days) =>
        new()
        {
            Id = ProductId.New(now),
            MerchantId = merchantId,
            Slug = $"circle-{now.Ticks}",
            ProductType = ProductType.PaymentLink,
            Status = ProductStatus.Active,
            Title = "Circle",
            AmountMinorUnits = Price,
            TokenMint = Usdc,
            AssetSymbol = "USDC",
            AssetDecimals = 6,
            MerchantWallet = wallet,
            ReceivingAccount = FakeChain.AccountOf(wallet, Usdc),
            MembershipEnabled = true,
            RenewalMode = RenewalMode.Automatic,
            IdentityType = IdentityType.Custom,
            BillingUnit = BillingUnit.Day,
            BillingCount = days,
            GracePeriodDays = graceDays,
            CreatedAt = now,
            UpdatedAt = now,
        };
}
