using HiltBot.Discord;
using HiltBot.Discord.Door;
using HiltBot.Engine;
using HiltBot.Engine.Access;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Checkouts.Phantom;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Receipts;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Webhooks;
using HiltBot.Storage.Postgres;
using HiltBot.Storage.Sqlite;
using HiltBot.Telegram;
using HiltBot.Telegram.Updates;
using HiltBot.Web;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Checkout;
using HiltBot.Web.Mail;
using HiltBot.Web.Receipts;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.HttpOverrides;
using Quartz;

namespace HiltBot;

/// <summary>Composition: rooms, store, timetable, pages. Another host may build it and add to it.</summary>
public static class HiltHost
{
    /// <summary>How long a stop waits for what is in flight.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(25);

    /// <param name="more">Adds or replaces services after the product's own: other platforms' arms, for example.</param>
    /// <exception cref="ConfigurationException">One sentence for each wrong setting.</exception>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? more = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });
        AddSettings(builder, args);
        var problems = ConfigurationCheck.Problems(builder.Configuration);
        if (problems.Count > 0)
        {
            throw new ConfigurationException(problems);
        }

        var options = builder.Configuration.GetSection(HiltOptions.Section).Get<HiltOptions>() ?? new HiltOptions();
        var network = new Network(builder.Configuration["HiltBot:Solana:Network"]?.ToLowerInvariant() ?? Network.Sandbox);
        builder.WebHost.UseUrls(options.EffectiveListenUrl);
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 256 * 1024;
        });
        AddRooms(builder, options, network);
        more?.Invoke(builder.Services);

        var app = builder.Build();
        UseForwardedHeaders(app, options);
        app.UseRouting();
        app.UseHiltApi();
        app.MapHiltWeb();
        app.MapHealth();
        if (IsDiscordOn(builder.Configuration))
        {
            app.MapDiscordInteractions();
        }

        if (IsTelegramOn(builder.Configuration))
        {
            app.MapTelegramUpdates();
        }

        return app;
    }

    /// <summary>Opens the installation, then runs until it is told to stop.</summary>
    /// <exception cref="StoreInUseException">One sentence why this installation must not start.</exception>
    public static async Task RunAsync(WebApplication app)
    {
        IReadOnlyList<string> welcome;
        await using (var scope = app.Services.CreateAsyncScope())
        {
            welcome = await scope.ServiceProvider.GetRequiredService<FirstSteps>().HandleAsync(CancellationToken.None);
        }

        try
        {
            await app.StartAsync();
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            var url = app.Services.GetRequiredService<HiltOptions>().EffectiveListenUrl;
            throw new StoreInUseException(
                $"{url} is in use by another program: stop that, or set HiltBot:PublicUrl or HiltBot:ListenUrl.", exception);
        }

        foreach (var line in welcome)
        {
            Console.WriteLine(line);
        }

        await app.WaitForShutdownAsync();
    }

    /// <summary>
    /// <c>HiltBot rotate-receipt-key</c>: receipts are signed with a fresh key from now on. On PostgreSQL other nodes may
    /// run meanwhile and follow at once; SQLite belongs to one process, which has to be stopped for it.
    /// </summary>
    /// <returns>What was done, in a sentence.</returns>
    /// <exception cref="StoreInUseException">One sentence why this installation cannot be opened.</exception>
    public static async Task<string> RotateReceiptKeyAsync(WebApplication app)
    {
        await using (app)
        {
            await using var scope = app.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<OpenInstallation>().HandleAsync(CancellationToken.None);
            var key = await scope.ServiceProvider.GetRequiredService<RotateReceiptKey>().HandleAsync(CancellationToken.None);
            return $"Receipts are signed with the key {key} from now on. The keys before it stay published.";
        }
    }

    // The file beside the program first, then the one in the current directory, then environment and command line.
    private static void AddSettings(WebApplicationBuilder builder, string[] args)
    {
        builder.Configuration.AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true, reloadOnChange: false);
        builder.Configuration.AddEnvironmentVariables();
        builder.Configuration.AddCommandLine(args);
    }

    private static void AddRooms(WebApplicationBuilder builder, HiltOptions options, Network network)
    {
        var services = builder.Services;
        var configuration = builder.Configuration;
        services.Configure<WorkOptions>(configuration.GetSection(WorkOptions.Section));
        services.Configure<SolanaOptions>(configuration.GetSection(SolanaOptions.Section));
        services.Configure<RenewalOptions>(configuration.GetSection(RenewalOptions.Section));
        services.Configure<CheckoutOptions>(configuration.GetSection(CheckoutOptions.Section));
        services.Configure<AccessOptions>(configuration.GetSection(AccessOptions.Section));
        services.Configure<WebhookOptions>(configuration.GetSection(WebhookOptions.Section));
        services.AddSingleton(options);
        services.AddSingleton(new PublicAddress(new Uri(options.PublicUrl)));
        services.Configure<AccountOptions>(configuration.GetSection(AccountOptions.Section));
        services.Configure<DiscordOAuthOptions>(configuration.GetSection(DiscordOAuthOptions.Section));
        services.Configure<RateLimitOptions>(configuration.GetSection(RateLimitOptions.Section));
        services.Configure<MailOptions>(configuration.GetSection(MailOptions.Section));
        services.Configure<ReceiptOptions>(configuration.GetSection(ReceiptOptions.Section));
        services.AddHiltEngine(network);
        AddPhantom(services, configuration);
        AddCollector(services, configuration, network);
        if (IsDiscordOn(configuration))
        {
            services.Configure<DiscordOptions>(configuration.GetSection(DiscordOptions.Section));
            services.AddDiscord();
        }

        if (IsTelegramOn(configuration))
        {
            services.Configure<TelegramOptions>(configuration.GetSection(TelegramOptions.Section));
            services.AddTelegram();
        }

        AddStore(services, configuration, options);

        var simulator = configuration.GetSection(SimulatorOptions.Section).Get<SimulatorOptions>();
        services.AddHiltWeb(simulator?.Enabled ?? network.IsPlay);

        var work = configuration.GetSection(WorkOptions.Section).Get<WorkOptions>() ?? new WorkOptions();
        var lines = Schedule.Lines(TimeSpan.FromSeconds(work.SweepSeconds));
        services.AddSingleton(new SweepBook(lines));
        services.AddScoped<FirstSteps>();

        // What starts first stops last: after the web server and the scheduler.
        services.AddHostedService<FinishInFlight>();
        services.AddHostedService<BellRinger>();
        services.AddQuartz(quartz => Schedule.Plan(quartz, lines));
        services.AddQuartzHostedService(quartz => quartz.WaitForJobsToComplete = true);
        services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = StopTime);
        services.AddScoped<OpenInstallation>();
        services.AddScoped<DemoWorld>();
        services.AddHealth();
        services.AddHostedService<NodeMeters>();
        services.AddHostedService<SocketListener>();
        services.AddTelemetry(configuration);
    }

    private static bool IsDiscordOn(ConfigurationManager configuration) =>
        configuration[$"{DiscordOptions.Section}:{nameof(DiscordOptions.Token)}"] is { Length: > 0 };

    private static bool IsTelegramOn(ConfigurationManager configuration) =>
        configuration[$"{TelegramOptions.Section}:{nameof(TelegramOptions.Token)}"] is { Length: > 0 };

    // Without a key nothing is collected by itself: offers that renew are paid by hand, and say so.
    private static void AddCollector(
        IServiceCollection services, ConfigurationManager configuration, Network network)
    {
        var solana = configuration.GetSection(SolanaOptions.Section).Get<SolanaOptions>() ?? new SolanaOptions();
        if (!network.IsSandbox && solana.CollectorKeyFile is { Length: > 0 } path)
        {
            services.AddCollector(CollectorKey.Open(path.Trim(), SubscriptionsProgram.Of(solana)));
        }
    }

    // Read once more after the check: a file that vanished in between is none.
    private static void AddPhantom(IServiceCollection services, ConfigurationManager configuration)
    {
        if (configuration["HiltBot:Phantom:KeyFile"] is { Length: > 0 } path &&
            PhantomKey.TryRead(path.Trim(), out var key))
        {
            services.AddSingleton(key);
        }
    }

    private static void AddStore(IServiceCollection services, ConfigurationManager configuration, HiltOptions options)
    {
        var store = configuration.GetSection(StoreOptions.Section).Get<StoreOptions>() ?? new StoreOptions();
        if (string.Equals(store.Provider, "Postgres", StringComparison.OrdinalIgnoreCase))
        {
            services.AddSingleton(DataFolder.OpenMasterKey(options, folder: null));
            services.AddPostgresStore(store.ConnectionString!);
            return;
        }

        var folder = DataFolder.Prepare(options);
        services.AddSingleton(DataFolder.OpenMasterKey(options, folder));
        services.AddSqliteStore(store.ConnectionString ?? DataFolder.SqliteConnectionString(folder));
    }

    // Only proxies that are named count, and only the last hop of what they say.
    private static void UseForwardedHeaders(WebApplication app, HiltOptions options)
    {
        if (options.TrustedProxies.Count == 0)
        {
            return;
        }

        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = 1,
        };
        forwarded.KnownIPNetworks.Clear();
        forwarded.KnownProxies.Clear();
        foreach (var proxy in options.TrustedProxies)
        {
            forwarded.KnownProxies.Add(System.Net.IPAddress.Parse(proxy));
        }

        app.UseForwardedHeaders(forwarded);
    }
}
