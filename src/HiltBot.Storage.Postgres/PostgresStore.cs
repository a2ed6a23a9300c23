using HiltBot.Engine.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HiltBot.Storage.Postgres;

/// <summary>The store for production and for more than one node.</summary>
public static class PostgresStore
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddPostgresStore(string connectionString)
        {
            var settings = Settings(connectionString);
            services.AddSingleton<Dialect, PostgresDialect>();
            services.AddDbContextFactory<HiltDb>(options => Configure(options, settings));
            services.AddHostedService(provider =>
                ActivatorUtilities.CreateInstance<PostgresListener>(provider, settings));
            return services;
        }
    }

    public static void Configure(DbContextOptionsBuilder options, string connectionString) => options
        .UseNpgsql(connectionString, npgsql => npgsql.MigrationsAssembly(typeof(PostgresStore).Assembly.FullName))
        .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));

    // Statements that come back are prepared by the driver; hand-written SQL needs no care for it.
    private static string Settings(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        MaxAutoPrepare = 100,
        AutoPrepareMinUsages = 3,
    }.ToString();
}
