using HiltBot.Discord;
using HiltBot.Discord.Door;
using HiltBot.Discord.Gateway;
using HiltBot.Discord.Rest;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using HiltBot.TestKit.Discord;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HiltBot.Doors.Tests.Discord;

/// <summary>
/// The door over an engine on SQLite, with the stand-in on the other side and one clock for all: interactions
/// come by the gateway or are posted to a real web server.
/// </summary>
internal sealed class DoorScene : IAsyncDisposable
{
    private readonly WebApplication? web;
    private readonly DiscordGateway? gateway;

    private DoorScene(StandInDiscord discord, Store store, Viewer viewer, LogBook log, WebApplication? web)
    {
        Discord = discord;
        Store = store;
        Viewer = viewer;
        Log = log;
        this.web = web;
        gateway = web is null
            ? store.Services.GetServices<IHostedService>().OfType<DiscordGateway>().Single()
            : null;
    }

    public static TheoryData<DiscordReceive> BothWays => [DiscordReceive.Gateway, DiscordReceive.Http];

    public StandInDiscord Discord { get; }

    public Store Store { get; }

    /// <summary>What a look at a server shows; a test may hold it up.</summary>
    public Viewer Viewer { get; }

    public LogBook Log { get; }

    public ManualTime Time => Store.Time;

    public string Guild { get; private set; } = "";

    public string General { get; private set; } = "";

    /// <summary>Owner of the server.</summary>
    public string Robin { get; private set; } = "";

    public string Ana { get; private set; } = "";

    public GatewayState State => Store.Services.GetRequiredService<GatewayState>();

    /// <summary>A server with its owner and a member, the commands registered, the door open.</summary>
    public static async Task<DoorScene> OpenAsync(
        DiscordReceive receive = DiscordReceive.Gateway, bool isBound = true, StandInDiscordOptions? options = null)
    {
        var time = new ManualTime();
        var discord = await StandInDiscord.StartAsync(time, options);
        var (viewer, log) = (new Viewer(), new LogBook());
        var store = await Store.CreateAsync(Store.Sqlite, more: services => AddDoor(services, discord, receive, viewer, log), time: time);
        var web = receive == DiscordReceive.Http ? await ServeAsync(store.Services) : null;
        var scene = new DoorScene(discord, store, viewer, log, web);
        scene.Robin = discord.AddUser("robin");
        scene.Guild = discord.AddGuild("Club", scene.Robin);
        scene.General = discord.AddChannel(scene.Guild, "general");
        scene.Ana = discord.AddMember(scene.Guild, "ana");
        Assert.IsType<CommandsWritten.Done>(await scene.Store.Services.GetRequiredService<CommandBook>().WriteAsync(default));
        await scene.StartAsync();
        if (isBound)
        {
            await scene.BindAsync();
        }

        return scene;
    }

    /// <summary>Looks at rows, without anything in between.</summary>
    public Task<Community> CommunityAsync() => Store.ReadAsync(db => db.Communities.SingleAsync());

    public Task<int> CountUpdatesAsync() => Store.ReadAsync(db => db.Database
        .SqlQuery<int>($"select count(*) as value from inbound_updates").SingleAsync());

    public Task UntilAsync(Func<bool> isSo, string what, TimeSpan? step = null) => Pump.UntilAsync(Time, isSo, what, step);

    public Task UntilAsync(Func<Community, bool> isSo, string what) => Eventually.IsAsync(
        async () =>
        {
            Time.Advance(TimeSpan.FromMilliseconds(100));
            return await CommunityAsync();
        },
        isSo, what, TimeSpan.FromSeconds(30));

    public async ValueTask DisposeAsync()
    {
        Viewer.Release();
        if (gateway is not null)
        {
            await gateway.StopAsync(default);
        }

        if (web is not null)
        {
            await web.DisposeAsync();
        }

        await Store.DisposeAsync();
        await Discord.DisposeAsync();
    }

    private static void AddDoor(
        IServiceCollection services, StandInDiscord discord, DiscordReceive receive, Viewer viewer, LogBook log)
    {
        services.Configure<DiscordOptions>(options =>
        {
            options.Token = discord.Token;
            options.ApplicationId = discord.ApplicationId;
            options.PublicKey = discord.PublicKey;
            options.RestUrl = discord.RestUrl;
            options.GatewayUrl = discord.GatewayUrl;
            options.Receive = receive;
        });
        services.AddSingleton(provider => new DiscordRest(
            new SocketsHttpHandler(),
            provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<DiscordOptions>>().Value,
            "https://hiltbot.test", new DiscordState(), provider.GetRequiredService<TimeProvider>(),
            NullLogger<DiscordRest>.Instance));
        services.AddSingleton<ICommunityViewer>(viewer);
        services.AddSingleton<IHostApplicationLifetime>(new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance));
        services.AddLogging(logging => logging.AddProvider(log));
        services.AddDiscordDoor();
    }

    // A server whose requests find the services of the store.
    private static async Task<WebApplication> ServeAsync(IServiceProvider services)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Use((context, next) =>
        {
            context.RequestServices = services;
            return next(context);
        });
        app.UseRouting();
        app.MapDiscordInteractions();
        await app.StartAsync();
        return app;
    }

    private async Task StartAsync()
    {
        if (web is not null)
        {
            Discord.InteractionsUrl = web.Urls.Single() + InteractionEndpoint.Path;
            Assert.True(await Discord.AcceptsEndpointAsync(Discord.InteractionsUrl));
            return;
        }

        await gateway!.StartAsync(default);
        await UntilAsync(() => State.Shards.Values.Contains(ShardStanding.Ready), "the gateway is ready");
    }

    private async Task BindAsync()
    {
        var made = (MerchantOutcome.Made)await Store.InScopeAsync<MakeMerchant, MerchantOutcome>(make =>
            make.HandleAsync(new NewMerchant("Harbor House", "Europe/Berlin"), Actor.System, default));
        var code = string.Empty;
        await Store.WriteAsync(async db =>
        {
            var merchant = await db.Merchants.SingleAsync(row => row.Id == made.MerchantId);
            merchant.PayoutWallet = FakeChain.Wallet("harbor");
            code = await Store.Services.GetRequiredService<OneTimeCodes>().IssueAsync(
                db, CodePurpose.BindCommunity, made.MerchantId, null, TimeSpan.FromHours(1), default);
        });
        var said = await Discord.SayAsync(Robin, Guild, General, "setup check", ("code", code));
        await said.AnswerAsync();
        Assert.Equal(Guild, (await CommunityAsync()).ExternalId);
    }
}

/// <summary>Looks at servers as slowly as a test wants.</summary>
internal sealed class Viewer : ICommunityViewer
{
    private TaskCompletionSource? held;
    private int looks;

    public Platform Platform => Platform.Discord;

    public int Looks => Volatile.Read(ref looks);

    /// <summary>Throws instead of looking: something of our own is broken.</summary>
    public bool IsBroken { get; set; }

    public void Hold() => held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => Interlocked.Exchange(ref held, null)?.TrySetResult();

    public async Task<CommunityView?> LookAsync(string communityExternalId, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref looks);
        if (held is { } wait)
        {
            await wait.Task.WaitAsync(cancellationToken);
        }

        return IsBroken
            ? throw new InvalidOperationException("The viewer is broken.")
            : new CommunityView(
                "Club", [new ViewedTarget($"{communityExternalId}/1", "Gold")], [new ViewedChannel("2", "general")], []);
    }
}
