using HiltBot.Engine.Storage;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Outbox;

/// <summary>Counts the rows whose work breaks each time it is tried, by table: for <c>/health</c>.</summary>
public static class PutOffRows
{
    /// <returns>Tables that have any, with how many.</returns>
    public static async Task<IReadOnlyDictionary<string, int>> CountAsync(
        HiltDb db, CancellationToken cancellationToken)
    {
        var counts = db.Model.GetEntityTypes().Where(entity => typeof(IOwed).IsAssignableFrom(entity.ClrType))
            .Select(entity => entity.GetTableName()).Order(StringComparer.Ordinal)
            .Select(table =>
                $"select '{table}' as \"Name\", count(*) as \"Rows\" from {table} where put_off_since is not null");
        var rows = await db.Database.SqlQueryRaw<Count>(string.Join(" union all ", counts))
            .ToListAsync(cancellationToken);
        return rows.Where(row => row.Rows > 0).ToDictionary(row => row.Name, row => checked((int)row.Rows));
    }

    private sealed class Count
    {
        public required string Name { get; init; }

        public required long Rows { get; init; }
    }
}
