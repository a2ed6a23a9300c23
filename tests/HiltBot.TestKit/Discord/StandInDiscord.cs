using System.Text.Json.Nodes;
using HiltBot.Engine.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HiltBot.TestKit.Discord;

/// <summary>
/// A Discord on loopback: REST and gateway, API version 10, with its people, guilds, permissions, limits and faults. A host in
/// the same process or as a process of its own gets <see cref="Settings"/> (or <see cref="RestUrl"/>,
/// <see cref="GatewayUrl"/>, <see cref="Token"/>, <see cref="ApplicationId"/>, <see cref="PublicKey"/>).
/// <code>
/// await using var discord = await StandInDiscord.StartAsync(time);      // time: the stand-in's clock; none: the real one
/// var guild = discord.AddGuild("Club");                                 // the bot is in it, with its own managed role
/// var gold = discord.AddRole(guild, "Gold");                            // below the bot's role
/// var ana = discord.AddMember(guild, "ana");                            // ids are texts, everywhere
/// var general = discord.AddChannel(guild, "general");
///
/// var said = await discord.SayAsync(ana, guild, general, "join", ("offer", "Gold"));
/// var message = await said.AnswerAsync();                               // a deferred answer counts when it is filled in
/// var pressed = await discord.PressAsync(ana, message, "Buy");          // by label or custom id
/// var modal = await pressed.ModalAsync();
/// await discord.SubmitAsync(pressed, ("email", "ana@example.org"));
///
/// discord.Leave(ana, guild);  discord.Join(ana, guild);                 // member events go out by themselves
/// discord.TakePermission(guild, DiscordPermission.ManageRoles);
/// discord.Faults.Next(DiscordRoutes.GrantRole, new DiscordFault.DropAfter());
/// discord.Gateway.Drop();                                               // and Reconnect, Invalidate, StopAcking, Lose, Duplicate
/// Assert.Equal([gold], discord.RolesOf(guild, ana));
/// await discord.UntilAsync(() => discord.RolesOf(guild, ana).Contains(gold), "ana has the role");
/// </code>
/// Commands must have been registered by the bot before they can be said, and people meet the same checks as in Discord's
/// client. With <see cref="InteractionsUrl"/> set, interactions are posted there and signed; nothing of them goes through the
/// gateway.
/// </summary>
public sealed partial class StandInDiscord : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly DateTimeOffset Epoch = new(2015, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly RestDoor door;
    private readonly InteractionRoutes answers;
    private readonly List<DiscordCall> calls = [];
    private readonly List<DiscordAnswer> given = [];
    private readonly List<DiscordAuditEntry> audit = [];
    private readonly Dictionary<ulong, Dictionary<ulong, JsonObject>> commands = [];
    private readonly List<string> unread = [];
    private readonly Pulse change = new();
    private readonly byte[] seed = [.. Enumerable.Range(1, 32).Select(number => (byte)number)];
    private WebApplication? app;
    private ulong lastId;

    private StandInDiscord(TimeProvider time, StandInDiscordOptions options)
    {
        Time = time;
        Options = options;
        Limits = new(time);
        Bot = new() { Id = NewId(), Name = options.BotName, IsBot = true };
        Users[Bot.Id] = Bot;
        Gateway = new(this);
        answers = new(this);
        var routes = new RouteTable();
        new GuildRoutes(this).AddTo(routes);
        new ChannelRoutes(this).AddTo(routes);
        new ApplicationRoutes(this).AddTo(routes);
        answers.AddTo(routes);
        door = new(this, routes);
    }

    /// <summary>The clock by which limits, deadlines and heartbeats are counted.</summary>
    public TimeProvider Time { get; }

    public StandInDiscordOptions Options { get; }

    public StandInLimits Limits { get; }

    public StandInFaults Faults { get; } = new();

    public StandInGateway Gateway { get; }

    public string Token => Options.Token;

    public string ApplicationId => Bot.Id.Text();

    public string BotId => Bot.Id.Text();

    /// <summary>The application's Ed25519 key, 64 hex digits.</summary>
    public string PublicKey => Convert.ToHexStringLower(Signatures.PublicKeyOf(seed));

    public string RestUrl => Address + "/api/v10";

    public string GatewayUrl => Address.Replace("http://", "ws://", StringComparison.Ordinal);

    /// <summary>What a host needs to know of this Discord, as settings (<c>HiltBot:Discord:*</c>).</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["HiltBot:Discord:Token"] = Token,
        ["HiltBot:Discord:ApplicationId"] = ApplicationId,
        ["HiltBot:Discord:PublicKey"] = PublicKey,
        ["HiltBot:Discord:RestUrl"] = RestUrl,
        ["HiltBot:Discord:GatewayUrl"] = GatewayUrl,
    };

    /// <summary>Where interactions are posted; null: through the gateway.</summary>
    public string? InteractionsUrl { get; set; }

    /// <summary>Asked when a call was applied and is not answered yet: a test may kill the caller here.</summary>
    public Func<DiscordCall, Task>? OnApplied { get; set; }

    /// <summary>Calls that are being answered now.</summary>
    public int Running => door.Running;

    /// <summary>401, 403 and 429 answers of the last ten minutes.</summary>
    public int InvalidRequests => door.InvalidRequests;

    /// <summary>What <see cref="JumpingTime"/> watches: calls being answered, and how much happened so far.</summary>
    public (int Running, long Count) Activity
    {
        get
        {
            lock (Gate)
            {
                return (door.Running, calls.Count + given.Count + Gateway.Frames);
            }
        }
    }

    /// <summary>Bodies that the stand-in could not read: the caller was told so (50035).</summary>
    public IReadOnlyList<string> Unread => Read(() => unread.ToList());

    internal Lock Gate { get; } = new();

    internal UserState Bot { get; }

    internal Dictionary<ulong, UserState> Users { get; } = [];

    internal Dictionary<ulong, GuildState> Guilds { get; } = [];

    internal Dictionary<ulong, ChannelState> Channels { get; } = [];

    internal Dictionary<string, InviteState> Invites { get; } = [];

    internal Dictionary<string, ulong> JoinGrants { get; } = [];

    internal Dictionary<ulong, DiscordInteraction> Interactions { get; } = [];

    private string Address => app!.Urls.Single();

    public static async Task<StandInDiscord> StartAsync(TimeProvider? time = null, StandInDiscordOptions? options = null)
    {
        var discord = new StandInDiscord(time ?? TimeProvider.System, options ?? new());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Services.Configure<KestrelServerOptions>(server => server.AddServerHeader = false);
        var app = builder.Build();
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.Zero });
        app.Run(context => context.WebSockets.IsWebSocketRequest
            ? discord.Gateway.ServeAsync(context)
            : discord.door.ServeAsync(context));
        await app.StartAsync();
        discord.app = app;
        return discord;
    }

    /// <summary>Discord refuses everything from this address for so long, with a page instead of JSON.</summary>
    public void Ban(TimeSpan length) => door.BannedUntil = Time.GetUtcNow() + length;

    /// <summary>
    /// Waits until it is so; asked anew (under the stand-in's lock) whenever something happened here, by real time for half a
    /// minute.
    /// </summary>
    public async Task UntilAsync(Func<bool> isSo, string what, TimeSpan? patience = null) =>
        await UntilAsync(() => isSo() ? this : null, what, patience);

    /// <summary>Waits until there is something to see.</summary>
    public Task<T> UntilAsync<T>(Func<T?> look, string what, TimeSpan? patience = null)
        where T : class =>
        UntilAsync(look, what, change, patience);

    public async ValueTask DisposeAsync()
    {
        Gateway.Close();
        await app!.DisposeAsync();
    }

    internal async Task<T> UntilAsync<T>(Func<T?> look, string what, Pulse pulse, TimeSpan? patience = null)
        where T : class
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var next = pulse.NextAsync();
            lock (Gate)
            {
                if (look() is { } seen)
                {
                    return seen;
                }
            }

            var left = (patience ?? Patience) - TimeProvider.System.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                Assert.Fail($"It never came true that {what}. {Seen()}");
            }

            // Looked at again now and then as well: what is asked may have nothing to do with the stand-in.
            var pause = left < TimeSpan.FromMilliseconds(100) ? left : TimeSpan.FromMilliseconds(100);
            await Task.WhenAny(next, Task.Delay(pause, TimeProvider.System));
        }
    }

    internal void Changed() => change.Beat();

    internal ulong NewId()
    {
        lock (Gate)
        {
            var now = (ulong)(Time.GetUtcNow() - Epoch).TotalMilliseconds << 22;
            return lastId = Math.Max(lastId + 1, now);
        }
    }

    internal void Note(DiscordCall call)
    {
        lock (Gate)
        {
            calls.Add(call);
        }
    }

    internal void Note(string problem)
    {
        lock (Gate)
        {
            unread.Add(problem);
        }
    }

    internal void Note(DiscordAnswer answer)
    {
        lock (Gate)
        {
            given.Add(answer);
        }

        Changed();
    }

    private string Seen()
    {
        lock (Gate)
        {
            return $"The last calls:\n{string.Join('\n', calls.TakeLast(15))}\nThe last answers:\n" +
                string.Join('\n', given.TakeLast(5)) + $"\n{Gateway.Sessions.Count} gateway sessions: " +
                string.Join(", ", Gateway.Sessions) + string.Concat(unread.Select(problem => $"\nUnread: {problem}"));
        }
    }
}
