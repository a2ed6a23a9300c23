using System.Collections.Concurrent;
using HiltBot.Doors.Tests.Discord;
using HiltBot.Telegram;
using HiltBot.Telegram.Api;
using HiltBot.Telegram.Updates;
using HiltBot.Telegram.Wire;
using HiltBot.TestKit;
using HiltBot.TestKit.Telegram;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>Nodes that poll the stand-in and hand updates to a handler of the test's own.</summary>
internal sealed class UpdatesScene : IAsyncDisposable
{
    private readonly List<UpdatesNode> nodes = [];

    private UpdatesScene(StandInTelegram telegram, Store store)
    {
        Telegram = telegram;
        Store = store;
    }

    public StandInTelegram Telegram { get; }

    public Store Store { get; }

    public ManualTime Time => Store.Time;

    /// <summary>Who may hear: handed around by the test.</summary>
    public SharedLease Lease { get; } = new();

    public LogBook Log { get; } = new();

    public static async Task<UpdatesScene> OpenAsync()
    {
        var time = new ManualTime();
        var telegram = await StandInTelegram.StartAsync(time);
        return new UpdatesScene(telegram, await Store.CreateAsync(Store.Sqlite, time: time));
    }

    public UpdatesNode AddNode(string name = "one", IServiceScopeFactory? scopes = null)
    {
        var node = new UpdatesNode(this, name, scopes ?? Store.Services.GetRequiredService<IServiceScopeFactory>());
        nodes.Add(node);
        return node;
    }

    public Task UntilAsync(Func<bool> isSo, string what) =>
        Pump.UntilAsync(Time, isSo, $"{what}; log: {string.Join(" // ", Log.Lines.Select(line => line.Text))}");

    public int CountLog(int id) => Log.Lines.Count(line => line.Id == id);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        await Store.DisposeAsync();
        await Telegram.DisposeAsync();
    }
}

internal sealed class UpdatesNode : IAsyncDisposable
{
    private readonly UpdatesScene scene;
    private readonly Polling polling;

    public UpdatesNode(UpdatesScene scene, string name, IServiceScopeFactory scopes)
    {
        this.scene = scene;
        var options = Options.Create(new TelegramOptions { Token = scene.Telegram.Token, ApiUrl = scene.Telegram.ApiUrl });
        var state = State = new TelegramState();
        var api = new BotApi(new SocketsHttpHandler(), options.Value, state, scene.Time, scene.Log.For<BotApi>());
        Turns = new UpdateTurns([Handler], scopes, scene.Time, scene.Log.For<UpdateTurns>());
        var lease = scene.Lease.For(name);
        polling = new Polling(
            api, Turns, new WhileLeased(lease, scene.Time, scene.Log.For<WhileLeased>()), lease, options, state,
            scene.Time, scene.Log.For<Polling>());
    }

    public RecordingHandler Handler { get; } = new();

    public UpdateTurns Turns { get; }

    public TelegramState State { get; }

    public async Task StartAsync()
    {
        await polling.StartAsync(default);
        await scene.UntilAsync(() => scene.Telegram.Updates.IsPolled, "it is polled");
    }

    public Task BeginAsync() => polling.StartAsync(default);

    public Task StopAsync() => polling.StopAsync(default);

    public async ValueTask DisposeAsync()
    {
        Handler.Release();
        await polling.StopAsync(default);
    }
}

/// <summary>Writes down what it is given; a test may hold some of it up or let it fail.</summary>
internal sealed class RecordingHandler : IUpdateHandler, ITellsOfTrouble
{
    private readonly ConcurrentQueue<string> begun = new();
    private readonly ConcurrentQueue<string> done = new();
    private readonly ConcurrentQueue<(string Text, UpdateTrouble Trouble)> told = new();
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyCollection<string> Kinds { get; } = ["message", "chat_member"];

    /// <summary>Texts that wait until they are released.</summary>
    public Func<string, bool> Holds { get; set; } = _ => false;

    public Func<string, bool> Fails { get; set; } = _ => false;

    public IReadOnlyList<string> Begun => [.. begun];

    public IReadOnlyList<string> Done => [.. done];

    public IReadOnlyList<(string Text, UpdateTrouble Trouble)> Told => [.. told];

    public void Release() => released.TrySetResult();

    public async Task HandleAsync(BotUpdate update, CancellationToken cancellationToken)
    {
        var text = update.Content.Text("text") ?? update.Kind;
        begun.Enqueue(text);
        if (Holds(text))
        {
            await released.Task.WaitAsync(cancellationToken);
        }

        if (Fails(text))
        {
            throw new InvalidOperationException("This update breaks something.");
        }

        done.Enqueue(text);
    }

    public Task TellAsync(BotUpdate update, UpdateTrouble trouble, CancellationToken cancellationToken)
    {
        told.Enqueue((update.Content.Text("text") ?? update.Kind, trouble));
        return Task.CompletedTask;
    }
}

/// <summary>A lease that a test hands from one node to another.</summary>
internal sealed class SharedLease
{
    private string? holder;

    public string? Holder => Volatile.Read(ref holder);

    public void Give(string? name) => Volatile.Write(ref holder, name);

    public IUpdatesLease For(string name) => new Node(this, name);

    private sealed class Node(SharedLease lease, string name) : IUpdatesLease
    {
        public bool IsHeld => lease.Holder == name;

        public Task<bool> HoldAsync(CancellationToken cancellationToken)
        {
            Interlocked.CompareExchange(ref lease.holder, name, null);
            return Task.FromResult(IsHeld);
        }

        public Task ReleaseAsync(CancellationToken cancellationToken)
        {
            Interlocked.CompareExchange(ref lease.holder, null, name);
            return Task.CompletedTask;
        }
    }
}
