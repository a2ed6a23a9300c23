using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace HiltBot.TestKit;

/// <summary>The books as plain SQL sees them: no product code, so that it can be held against the ledger.</summary>
public sealed class Books(string provider, string connectionString)
{
    public async Task<long> CountAsync(string sql) =>
        Convert.ToInt64((await RowsAsync(sql)).Single()[0], CultureInfo.InvariantCulture);

    public async Task<IReadOnlyList<object?[]>> RowsAsync(string sql)
    {
        await using var connection = Open();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object?[]>();
        while (await reader.ReadAsync())
        {
            var row = new object?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = await reader.IsDBNullAsync(i) ? null : reader.GetValue(i);
            }

            rows.Add(row);
        }

        return rows;
    }

    /// <summary>Changes rows behind the product's back, where a test has to say so; how many it changed.</summary>
    public async Task<int> ChangeAsync(string sql)
    {
        await using var connection = Open();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>An instant as it stands in SQL: SQLite keeps microseconds since 1970.</summary>
    public string Literal(DateTimeOffset at) => provider == Store.Postgres
        ? string.Create(CultureInfo.InvariantCulture, $"timestamptz '{at.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}+00'")
        : ((at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond)
            .ToString(CultureInfo.InvariantCulture);

    /// <summary>An instant as it comes out of a row.</summary>
    public static DateTimeOffset? Instant(object? value) => value switch
    {
        null => null,
        DateTime at => new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)),
        _ => DateTimeOffset.UnixEpoch.AddMicroseconds(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
    };

    /// <summary>An id as it comes out of a row: a value in PostgreSQL, text in SQLite.</summary>
    public static Guid Id(object? value) => value as Guid? ?? Guid.Parse((string)value!);

    private DbConnection Open() => provider == Store.Postgres
        ? new NpgsqlConnection(connectionString)
        : new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false, DefaultTimeout = 30 }.ToString());
}
