using HiltBot.Engine.Buyers;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Payments;

/// <summary>A merchant on the play ledger with one product at 10 USDC a 30 days, and what people do there.</summary>
internal sealed class Till(Store store)
{
    public const long Price = 10_000_000;
    public const string Usdc = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";

    private int sessions;

    public required Product Product { get; init; }

    public required Buyer Buyer { get; init; }

    public string Payer { get; } = FakeChain.Wallet("payer");

    public static async Task<Till> OpenAsync(Store store, string wallet = "merchant", int? paymentsMax = null)
    {
        var now = store.Now;
        var merchant = new Merchant { Id = MerchantId.New(now), Name = "Gold", TimeZone = "UTC", CreatedAt = now };
        var product = NewProduct(merchant.Id, FakeChain.Wallet(wallet), now, paymentsMax);
        var buyer = new Buyer
        { Id = BuyerId.New(now), MerchantId = merchant.Id, Display = "Ada", CreatedAt = now };
        await store.WriteAsync(async db =>
        {
            db.AddRange(merchant, product, buyer);
            await Task.CompletedTask;
        });
        var shop = new Till(store) { Product = product, Buyer = buyer };
        Assert.IsType<WatchOutcome.Watched>(await shop.WatchAsync(product));
        return shop;
    }

    public static Product NewProduct(MerchantId merchantId, string wallet, DateTimeOffset now, int? paymentsMax) => new()
    {
        Id = ProductId.New(now),
        MerchantId = merchantId,
        Slug = $"gold-{ProductId.New(now)}",
        ProductType = ProductType.PaymentLink,
        Status = ProductStatus.Active,
        Title = "Gold",
        AmountMinorUnits = Price,
        TokenMint = Usdc,
        AssetSymbol = "USDC",
        AssetDecimals = 6,
        MerchantWallet = wallet,
        ReceivingAccount = PlayMove.AccountOf(wallet, Usdc),
        MembershipEnabled = true,
        IdentityType = IdentityType.Custom,
        BillingUnit = BillingUnit.Day,
        BillingCount = 30,
        GracePeriodDays = 3,
        PaymentsMax = paymentsMax,
        CreatedAt = now,
        UpdatedAt = now,
    };

    public Task<WatchOutcome> WatchAsync(Product product) => store.InScopeAsync<Watches, WatchOutcome>(async watches =>
    {
        WatchOutcome? outcome = null;
        await store.WriteAsync(async db => outcome = await watches.AddAsync(db, product, default));
        return outcome!;
    });

    public async Task<Payment> SessionAsync(long fee = 0, Action<Payment>? edit = null)
    {
        var payment = NewSession(fee);
        edit?.Invoke(payment);
        await store.WriteAsync(async db =>
        {
            db.Payments.Add(payment);
            await db.Products.Where(row => row.Id == Product.Id).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.PlacesHeld, row => row.PlacesHeld + 1));
        });
        return payment;
    }

    /// <summary>A session that stands nowhere yet.</summary>
    public Payment NewSession(long fee = 0)
    {
        var now = store.Now;
        return new Payment
        {
            Id = PaymentId.New(now),
            MerchantId = Product.MerchantId,
            ProductId = Product.Id,
            Origin = PaymentOrigin.Checkout,
            Status = PaymentStatus.PendingSignature,
            Nonce = $"nonce-{PaymentId.New(now)}",
            Reference = FakeChain.Wallet($"reference {PaymentId.New(now)}"),
            AmountMinorUnits = Price,
            MerchantAmountMinorUnits = Price - fee,
            FeeMinorUnits = fee,
            TokenMint = Usdc,
            AssetSymbol = "USDC",
            AssetDecimals = 6,
            MerchantWallet = Product.MerchantWallet,
            ReceivingAccount = Product.ReceivingAccount,
            FeeWallet = fee > 0 ? FakeChain.Wallet("operator") : Product.MerchantWallet,
            IdentityType = IdentityType.Custom,
            IdentityValue = "ada",
            IdentityDisplay = "Ada",
            BuyerId = Buyer.Id,
            BillingUnit = BillingUnit.Day,
            BillingCount = 30,
            GracePeriodDays = 3,
            CreatedAt = now.AddMicroseconds(sessions++),
            ExpiresAt = now.AddMinutes(30),
            DueAt = now.AddMinutes(32),
        };
    }

    public async Task<string> PayAsync(Payment payment, long? amount = null) =>
        Assert.IsType<PlayOutcome.Sent>(await store.InScopeAsync<PayWithPlayMoney, PlayOutcome>(
            step => step.HandleAsync(payment.Id, Payer, amount, default))).Signature;

    public async Task<string> SendAsync(PlayMove move) =>
        Assert.IsType<PlayOutcome.Sent>(await store.InScopeAsync<SendPlayMoney, PlayOutcome>(
            step => step.HandleAsync(move, default))).Signature;

    public PlayMove Move(Payment payment) => PlayMove.ToPay(payment, Payer);

    /// <summary>Runs the sweep until nothing is due.</summary>
    public async Task SettleAsync()
    {
        while (await store.InScopeAsync<ReadReceivingAccounts, int>(step => step.HandleAsync(default)) > 0)
        {
        }
    }

    public Task<int> EndAsync() => store.InScopeAsync<EndCheckouts, int>(step => step.HandleAsync(default));

    public Task<DateTimeOffset> MoveAsync(TimeSpan length) =>
        store.InScopeAsync<MoveClock, DateTimeOffset>(step => step.HandleAsync(length, default));

    public Task<Payment> ReadAsync(Payment payment) =>
        store.ReadAsync(db => db.Payments.SingleAsync(row => row.Id == payment.Id));

    public Task<Transfer> TransferAsync(string signature) =>
        store.ReadAsync(db => db.Transfers.SingleAsync(row => row.Signature == signature));

    public Task<ReceivingAccount> AccountAsync() => store.ReadAsync(
        db => db.ReceivingAccounts.SingleAsync(row => row.Address == Product.ReceivingAccount));

    public Task<List<string>> EventsAsync() => store.ReadAsync(
        db => db.WebhookEvents.OrderBy(row => row.EventType).Select(row => row.EventType).ToListAsync());
}
