using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Memberships;

/// <summary>A merchant with one 30-day offer in a simulated server; payments are confirmed as settlement confirms them.</summary>
internal sealed class Club(Store store)
{
    private const string Usdc = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";

    private int paid;

    public Merchant Merchant { get; private set; } = null!;

    public Product Product { get; private set; } = null!;

    public Store Store => store;

    public static async Task<Club> OpenAsync(Store store, Action<Product>? change = null)
    {
        var shop = new Club(store);
        var now = store.Now;
        shop.Merchant = new Merchant { Id = MerchantId.New(now), Name = "Ada", TimeZone = "UTC", CreatedAt = now };
        shop.Product = new Product
        {
            Id = ProductId.New(now),
            MerchantId = shop.Merchant.Id,
            Slug = $"offer-{now.Ticks}",
            ProductType = ProductType.PaymentLink,
            Status = ProductStatus.Active,
            Title = "Circle",
            AmountMinorUnits = 29_000_000,
            TokenMint = Usdc,
            AssetSymbol = "USDC",
            AssetDecimals = 6,
            MerchantWallet = "wallet",
            ReceivingAccount = "account",
            MembershipEnabled = true,
            IdentityType = IdentityType.Custom,
            BillingUnit = BillingUnit.Day,
            BillingCount = 30,
            GracePeriodDays = 3,
            CreatedAt = now,
            UpdatedAt = now,
        };
        change?.Invoke(shop.Product);
        var community = new Community
        {
            Id = CommunityId.New(now),
            MerchantId = shop.Merchant.Id,
            Platform = Platform.SimServer,
            ExternalId = $"place-{now.Ticks}",
            Title = "Place",
            AlertChannelId = "alerts",
            BoundAt = now,
        };
        await store.WriteAsync(async db =>
        {
            db.Merchants.Add(shop.Merchant);
            db.Products.Add(shop.Product);
            db.Communities.Add(community);
            db.ProductTargets.Add(new ProductTarget
            {
                ProductId = shop.Product.Id,
                MerchantId = shop.Merchant.Id,
                Platform = Platform.SimServer,
                TargetId = "sim:gold",
                CommunityId = community.Id,
                Label = "Gold",
                Position = 0,
            });
            db.ReceivingAccounts.Add(new ReceivingAccount
            {
                Address = "account",
                Wallet = "wallet",
                TokenMint = Usdc,
                AssetSymbol = "USDC",
                AssetDecimals = 6,
                WatchedFrom = now,
                ReadThroughAt = now.AddYears(20),
            });
            db.Watches.Add(new Watch
            { MerchantId = shop.Merchant.Id, ProductId = shop.Product.Id, Account = "account", Since = now });
            await Task.CompletedTask;
        });
        return shop;
    }

    public Payment NewPayment(string? account = "ann")
    {
        var now = store.Now;
        var number = Interlocked.Increment(ref paid);
        return new Payment
        {
            Id = PaymentId.New(now),
            MerchantId = Merchant.Id,
            ProductId = Product.Id,
            Origin = PaymentOrigin.Checkout,
            Status = PaymentStatus.Confirmed,
            Nonce = $"nonce{number}",
            Reference = $"reference{number}",
            AmountMinorUnits = 29_000_000,
            MerchantAmountMinorUnits = 29_000_000,
            FeeMinorUnits = 0,
            TokenMint = Usdc,
            AssetSymbol = "USDC",
            AssetDecimals = 6,
            MerchantWallet = "wallet",
            ReceivingAccount = "account",
            FeeWallet = "wallet",
            IdentityType = account is null ? null : IdentityType.Custom,
            IdentityValue = account,
            IdentityDisplay = account,
            AskedOn = account is null ? null : Platform.SimServer,
            BillingUnit = Product.BillingUnit,
            BillingCount = Product.BillingCount,
            GracePeriodDays = Product.GracePeriodDays,
            ReminderOffsetsDays = Product.ReminderOffsetsDays,
            PayerWallet = $"payer-{account ?? "nobody"}",
            TxSignature = $"signature{number}",
            ReceivedMinorUnits = 29_000_000,
            CreatedAt = now,
            ExpiresAt = now.AddMinutes(30),
            ConfirmedAt = now,
        };
    }

    public Task<Membership?> PayAsync(string? account = "ann") => ConfirmAsync(NewPayment(account));

    public Task<Membership?> ConfirmAsync(Payment payment) =>
        store.InScopeAsync<Work, Membership?>(work => store.InScopeAsync<ApplyPayment, Membership?>(apply =>
            work.RunAsync(
                async db =>
                {
                    // As settlement does: the payment is marked and applied in one transaction, which may run again.
                    db.Payments.Add(Copy(payment));
                    await db.SaveChangesAsync(CancellationToken.None);
                    var row = await db.Payments.SingleAsync(found => found.Id == payment.Id);
                    return await apply.InAsync(db, row, store.Now, CancellationToken.None);
                },
                CancellationToken.None)));

    public async Task<int> LapseAsync()
    {
        var total = 0;
        while (await store.InScopeAsync<LapseMemberships, int>(step => step.HandleAsync(CancellationToken.None))
            is var count and > 0)
        {
            total += count;
        }

        return total;
    }

    public Task<Membership> ReadAsync(MembershipId id) =>
        store.ReadAsync(db => db.Memberships.SingleAsync(row => row.Id == id));

    public async Task<IReadOnlyList<string>> NoticesAsync(NoticeAudience audience = NoticeAudience.Buyer) =>
        await store.ReadAsync(async db => (await db.Notices.Where(row => row.Audience == audience)
            .OrderBy(row => row.Id).ToListAsync()).ConvertAll(row => row.Kind.ToString()));

    public async Task<IReadOnlyList<string>> EventsAsync() =>
        await store.ReadAsync(async db => (await db.WebhookEvents.OrderBy(row => row.Id).ToListAsync())
            .ConvertAll(row => row.EventType));

    /// <summary>Every notice that was owed and is unanswered gets this answer, as the sender records it.</summary>
    public Task AnswerNoticesAsync(NoticeReply reply) => store.WriteAsync(async db =>
    {
        var waiting = await db.Notices
            .Where(row => row.State == NoticeState.Pending && row.Audience == NoticeAudience.Buyer).ToListAsync();
        foreach (var notice in waiting)
        {
            notice.State = reply == NoticeReply.Accepted ? NoticeState.Accepted : NoticeState.Undeliverable;
            notice.Attempts++;
            notice.DueAt = null;
            if (notice is { MembershipId: { } id, PeriodEndAt: { } end })
            {
                await RecordNoticeAnswer.InAsync(db, id, end, reply, store.Now, CancellationToken.None);
            }
        }
    });

    private static Payment Copy(Payment payment) => System.Text.Json.JsonSerializer.Deserialize<Payment>(
        System.Text.Json.JsonSerializer.Serialize(payment))!;
}
