using HiltBot.Discord;
using HiltBot.Discord.Arm;
using HiltBot.Discord.Rest;
using HiltBot.Engine.Access;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Values;
using HiltBot.TestKit.Discord;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Doors.Tests.Discord;

/// <summary>The arm, wired as the host wires it, over the stand-in: one server with a role to sell and a member.</summary>
internal sealed class ArmScene : IAsyncDisposable
{
    private ServiceProvider services;
    private readonly CountingHandler handler;
    private long lastNotice;

    private ArmScene(StandInDiscord discord, JumpingTime time, CountingHandler handler, string? token)
    {
        (Discord, Time, this.handler) = (discord, time, handler);
        var options = new DiscordOptions { Token = token ?? discord.Token, RestUrl = discord.RestUrl };
        Rest = new DiscordRest(handler, options, "https://bot.example", State, time, Log);
        services = Wire();
        Guild = discord.AddGuild("Club");
        Gold = discord.AddRole(Guild, "Gold");
        General = discord.AddChannel(Guild, "general");
        Ana = discord.AddMember(Guild, "ana");
        time.Run();
    }

    public StandInDiscord Discord { get; }

    public JumpingTime Time { get; }

    public DiscordState State { get; } = new();

    public SeenLog Log { get; } = new();

    public DiscordRest Rest { get; }

    public string Guild { get; }

    public string Gold { get; }

    public string General { get; }

    public string Ana { get; }

    public string Target => $"{Guild}/{Gold}";

    public IAccessPlatform Seats => services.GetRequiredService<IAccessPlatform>();

    public INoticeChannel Notices => services.GetRequiredService<INoticeChannel>();

    public ICommunityViewer Viewer => services.GetRequiredService<ICommunityViewer>();

    public IMemberSurvey Survey => services.GetRequiredService<IMemberSurvey>();

    public static async Task<ArmScene> StartAsync(
        bool hasLimits = false, string? token = null, StandInDiscordOptions? options = null)
    {
        StandInDiscord? discord = null;
        var handler = new CountingHandler();
        var time = new JumpingTime(() => (
            (discord?.Running ?? 0) + handler.Running, handler.Count + (discord?.Calls.Count ?? 0)));
        discord = await StandInDiscord.StartAsync(time, options);
        discord.Limits.AreOn = hasLimits;
        return new ArmScene(discord, time, handler, token);
    }

    /// <summary>Nothing is remembered any more.</summary>
    public async Task RestartAsync()
    {
        await services.DisposeAsync();
        services = Wire();
    }

    public Task<AccessAnswer> LookAsync(string? account = null, string? target = null) =>
        Seats.LookAsync(target ?? Target, account ?? Ana, CancellationToken.None);

    public Task<AccessAnswer> GrantAsync(string? account = null, string? target = null) =>
        Seats.GrantAsync(target ?? Target, account ?? Ana, "paid", CancellationToken.None);

    public Task<AccessAnswer> RevokeAsync(string? account = null, string? target = null) =>
        Seats.RevokeAsync(target ?? Target, account ?? Ana, "lapsed", CancellationToken.None);

    public NoticeId NewNotice() => new(new Guid((int)Interlocked.Increment(ref lastNotice), 7, 7, [1, 2, 3, 4, 5, 6, 7, 8]));

    public Task<NoticeAnswer> TellAsync(string account, string text = "Hello.", NoticeId? id = null) =>
        Notices.SendPrivatelyAsync(account, new ChatReply(text), id ?? NewNotice(), CancellationToken.None);

    public Task<NoticeAnswer> PostAsync(string channel, string text = "Hello.", NoticeId? id = null) =>
        Notices.SendToChannelAsync(Guild, channel, new ChatReply(text), id ?? NewNotice(), CancellationToken.None);

    public Task<NoticeAnswer> BesideAsync(string account, string? channel = null, string text = "Hello.") =>
        Notices.SendBesideChannelAsync(
            Guild, channel ?? General, account, new ChatReply(text), NewNotice(), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Time.DisposeAsync();
        await services.DisposeAsync();
        Rest.Dispose();
        await Discord.DisposeAsync();
    }

    private ServiceProvider Wire()
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<TimeProvider>(Time);
        collection.AddSingleton(State);
        collection.AddSingleton(Rest);
        collection.AddOptions<DiscordOptions>();
        collection.AddDiscordArm();
        return collection.BuildServiceProvider();
    }

    /// <summary>Says when a call is on its way, so that the clock does not jump over it.</summary>
    private sealed class CountingHandler() : DelegatingHandler(DiscordHttp.NewHandler())
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
    }
}
