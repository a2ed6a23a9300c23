using System.Text.Json;
using HiltBot.Engine.Access;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;
using HiltBot.Telegram;
using HiltBot.Telegram.Api;
using HiltBot.Telegram.Arm;
using HiltBot.Telegram.Updates;
using HiltBot.TestKit;
using HiltBot.TestKit.Discord;
using HiltBot.TestKit.Telegram;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>
/// The arm, wired as the host wires it, over the real engine and the stand-in: a supergroup that an offer opens, and Ana, who
/// has started the bot. Updates are handed over when a test says so.
/// </summary>
internal sealed class ArmScene : IAsyncDisposable
{
    private readonly CountingHandler handler;
    private readonly List<Store> kept = [];
    private Store store;
    private int heard;
    private long lastNotice;

    private ArmScene(StandInTelegram telegram, JumpingTime time, CountingHandler handler, Store store)
    {
        (Telegram, Time, this.handler, this.store) = (telegram, time, handler, store);
        Olga = telegram.AddUser("Olga");
        Club = telegram.AddSupergroup("Club", Olga);
        telegram.AddBot(Olga, Club);
        Ana = telegram.AddUser("Ana");
        telegram.Start(Ana);
        heard = telegram.Updates.All.Count;
    }

    public StandInTelegram Telegram { get; }

    public JumpingTime Time { get; }

    public Store Store => store;

    /// <summary>Owner of the chats.</summary>
    public string Olga { get; }

    public string Club { get; }

    public string Ana { get; }

    public MerchantId MerchantId { get; private set; }

    public TelegramArm Arm => store.Services.GetRequiredService<TelegramArm>();

    public IReadOnlyList<IUpdateHandler> Handlers => [.. store.Services.GetServices<IUpdateHandler>()];

    public static async Task<ArmScene> StartAsync(bool hasLimits = false)
    {
        StandInTelegram? telegram = null;
        var handler = new CountingHandler();
        var time = new JumpingTime(() => (
            (telegram?.Running ?? 0) + handler.Running, handler.Count + (telegram?.Activity.Count ?? 0)));
        telegram = await StandInTelegram.StartAsync(time);
        telegram.Limits.AreOn = hasLimits;
        var scene = new ArmScene(telegram, time, handler, await OpenAsync(telegram, time, handler, null));
        await scene.SetUpAsync();
        var kinds = scene.Handlers.SelectMany(one => one.Kinds).Distinct();
        await scene.CallAsync("getUpdates", new { allowed_updates = kinds, timeout = 0 });
        await scene.store.Services.GetRequiredService<BotSelf>().LearnAsync(default);
        time.Run();
        return scene;
    }

    /// <summary>Nothing but the database is remembered any more.</summary>
    public async Task RestartAsync()
    {
        var before = store;
        store = await OpenAsync(Telegram, Time, handler, before.ConnectionString);
        kept.Add(before);
    }

    public Task<AccessAnswer> LookAsync(string? account = null, string? chat = null) =>
        Arm.LookAsync(chat ?? Club, account ?? Ana, CancellationToken.None);

    public Task<AccessAnswer> GrantAsync(string? account = null, string? chat = null, EntryTerms? terms = null) =>
        Arm.GrantAsync(
            chat ?? Club, account ?? Ana, "paid", terms ?? new EntryTerms(EntryWay.JoinRequest, null, null),
            CancellationToken.None);

    public Task<AccessAnswer> RevokeAsync(string? account = null, string? chat = null, EntryTerms? terms = null) =>
        terms is null
            ? Arm.RevokeAsync(chat ?? Club, account ?? Ana, "lapsed", CancellationToken.None)
            : Arm.RevokeAsync(chat ?? Club, account ?? Ana, "lapsed", terms, CancellationToken.None);

    /// <summary>The link that somebody who has paid is given.</summary>
    public async Task<string> LinkOfAsync(string? account = null, string? chat = null, EntryTerms? terms = null) =>
        Assert.IsType<AccessAnswer.WaitsForJoin>(await GrantAsync(account, chat, terms)).InviteUrl!;

    public EntryTerms Single(string? url = null, TimeSpan? age = null) => new(
        EntryWay.SingleUse, url, url is null ? null : Time.GetUtcNow() - (age ?? TimeSpan.Zero));

    /// <summary>Hands the bot's new updates to whoever handles them; one that cannot be done now comes again.</summary>
    public async Task HearAsync()
    {
        var all = Telegram.Updates.All;
        foreach (var update in all.Skip(heard))
        {
            await HearAsync(update);
            heard++;
        }
    }

    /// <summary>Everything that ever happened comes again.</summary>
    public Task HearAgainAsync()
    {
        heard = 0;
        return HearAsync();
    }

    /// <summary>Somebody else calls with the bot's token.</summary>
    public async Task CallAsync(string method, object body)
    {
        using var http = new HttpClient();
        using var response = await http.PostAsync(
            $"{Telegram.ApiUrl}/bot{Telegram.Token}/{method}", System.Net.Http.Json.JsonContent.Create(body));
        response.EnsureSuccessStatusCode();
    }

    public NoticeId NewNotice() => new(new Guid((int)Interlocked.Increment(ref lastNotice), 7, 7, [1, 2, 3, 4, 5, 6, 7, 8]));

    public Task<NoticeAnswer> TellAsync(string account, string text = "Hello.", NoticeId? id = null) =>
        Arm.SendPrivatelyAsync(account, new ChatReply(text), id ?? NewNotice(), CancellationToken.None);

    public Task<NoticeAnswer> PostAsync(string chat, string text = "Hello.", NoticeId? id = null) =>
        Arm.SendToChannelAsync(chat, chat, new ChatReply(text), id ?? NewNotice(), CancellationToken.None);

    /// <summary>A chat of the merchant's, with an offer that opens it.</summary>
    public async Task BindAsync(string chat, bool isSold = true)
    {
        var now = store.Now;
        var communityId = CommunityId.New(now);
        var productId = ProductId.New(now);
        await store.WriteAsync(db =>
        {
            db.Communities.Add(new Community
            {
                Id = communityId,
                MerchantId = MerchantId,
                Platform = Platform.Telegram,
                ExternalId = chat,
                Title = $"Club {chat}",
                AlertChannelId = chat,
                BoundAt = now,
            });
            if (isSold)
            {
                db.Products.Add(ProductOf(productId, now));
                db.ProductTargets.Add(new ProductTarget
                {
                    ProductId = productId,
                    MerchantId = MerchantId,
                    Platform = Platform.Telegram,
                    TargetId = chat,
                    CommunityId = communityId,
                    Label = "Club",
                    Position = 0,
                });
            }

            return Task.CompletedTask;
        });
    }

    /// <summary>Somebody pays for everything that the merchant sells in a chat.</summary>
    public Task PayAsync(string account, string? chat = null) => store.WriteAsync(async db =>
    {
        var now = store.Now;
        var target = await db.ProductTargets.FirstAsync(row => row.TargetId == (chat ?? Club));
        var buyerId = BuyerId.New(now);
        db.Buyers.Add(new Buyer { Id = buyerId, MerchantId = MerchantId, Display = account, CreatedAt = now });
        db.BuyerAccounts.Add(new BuyerAccount
        {
            MerchantId = MerchantId,
            Platform = Platform.Telegram,
            AccountId = account,
            BuyerId = buyerId,
            Display = account,
            ConnectedAt = now,
        });
        db.Memberships.Add(new Membership
        {
            Id = MembershipId.New(now),
            MerchantId = MerchantId,
            ProductId = target.ProductId,
            BuyerId = buyerId,
            IdentityType = IdentityType.TelegramUserId,
            IdentityValue = account,
            Sibling = string.Empty,
            Platform = Platform.Telegram,
            Status = MembershipStatus.Active,
            CurrentPeriodStartAt = now,
            CurrentPeriodEndAt = now + TimeSpan.FromDays(30),
            GracePeriodDays = 0,
            ReminderOffsetsDays = string.Empty,
            CreatedAt = now,
            UpdatedAt = now,
        });
        db.Seats.Add(new Seat
        {
            Id = SeatId.New(now),
            MerchantId = MerchantId,
            BuyerId = buyerId,
            CommunityId = target.CommunityId,
            Platform = Platform.Telegram,
            TargetId = target.TargetId,
            AccountId = account,
            DeliveryStatus = DeliveryStatus.Pending,
            CreatedAt = now,
            Found = SeatState.Closed,
            Shown = SeatState.Open,
        });
    });

    public Task<Community> CommunityAsync(string? chat = null) => store.ReadAsync(
        db => db.Communities.SingleAsync(row => row.ExternalId == (chat ?? Club)));

    public Task<Seat> SeatAsync(string account) =>
        store.ReadAsync(db => db.Seats.SingleAsync(row => row.AccountId == account));

    public Task<int> NoticesAsync(NoticeKind kind) =>
        store.ReadAsync(db => db.Notices.CountAsync(row => row.Kind == kind));

    public async ValueTask DisposeAsync()
    {
        await Time.DisposeAsync();
        await store.DisposeAsync();
        foreach (var one in kept)
        {
            await one.DisposeAsync();
        }

        await Telegram.DisposeAsync();
    }

    private async Task HearAsync(System.Text.Json.Nodes.JsonObject update)
    {
        var kind = update.Single(member => member.Key != "update_id");
        var heardNow = new BotUpdate(
            (long)update["update_id"]!, kind.Key, JsonSerializer.SerializeToElement(kind.Value));
        foreach (var handler in Handlers.Where(handler => handler.Kinds.Contains(kind.Key)))
        {
            await handler.HandleAsync(heardNow, CancellationToken.None);
        }
    }

    private static Task<Store> OpenAsync(
        StandInTelegram telegram, JumpingTime time, CountingHandler handler, string? connection) => Store.CreateAsync(
        Store.Sqlite,
        more: services =>
        {
            services.AddSingleton<TimeProvider>(time);
            services.AddSingleton(Options.Create(
                new TelegramOptions { Token = telegram.Token, ApiUrl = telegram.ApiUrl }));
            services.AddSingleton(provider => new BotApi(
                handler, provider.GetRequiredService<IOptions<TelegramOptions>>().Value,
                provider.GetRequiredService<TelegramState>(), time, new SeenLog()));
            services.AddTelegramArm();
        },
        connectionString: connection);

    private async Task SetUpAsync()
    {
        MerchantId = MerchantId.New(store.Now);
        await store.WriteAsync(db =>
        {
            db.Merchants.Add(new Merchant { Id = MerchantId, Name = "Zoë", TimeZone = "UTC", CreatedAt = store.Now });
            return Task.CompletedTask;
        });
        await BindAsync(Club);
    }

    private Product ProductOf(ProductId id, DateTimeOffset now) => new()
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
        FoundRule = FoundRule.Keep,
        CreatedAt = now,
        UpdatedAt = now,
    };

    /// <summary>Says when a call is on its way, so that the clock does not jump over it.</summary>
    private sealed class CountingHandler() : DelegatingHandler(BotHttp.NewHandler())
    {
        private int running;
        private long count;

        public int Running => Volatile.Read(ref running);

        public long Count => Interlocked.Read(ref count);

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref running);
            try
            {
                var response = await base.SendAsync(request, cancellationToken);
                await response.Content.LoadIntoBufferAsync(cancellationToken);
                return response;
            }
            finally
            {
                Interlocked.Increment(ref count);
                Interlocked.Decrement(ref running);
            }
        }

        // One for every wiring of a scene.
        protected override void Dispose(bool disposing) => base.Dispose(disposing: false);
    }
}
