using HiltBot.TestKit.Discord;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HiltBot.TestKit.Telegram;

/// <summary>
/// A Telegram on loopback: the Bot API with one bot, its people, chats, rights, invite links, limits and faults. A host in
/// the same process or as a process of its own gets <see cref="Settings"/> (or <see cref="ApiUrl"/> and <see cref="Token"/>).
/// <code>
/// await using var telegram = await StandInTelegram.StartAsync(time);    // time: the stand-in's clock; none: the real one
/// var owner = telegram.AddUser("Olga");                                 // ids are texts, everywhere
/// var club = telegram.AddSupergroup("Club", owner);                     // and AddGroup (basic), AddChannel
/// telegram.AddBot(owner, club);                                         // as an administrator; my_chat_member goes out
///
/// var ana = telegram.AddUser("Ana");
/// telegram.Start(ana, "payload");                                       // opens the private chat; Say(ana, "/join") later
/// var message = await telegram.NextMessageToAsync(ana);                 // or LastMessageTo(ana), MessagesTo(ana)
/// var press = telegram.Press(ana, message, "Buy");                      // by label or callback data
/// await telegram.AnsweredAsync(press);
///
/// Assert.Equal(LinkOutcome.Asked, telegram.OpenLink(ana, url));         // the bot hears chat_join_request
/// telegram.Leave(ana, club);  telegram.Add(owner, ana, club);           // chat_member goes out by itself
/// telegram.SetRights(telegram.BotId, club, TelegramRights.ManageChat);
/// telegram.Faults.Next("banChatMember", new TelegramFault.DropAfter());
/// telegram.Updates.DuplicateNext();                                     // and HoldBack, Reverse, Again
/// await telegram.UntilAsync(() => !telegram.IsInside(club, ana), "ana is out");
/// </code>
/// Updates wait for <c>getUpdates</c>, or are posted once the bot has set a webhook. Nobody is written to who did not start
/// the bot or ask to join. Commands and links are typed and opened as in Telegram's own clients.
/// </summary>
public sealed partial class StandInTelegram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly BotDoor door;
    private readonly List<TelegramCall> calls = [];
    private readonly List<string> problems = [];
    private readonly Pulse change = new();
    private WebApplication? app;
    private long lastUserId = 6_100_000_000;
    private long lastGroupId = 4_200_000_000;
    private long lastChannelId = 2_300_000_000;
    private int lastMessageId;
    private int lastLink;

    private StandInTelegram(TimeProvider time, StandInTelegramOptions options)
    {
        Time = time;
        Options = options;
        Limits = new(time);
        Bot = new()
        {
            Id = long.Parse(options.Token.Split(':')[0]),
            FirstName = options.BotName,
            Username = options.BotUsername,
            IsBot = true,
        };
        Users[Bot.Id] = Bot;
        Updates = new(this);
        var methods = new Dictionary<string, Func<BotRequest, System.Text.Json.Nodes.JsonNode>>(
            StringComparer.OrdinalIgnoreCase);
        new ChatMethods(this).AddTo(methods);
        new MemberMethods(this).AddTo(methods);
        new LinkMethods(this).AddTo(methods);
        new MessageMethods(this).AddTo(methods);
        new OwnMethods(this).AddTo(methods);
        door = new(this, methods);
    }

    /// <summary>The clock by which limits, bans, links and waiting polls are counted.</summary>
    public TimeProvider Time { get; }

    public StandInTelegramOptions Options { get; }

    public TelegramLimits Limits { get; }

    public TelegramFaults Faults { get; } = new();

    public TelegramUpdates Updates { get; }

    public string Token => Options.Token;

    public string BotId => Bot.Id.Text();

    public string BotUsername => Options.BotUsername;

    /// <summary>Without <c>/bot…</c>, as <c>HiltBot:Telegram:ApiUrl</c> wants it.</summary>
    public string ApiUrl => app!.Urls.Single();

    /// <summary>What a host needs to know of this Telegram, as settings (<c>HiltBot:Telegram:*</c>).</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["HiltBot:Telegram:Token"] = Token,
        ["HiltBot:Telegram:ApiUrl"] = ApiUrl,
    };

    /// <summary>Asked when a call was applied and is not answered yet: a test may kill the caller here.</summary>
    public Func<TelegramCall, Task>? OnApplied { get; set; }

    /// <summary>Calls that are being answered now; polls that wait do not count.</summary>
    public int Running => door.Running;

    /// <summary>What <see cref="JumpingTime"/> watches: calls being answered, and how much happened so far.</summary>
    public (int Running, long Count) Activity
    {
        get
        {
            lock (Gate)
            {
                return (door.Running, calls.Count + Updates.Count);
            }
        }
    }

    /// <summary>What the stand-in could not read, and its own bugs.</summary>
    public IReadOnlyList<string> Problems => Read(() => problems.ToList());

    internal Lock Gate { get; } = new();

    internal UserState Bot { get; }

    internal Dictionary<long, UserState> Users { get; } = [];

    internal Dictionary<long, ChatState> Chats { get; } = [];

    internal Dictionary<string, CallbackState> Callbacks { get; } = [];

    internal Dictionary<string, System.Text.Json.Nodes.JsonArray> CommandScopes { get; } = [];

    internal Dictionary<long, System.Text.Json.Nodes.JsonNode> MenuButtons { get; } = [];

    public static async Task<StandInTelegram> StartAsync(TimeProvider? time = null, StandInTelegramOptions? options = null)
    {
        var telegram = new StandInTelegram(time ?? TimeProvider.System, options ?? new());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        builder.Services.Configure<KestrelServerOptions>(server => server.AddServerHeader = false);
        var app = builder.Build();
        app.Run(telegram.door.ServeAsync);
        await app.StartAsync();
        telegram.app = app;
        return telegram;
    }

    /// <summary>
    /// Kills a process at the so-manieth call of a method: applied, and not answered. <paramref name="processId"/> is asked
    /// then.
    /// </summary>
    public void KillAt(string method, Func<int> processId, int nth = 1)
    {
        var left = nth;
        OnApplied = call =>
        {
            if (string.Equals(call.Method, method, StringComparison.OrdinalIgnoreCase) &&
                Interlocked.Decrement(ref left) == 0)
            {
                using var process = System.Diagnostics.Process.GetProcessById(processId());
                process.Kill();
            }

            return Task.CompletedTask;
        };
    }

    /// <summary>
    /// Waits until it is so; asked anew (under the stand-in's lock) whenever something happened here, by real time for half a
    /// minute.
    /// </summary>
    public async Task UntilAsync(Func<bool> isSo, string what, TimeSpan? patience = null) =>
        await UntilAsync(() => isSo() ? this : null, what, patience);

    /// <summary>Waits until there is something to see.</summary>
    public async Task<T> UntilAsync<T>(Func<T?> look, string what, TimeSpan? patience = null)
        where T : class
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var next = change.NextAsync();
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

    public async ValueTask DisposeAsync()
    {
        await Updates.CloseAsync();
        await app!.DisposeAsync();
    }

    internal Task ChangeAsync() => change.NextAsync();

    internal void Changed() => change.Beat();

    internal void Note(TelegramCall call)
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
            problems.Add(problem);
        }
    }

    private string Seen()
    {
        lock (Gate)
        {
            return $"The last calls:\n{string.Join('\n', calls.TakeLast(15))}\n{Updates.Pending} updates wait." +
                string.Concat(problems.Select(problem => $"\nProblem: {problem}"));
        }
    }
}
