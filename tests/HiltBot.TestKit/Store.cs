using HiltBot.Engine;
using HiltBot.Engine.Access;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Storage.Postgres;
using HiltBot.Storage.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HiltBot.TestKit;

/// <summary>The engine over a fresh database of one provider, with time in the test's hand.</summary>
public sealed class Store : IAsyncDisposable
{
    public const string Sqlite = "Sqlite";
    public const string Postgres = "Postgres";

    private static readonly Lazy<Task<string>> PostgresTemplate = new(MakeTemplateAsync);

    private readonly ServiceProvider services;
    private readonly string? folder;
    private readonly List<Sweep> rung = [];

    private Store(ServiceProvider services, ManualTime time, string provider, string connectionString, string? folder)
    {
        this.services = services;
        this.folder = folder;
        Time = time;
        Provider = provider;
        ConnectionString = connectionString;
        services.GetRequiredService<Bell>().Answer(sweep =>
        {
            lock (rung)
            {
                rung.Add(sweep);
            }
        });
    }

    public string Provider { get; }

    /// <summary>Where plain SQL can look at the same database.</summary>
    public string ConnectionString { get; }

    public ManualTime Time { get; }

    public IServiceProvider Services => services;

    /// <summary>Business time.</summary>
    public DateTimeOffset Now => services.GetRequiredService<BusinessTime>().Now();

    /// <summary>Sweeps that commits woke, in order.</summary>
    public IReadOnlyList<Sweep> Rung
    {
        get
        {
            lock (rung)
            {
                return [.. rung];
            }
        }
    }

    /// <summary>Both databases, as theory data; without a PostgreSQL here only SQLite is run (CI insists on both).</summary>
    public static TheoryData<string> Both => [Sqlite, Postgres];

    /// <param name="network">sandbox unless said otherwise.</param>
    /// <param name="more">Replaces or adds services, after the engine's own.</param>
    public static async Task<Store> CreateAsync(
        string provider, string network = Network.Sandbox, Action<IServiceCollection>? more = null,
        string? connectionString = null, ManualTime? time = null)
    {
        var clock = time ?? new ManualTime();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(clock);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug));
        services.AddOptions();
        services.AddSingleton(new MasterKey(new byte[MasterKey.Length]));
        services.AddHiltEngine(new Network(network));
        services.AddSingleton<IDatabaseClock>(new ManualDatabaseClock(clock));
        string? folder = null;
        if (provider == Sqlite)
        {
            if (connectionString is null)
            {
                folder = Directory.CreateTempSubdirectory("hiltbot-db-").FullName;
                var path = Path.Combine(folder, "test.db");
                await SqliteTemplate.CopyToAsync(path);
                connectionString = $"Data Source={path};Pooling=False";
            }

            services.AddSqliteStore(connectionString);
        }
        else
        {
            connectionString ??= await NewPostgresDatabaseAsync();
            services.AddPostgresStore(connectionString);
        }

        more?.Invoke(services);

        services.TryAddSingleton<FakeChain>();
        var built = services.BuildServiceProvider(new ServiceProviderOptions
        { ValidateScopes = true, ValidateOnBuild = true });
        var store = new Store(built, clock, provider, connectionString, folder);
        await store.InScopeAsync<Work, bool>(async work =>
        {
            await built.GetRequiredService<KeyRing>().OpenAsync(work, CancellationToken.None);
            return true;
        });
        return store;
    }

    /// <summary>A store whose ledger is a <see cref="FakeChain"/> instead of the network's own.</summary>
    public static Task<Store> CreateOnFakeChainAsync(string provider) => CreateAsync(provider, more: services =>
        services.AddSingleton<IPaymentChain>(provider => provider.GetRequiredService<FakeChain>()));

    /// <summary>Runs with a service of a scope of its own, as a sweep or a request would.</summary>
    public async Task<TResult> InScopeAsync<TService, TResult>(Func<TService, Task<TResult>> body)
        where TService : notnull
    {
        await using var scope = services.CreateAsyncScope();
        return await body(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public async Task InScopeAsync<TService>(Func<TService, Task> body)
        where TService : notnull
    {
        await using var scope = services.CreateAsyncScope();
        await body(scope.ServiceProvider.GetRequiredService<TService>());
    }

    /// <summary>Looks at rows directly.</summary>
    public Task<TResult> ReadAsync<TResult>(Func<HiltDb, Task<TResult>> body) =>
        InScopeAsync<Work, TResult>(work => work.ReadAsync(body, CancellationToken.None));

    /// <summary>Prepares rows directly, in one transaction.</summary>
    public Task WriteAsync(Func<HiltDb, Task> body) =>
        InScopeAsync<Work>(work => work.RunAsync(body, CancellationToken.None));

    public async ValueTask DisposeAsync()
    {
        if (Provider == Postgres)
        {
            // Idle connections of a database that nobody uses any more would fill the server within one run.
            var databases = services.GetRequiredService<IDbContextFactory<HiltDb>>();
            await using var db = await databases.CreateDbContextAsync();
            NpgsqlConnection.ClearPool((NpgsqlConnection)db.Database.GetDbConnection());
        }

        await services.DisposeAsync();
        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> NewPostgresDatabaseAsync()
    {
        var server = await PostgresServer.GetAsync();
        if (server is null)
        {
            Assert.Skip("No PostgreSQL here: tests/run.sh --install brings it.");
        }

        return await server.CreateDatabaseAsync(await PostgresTemplate.Value);
    }

    private static async Task<string> MakeTemplateAsync()
    {
        var server = await PostgresServer.GetAsync();
        var address = await server!.CreateDatabaseAsync();
        var options = new DbContextOptionsBuilder<HiltDb>();
        PostgresStore.Configure(options, address + ";Pooling=False");
        await using var db = new HiltDb(options.Options, new PostgresDialect());
        await db.Database.MigrateAsync();
        return new NpgsqlConnectionStringBuilder(address).Database!;
    }
}
