using HiltBot.Engine.Chat;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Storage.Tests.Chat;

/// <summary>A workspace with a simulated server and group, set up as people do it: by talking to the bot.</summary>
internal sealed class ChatWorld : IAsyncDisposable
{
    private ChatWorld(Store store, MerchantId merchantId, string place, string group)
    {
        Store = store;
        MerchantId = merchantId;
        Place = place;
        Group = group;
        Robin = new Chatter(store, Platform.SimServer, place, "s-robin", "Robin") { MayManage = true };
    }

    public Store Store { get; }

    public MerchantId MerchantId { get; }

    public string Place { get; }

    public string Group { get; }

    /// <summary>The owner.</summary>
    public Chatter Robin { get; }

    public Chatter Ana => Member("s-ana", "Ana");

    public Chatter Ben => Member("s-ben", "Ben");

    public static async Task<ChatWorld> OpenAsync(string provider, Action<IServiceCollection>? more = null)
    {
        var store = await Store.CreateAsync(provider, more: services =>
        {
            services.AddSingleton<ICommunityViewer>(new FakeViewer(Platform.SimServer));
            services.AddSingleton<ICommunityViewer>(new FakeViewer(Platform.SimGroup));
            more?.Invoke(services);
        });
        return await AddAsync(store, "Harbor House", "harbor", "night");
    }

    /// <summary>Another workspace on the same installation.</summary>
    public static async Task<ChatWorld> AddAsync(Store store, string name, string place, string group)
    {
        var made = (MerchantOutcome.Made)await store.InScopeAsync<MakeMerchant, MerchantOutcome>(make =>
            make.HandleAsync(new NewMerchant(name, "Europe/Berlin"), Actor.System, default));
        await store.WriteAsync(async db =>
        {
            var merchant = await db.Merchants.SingleAsync(row => row.Id == made.MerchantId);
            merchant.PayoutWallet = FakeChain.Wallet(name);
        });
        var world = new ChatWorld(store, made.MerchantId, place, group);
        await world.Robin.SayAsync($"/setup {await world.CodeAsync()} alerts:staff-room");
        return world;
    }

    public async Task<string> CodeAsync()
    {
        var code = string.Empty;
        await Store.WriteAsync(async db => code = await Store.Services.GetRequiredService<OneTimeCodes>().IssueAsync(
            db, CodePurpose.BindCommunity, MerchantId, null, TimeSpan.FromHours(1), default));
        return code;
    }

    public Chatter Member(string accountId, string display) =>
        new(Store, Platform.SimServer, Place, accountId, display);

    /// <summary>An offer that opens a role here, made by the owner in chat.</summary>
    public async Task OfferAsync(
        string title, string price = "29 USDC", string period = "30 days", string target = "Inner circle")
    {
        await Robin.SayAsync("/offer create");
        await Robin.FillAsync(("title", title), ("price", price), ("period", period), ("grace", "3"));
        await Robin.ChooseAsync(target);
    }

    public Task<int> CountAsync<TRow>()
        where TRow : class => Store.ReadAsync(db => db.Set<TRow>().CountAsync());

    public ValueTask DisposeAsync() => Store.DisposeAsync();

    private sealed class FakeViewer(Platform platform) : ICommunityViewer
    {
        public Platform Platform => platform;

        public Task<CommunityView?> LookAsync(string communityExternalId, CancellationToken cancellationToken) =>
            Task.FromResult<CommunityView?>(platform == Platform.SimServer
                ? new CommunityView(
                    "Harbor House",
                    [
                        new ViewedTarget("sim:inner", "Inner circle"), new ViewedTarget("sim:workshop", "Workshop"),
                        new ViewedTarget("sim:admin", "Admin", "The role stands above mine: drag mine above it."),
                    ],
                    [new ViewedChannel("staff-room", "staff-room"), new ViewedChannel("general", "general")], [])
                : new CommunityView("Night Shift", [new ViewedTarget("sim:night", "Night Shift")], [], []));
    }
}
