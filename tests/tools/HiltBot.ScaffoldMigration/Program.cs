using HiltBot.Engine.Storage;
using HiltBot.Storage.Postgres;
using HiltBot.Storage.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Migrations.Design;
using Microsoft.EntityFrameworkCore.Sqlite.Design.Internal;
using Microsoft.Extensions.DependencyInjection;
using Npgsql.EntityFrameworkCore.PostgreSQL.Design.Internal;

// Writes the next migration of both stores from the model as it is: three files each. Never connects to a database.
// Usage, from the root: dotnet run --project tests/tools/HiltBot.ScaffoldMigration -- <Name>
if (args is not [var name])
{
    await Console.Error.WriteLineAsync("Say the migration's name, for example AddLeases.");
    return 1;
}

Scaffold(
    "HiltBot.Storage.Sqlite",
    new SqliteDialect(),
    options => SqliteStore.Configure(options, "Data Source=none.db"),
    new SqliteDesignTimeServices());
Scaffold(
    "HiltBot.Storage.Postgres",
    new PostgresDialect(),
    options => PostgresStore.Configure(options, "Host=none"),
    new NpgsqlDesignTimeServices());
return 0;

void Scaffold(
    string room, Dialect dialect, Action<DbContextOptionsBuilder> configure, IDesignTimeServices provider)
{
    var options = new DbContextOptionsBuilder<HiltDb>();
    configure(options);
    using var db = new HiltDb(options.Options, dialect);
    var services = new ServiceCollection();
    services.AddEntityFrameworkDesignTimeServices();
    services.AddDbContextDesignTimeServices(db);
    provider.ConfigureDesignTimeServices(services);
    using var built = services.BuildServiceProvider();
    var scaffolder = built.GetRequiredService<IMigrationsScaffolder>();
    var folder = Path.Combine("src", room);
    var files = scaffolder.Save(
        folder, scaffolder.ScaffoldMigration(name, room), Path.Combine(folder, "Migrations"), dryRun: false);
    Console.WriteLine(files.MigrationFile);
}
