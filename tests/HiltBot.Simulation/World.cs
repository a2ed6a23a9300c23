using System.Globalization;
using HiltBot.Engine.Access;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;
using HiltBot.Storage.Sqlite;
using HiltBot.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Simulation;

/// <summary>
/// Everything that outlives a node: the database, the ledger, the platform, the people, the time. One story has one world,
/// and nothing in it happens beside anything else but the calls of one batch.
/// </summary>
/// <remarks>
/// The database is a file in memory (/dev/shm) where the machine has that: SQLite's own shared memory databases know no
/// write-ahead log and lock otherwise than a file does.
/// </remarks>
internal sealed class World : IAsyncDisposable
{
    public const string Guild = "500000000000000001";

    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);
    private static readonly TimeSpan SlotTime = TimeSpan.FromMilliseconds(400);

    private readonly string folder = NewFolder();
    private readonly BusinessTime ledgerTime;
    private readonly SqliteConnection keeper;
    private readonly bool isBrakeTight;
    private readonly bool hasFee;
    private int nodesStarted;

    private World(int seed)
    {
        Dice = new Dice(seed);
        ledgerTime = new BusinessTime(Time);
        Ledger = new FakeChain(Time, ledgerTime);
        Chain = new RoughChain(Ledger);
        Platform = new RoughPlatform(Server, Dice, () => Now);
        ConnectionString = $"Data Source={Path.Combine(folder, "story.db")};Pooling=False";
        keeper = new SqliteConnection(ConnectionString);
        Books = new Books(Store.Sqlite, ConnectionString);
        isBrakeTight = Dice.Chance(50);
        hasFee = Dice.Chance(40);
    }

    public static IReadOnlyList<string> Targets { get; } = [$"{Guild}/11", $"{Guild}/22", $"{Guild}/33"];

    public static string OtherMint { get; } = FakeChain.Wallet("some other coin");

    public static string FeeWallet { get; } = FakeChain.Wallet("operator");

    public Dice Dice { get; }

    public ManualTime Time { get; } = new();

    public FakeChain Ledger { get; }

    public RoughChain Chain { get; }

    public FakePlatform Server { get; } = new(Engine.Values.Platform.Discord) { InviteUrl = "https://discord.gg/harbor" };

    public RoughPlatform Platform { get; }

    public string ConnectionString { get; }

    /// <summary>Plain SQL, for the one who checks.</summary>
    public Books Books { get; }

    public List<Node> Nodes { get; } = [];

    public List<Person> People { get; } = [];

    public List<Offer> Offers { get; } = [];

    public List<Session> Sessions { get; } = [];

    public MerchantId MerchantId { get; set; }

    /// <summary>Business time, as the world outside has it.</summary>
    public DateTimeOffset Now => ledgerTime.Now();

    public TimeSpan Offset => ledgerTime.Offset;

    /// <summary>What happened, line by line.</summary>
    public List<string> Trace { get; } = [];

    /// <summary>Promises that did not hold.</summary>
    public List<string> Broken { get; } = [];

    public int Actions { get; set; }

    public int Crashes { get; set; }

    public int Interludes { get; set; }

    /// <summary>Real time at which the installation came back from a long sleep, until it has caught up.</summary>
    public DateTimeOffset? BackSince { get; set; }

    /// <summary>Roles that somebody gave without us: (target, account).</summary>
    public HashSet<(string Target, string Account)> GivenByHand { get; } = [];

    public HashSet<string> Administrators { get; } = [];

    public static async Task<World> OpenAsync(int seed)
    {
        var world = new World(seed);
        File.Copy(await Template.Value, Path.Combine(world.folder, "story.db"));
        await world.keeper.OpenAsync();
        return world;
    }

    public void Configure(AccessOptions options) => options.BrakeSeats = isBrakeTight ? 1 : options.BrakeSeats;

    public void Configure(SolanaOptions options)
    {
        options.FeeWallet = hasFee ? FeeWallet : null;
        options.FeeBasisPoints = hasFee ? 250 : 0;
    }

    public async Task<Node> AddNodeAsync()
    {
        var node = await Node.StartAsync(this, ++nodesStarted);
        Nodes.Add(node);
        return node;
    }

    public async Task LoseNodeAsync(Node node)
    {
        Nodes.Remove(node);
        await node.DisposeAsync();
    }

    /// <summary>Time goes by for everybody.</summary>
    public void Pass(TimeSpan length)
    {
        Time.Advance(length);
        Ledger.Skip((int)Math.Min(int.MaxValue / 2, length / SlotTime));
    }

    /// <summary>The business clock was moved: the ledger's goes along.</summary>
    public void Follow(TimeSpan offset)
    {
        Ledger.Skip((int)Math.Min(int.MaxValue / 2, (offset - ledgerTime.Offset) / SlotTime));
        ledgerTime.Adopt(offset);
    }

    /// <summary>The heartbeat of a node that was awake all the time.</summary>
    public async Task BeatAsync()
    {
        await using var command = keeper.CreateCommand();
        command.CommandText = $"update installations set heartbeat_at = {Instants.ToMicroseconds(Time.GetUtcNow())}";
        await command.ExecuteNonQueryAsync();
    }

    public void Say(string line) => Trace.Add(string.Create(
        CultureInfo.InvariantCulture, $"{Trace.Count,4} {Now:MM-dd HH:mm:ss} {line}"));

    public void Break(string promise)
    {
        lock (Broken)
        {
            if (!Broken.Contains(promise))
            {
                Broken.Add(promise);
            }
        }

        Say($"!! {promise}");
    }

    public Chatter ChatterOf(Node node, Person person) =>
        new(node.Store, Engine.Values.Platform.Discord, Guild, person.AccountId, person.Name);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }

        await keeper.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static string NewFolder()
    {
        const string memory = "/dev/shm";
        return Directory.Exists(memory)
            ? Directory.CreateDirectory(Path.Combine(memory, $"hiltbot-simulation-{Path.GetRandomFileName()}")).FullName
            : Directory.CreateTempSubdirectory("hiltbot-simulation-").FullName;
    }

    // The schema is made once; every story begins with a copy of it, in WAL as in life.
    private static async Task<string> MakeTemplateAsync()
    {
        var file = Path.Combine(NewFolder(), "template.db");
        var address = $"Data Source={file};Pooling=False";
        var services = new ServiceCollection();
        services.AddSqliteStore(address);
        services.AddLogging();
        await using (var provider = services.BuildServiceProvider())
        {
            var dialect = provider.GetRequiredService<Engine.Storage.Dialect>();
            await using var db = await provider
                .GetRequiredService<IDbContextFactory<Engine.Storage.HiltDb>>().CreateDbContextAsync();
            await dialect.MigrateAsync(db, default);
            await db.Database.ExecuteSqlRawAsync("pragma wal_checkpoint(truncate)");
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        return file;
    }
}
