using HiltBot.Engine.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Storage.Sqlite;

/// <summary>The embedded store: a file, no server, one process.</summary>
public static class SqliteStore
{
    extension(IServiceCollection services)
    {
        /// <param name="connectionString">For example <c>Data Source=hiltbot.db</c>.</param>
        public IServiceCollection AddSqliteStore(string connectionString)
        {
            var settings = new SqliteConnectionStringBuilder(connectionString) { ForeignKeys = true };
            services.AddSingleton<Dialect, SqliteDialect>();
            services.AddDbContextFactory<HiltDb>(options => Configure(options, settings.ToString()));
            return services;
        }
    }

    public static void Configure(DbContextOptionsBuilder options, string connectionString) => options
        .UseSqlite(connectionString, sqlite => sqlite.MigrationsAssembly(typeof(SqliteStore).Assembly.FullName))
        .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));
}
