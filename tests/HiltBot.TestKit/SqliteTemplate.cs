using HiltBot.Engine.Storage;
using HiltBot.Storage.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.TestKit;

/// <summary>A database file that was migrated once in this process and is copied for each test.</summary>
public static class SqliteTemplate
{
    private static readonly Lazy<Task<string>> Made = new(MakeAsync);

    /// <summary>Where a test's own file is to be.</summary>
    public static async Task CopyToAsync(string path) => File.Copy(await Made.Value, path);

    private static async Task<string> MakeAsync()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("hiltbot-template-").FullName, "template.db");
        var options = new DbContextOptionsBuilder<HiltDb>();
        SqliteStore.Configure(options, $"Data Source={path};Pooling=False");
        using var dialect = new SqliteDialect();
        await using (var db = new HiltDb(options.Options, dialect))
        {
            await db.Database.MigrateAsync();

            // All of it in the one file: nothing is left in the log beside it.
            await db.Database.ExecuteSqlRawAsync("pragma wal_checkpoint(truncate)");
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        return path;
    }
}
