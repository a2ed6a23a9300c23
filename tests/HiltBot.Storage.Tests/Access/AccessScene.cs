using HiltBot.Engine.Access;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Storage.Tests.Access;

/// <summary>A merchant with a server and a group, two fake platforms, and people who buy.</summary>
internal sealed class AccessScene : IAsyncDisposable
{
    public const string Role = "guild/role";
    public const string Chat = "chat";

    // Armed one by one where there are few, together where there are many.
    private const int ManyMemberships = 30;

    private int names;

    private AccessScene(Store store, FakePlatform server, FakePlatform group)
    {
        Store = store;
        Server = server;
        Group = group;
    }

    public Store Store { get; }

    public FakePlatform Server { get; }

    public FakePlatform Group { get; }

    public MerchantId MerchantId { get; private set; }

    public CommunityId Place { get; private set; }

    public CommunityId GroupPlace { get; private set; }

    public static Task<AccessScene> OpenAsync(
        string provider, Action<IServiceCollection>? more = null, ManualTime? time = null) =>
        OpenAsync(provider, new FakePlatform(Platform.Discord), more, time);

    /// <summary>The same, with a server whose members can be read in pages.</summary>
    public static Task<AccessScene> OpenSurveyedAsync(string provider)
    {
        var server = new FakePlatform(Platform.Discord);
        return OpenAsync(provider, server, server.RegisterSurvey, null);
    }

    private static async Task<AccessScene> OpenAsync(
        string provider, FakePlatform server, Action<IServiceCollection>? more, ManualTime? time)
    {
        var group = new FakePlatform(Platform.Telegram) { InviteUrl = "https://t.me/+invite" };
        var store = await Store.CreateAsync(
            provider,
            more: services =>
            {
                server.Register(services);
                group.Register(services);
                more?.Invoke(services);
            },
            time: time);
        var scene = new AccessScene(store, server, group);
        await scene.SetUpAsync();
        return scene;
    }

    public async Task<Product> SellAsync(
        FoundRule found = FoundRule.Keep, string target = Role, bool alsoInGroup = false)
    {
        var now = Store.Now;
        var id = ProductId.New(now);
        var product = new Product
        {
            Id = id,
            MerchantId = MerchantId,
            Slug = id.ToString(),
            ProductType = ProductType.PaymentLink,
            Status = ProductStatus.Active,
            Title = "Club",
            TokenMint = "mint",
            AssetSymbol = "USDC",
            AssetDecimals = 6,
            MerchantWallet = "wallet",
            ReceivingAccount = "account",
            FoundRule = found,
            CreatedAt = now,
            UpdatedAt = now,
        };
        await Store.WriteAsync(db =>
        {
            db.Products.Add(product);
            db.ProductTargets.Add(TargetOf(id, Platform.Discord, target, Place));
            if (alsoInGroup)
            {
                db.ProductTargets.Add(TargetOf(id, Platform.Telegram, Chat, GroupPlace));
            }

            return Task.CompletedTask;
        });
        return product;
    }

    /// <summary>Members of a product, active, inside the server, with armed seats.</summary>
    public async Task<IReadOnlyList<Membership>> AdmitAsync(Product product, int people, bool armed = true)
    {
        var memberships = new List<Membership>();
        await Store.WriteAsync(async db =>
        {
            memberships.Clear();
            for (var person = 0; person < people; person++)
            {
                var buyer = await AddBuyerAsync(db, $"a{++names}");
                memberships.Add(MembershipOf(product, buyer));
            }

            db.Memberships.AddRange(memberships);
            await db.SaveChangesAsync();
            if (armed)
            {
                await Seats.ArmProductAsync(db, product.Id, Store.Time.Now(), default);
            }
        });
        return memberships;
    }

    /// <summary>The same person buys something else.</summary>
    public async Task<Membership> AlsoAsync(Membership known, Product product)
    {
        var membership = MembershipOf(product, known.BuyerId);
        await Store.WriteAsync(async db =>
        {
            db.Memberships.Add(membership);
            await Seats.ArmAsync(db, membership, Store.Time.Now(), default);
        });
        return membership;
    }

    /// <summary>Ended, and announced in time.</summary>
    public Task LapseAsync(params IEnumerable<Membership> memberships) => ChangeAsync(memberships, row =>
    {
        row.Status = MembershipStatus.Expired;
        row.EndedAt = Store.Now;
        row.EndCause = EndCause.Lapsed;
        row.NoticeForEndAt = row.CurrentPeriodEndAt;
        row.NoticeAcceptedAt = Store.Now - TimeSpan.FromDays(2);
    });

    public Task ReviveAsync(params IEnumerable<Membership> memberships) => ChangeAsync(memberships, row =>
    {
        row.Status = MembershipStatus.Active;
        row.EndedAt = null;
        row.EndCause = null;
        row.CurrentPeriodStartAt = Store.Now;
        row.CurrentPeriodEndAt = Store.Now + TimeSpan.FromDays(30);
    });

    public Task ChangeAsync(IEnumerable<Membership> memberships, Action<Membership> change) => Store.WriteAsync(
        async db =>
        {
            var ids = memberships.Select(row => row.Id).ToList();
            var rows = await db.Memberships.Where(row => ids.Contains(row.Id)).ToListAsync();
            rows.ForEach(change);
            if (rows.Count > ManyMemberships)
            {
                await Seats.ArmProductAsync(db, rows[0].ProductId, Store.Time.Now(), default);
                return;
            }

            foreach (var row in rows)
            {
                await Seats.ArmAsync(db, row, Store.Time.Now(), default);
            }
        });

    public Task WipeTargetsAsync(Product product) => Store.WriteAsync(async db =>
    {
        await db.ProductTargets.Where(row => row.ProductId == product.Id).ExecuteDeleteAsync();
        await Seats.ArmProductAsync(db, product.Id, Store.Time.Now(), default);
    });

    /// <summary>Runs the sweep until nothing is due.</summary>
    public async Task<int> ReconcileAsync()
    {
        var rows = 0;
        for (var run = 0; run < 100; run++)
        {
            var worked = await Store.InScopeAsync<ReconcileAccess, int>(step => step.HandleAsync(default));
            rows += worked;
            if (worked == 0)
            {
                return rows;
            }
        }

        throw new InvalidOperationException("Seats do not come to rest.");
    }

    /// <summary>Time passes while a host is at work, so that its heart beats all along.</summary>
    public async Task PassAsync(TimeSpan length)
    {
        Store.Time.Advance(length);
        await Store.WriteAsync(async db => (await db.Installations.SingleAsync()).HeartbeatAt = Store.Time.Now());
    }

    public Task<int> AskAsync() => Store.InScopeAsync<AskBrakes, int>(step => step.HandleAsync(default));

    public Task<Seat> SeatOfAsync(Membership membership) =>
        Store.ReadAsync(db => db.Seats.SingleAsync(seat => seat.BuyerId == membership.BuyerId));

    public Task<Membership> NowAsync(Membership membership) =>
        Store.ReadAsync(db => db.Memberships.SingleAsync(row => row.Id == membership.Id));

    public Task<int> NoticesAsync(NoticeKind kind) =>
        Store.ReadAsync(db => db.Notices.CountAsync(row => row.Kind == kind));

    public string AccountOf(Membership membership) => membership.IdentityValue;

    public ValueTask DisposeAsync() => Store.DisposeAsync();

    private async Task SetUpAsync()
    {
        var now = Store.Now;
        MerchantId = MerchantId.New(now);
        Place = CommunityId.New(now);
        GroupPlace = CommunityId.New(now);
        await Store.WriteAsync(db =>
        {
            db.Merchants.Add(new Merchant { Id = MerchantId, Name = "Zoë", TimeZone = "UTC", CreatedAt = now });
            db.Communities.Add(CommunityOf(Place, Platform.Discord, "guild"));
            db.Communities.Add(CommunityOf(GroupPlace, Platform.Telegram, "chat"));
            db.Installations.Add(new Installation
            {
                Network = Network.Sandbox,
                GenesisHash = "sandbox",
                HeartbeatAt = Store.Time.Now(),
                CreatedAt = now,
            });
            return Task.CompletedTask;
        });
    }

    private Community CommunityOf(CommunityId id, Platform platform, string externalId) => new()
    {
        Id = id,
        MerchantId = MerchantId,
        Platform = platform,
        ExternalId = externalId,
        Title = externalId,
        AlertChannelId = "alerts",
        BoundAt = Store.Now,
    };

    private ProductTarget TargetOf(ProductId productId, Platform platform, string target, CommunityId place) => new()
    {
        ProductId = productId,
        MerchantId = MerchantId,
        Platform = platform,
        TargetId = target,
        CommunityId = place,
        Label = target,
        Position = 0,
    };

    private async Task<BuyerId> AddBuyerAsync(HiltDb db, string account)
    {
        var id = BuyerId.New(Store.Now);
        Server.Join(account);
        db.Buyers.Add(new Buyer { Id = id, MerchantId = MerchantId, Display = account, CreatedAt = Store.Now });
        await db.BuyerAccounts.AddAsync(new BuyerAccount
        {
            MerchantId = MerchantId,
            Platform = Platform.Discord,
            AccountId = account,
            BuyerId = id,
            Display = account,
            ConnectedAt = Store.Now,
        });
        return id;
    }

    private Membership MembershipOf(Product product, BuyerId buyerId) => new()
    {
        Id = MembershipId.New(Store.Now),
        MerchantId = MerchantId,
        ProductId = product.Id,
        BuyerId = buyerId,
        IdentityType = IdentityType.DiscordUserId,
        IdentityValue = $"a{names}",
        Sibling = string.Empty,
        Platform = Platform.Discord,
        Status = MembershipStatus.Active,
        CurrentPeriodStartAt = Store.Now,
        CurrentPeriodEndAt = Store.Now + TimeSpan.FromDays(30),
        GracePeriodDays = 0,
        ReminderOffsetsDays = string.Empty,
        CreatedAt = Store.Now,
        UpdatedAt = Store.Now,
    };
}
