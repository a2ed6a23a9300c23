using HiltBot.Engine.Access;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Storage;
using HiltBot.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Simulation;

/// <summary>What befalls a node in its next piece of work.</summary>
/// <param name="Nth">At which of the transactions of that work.</param>
/// <param name="IsDeath">Else another node goes on in between.</param>
internal sealed record Fate(Point Point, int Nth, bool IsDeath);

/// <summary>One instance of the engine. It can die; the database and the world outside go on.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly int[] counts = new int[3];
    private Store? store;
    private bool isDead;

    private Node(int number) => Number = number;

    public int Number { get; }

    public Store Store => store!;

    public Fate? Fate { get; private set; }

    /// <summary>Runs where another node overtakes this one.</summary>
    public Func<Task>? Interlude { get; set; }

    public static async Task<Node> StartAsync(World world, int number)
    {
        var node = new Node(number);
        node.store = await Store.CreateAsync(
            Store.Sqlite,
            more: services =>
            {
                services.AddSingleton(world.Ledger);
                services.AddSingleton<IPaymentChain>(world.Chain);
                services.AddSingleton<IAccessPlatform>(world.Platform);
                services.AddSingleton<INoticeChannel>(world.Platform);
                services.AddSingleton<ICommunityViewer>(world.Platform);
                services.Configure<AccessOptions>(world.Configure);
                services.Configure<SolanaOptions>(world.Configure);
                services.ConfigureDbContext<HiltDb>(options => options.AddInterceptors(new CrashPoints(node.ReachAsync)));
            },
            connectionString: world.ConnectionString, time: world.Time);
        await node.Store.InScopeAsync<AdoptClock>(step => step.HandleAsync(default));
        await node.Store.InScopeAsync<StartUp>(step => step.HandleAsync(default));
        return node;
    }

    public void Meet(Fate? fate)
    {
        Fate = fate;
        Array.Clear(counts);
    }

    public ValueTask DisposeAsync() => Store.DisposeAsync();

    private async Task ReachAsync(Point point)
    {
        if (isDead)
        {
            throw new CrashException("it is dead already");
        }

        var nth = ++counts[(int)point];
        if (Fate is not { } fate || fate.Point != point || fate.Nth != nth)
        {
            return;
        }

        Fate = null;
        if (fate.IsDeath)
        {
            isDead = true;
            throw new CrashException($"{point} {nth}");
        }

        if (Interlude is { } interlude)
        {
            await interlude();
        }
    }
}
