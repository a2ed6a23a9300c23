using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HiltBot.TestKit;

namespace HiltBot.Contract.Tests.Fuzz;

/// <summary>What the business tables hold, table by table, as one line each.</summary>
internal static class Digest
{
    // Counters, the use of keys, idempotent calls, nonces and the heartbeat: they count calls, also refused ones.
    private static readonly string[] NotBusiness =
    [
        "__EFMigrationsHistory", "__EFMigrationsLock", "key_calls", "idempotent_calls", "used_nonces", "installations", "leases",
        "sqlite_sequence", "watches", "receiving_accounts",
    ];

    private static readonly string[] Counters = ["last_used_at", "checkout_opens", "opens"];

    public static async Task<IReadOnlyDictionary<string, string>> OfAsync(Books books, string provider)
    {
        var tables = (await books.RowsAsync(provider == Store.Postgres
            ? "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'"
            : "select name from sqlite_master where type = 'table'")).Select(row => (string)row[0]!)
            .Where(name => !NotBusiness.Contains(name)).Order(StringComparer.Ordinal);
        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            var columns = (await books.RowsAsync(provider == Store.Postgres
                ? $"select column_name from information_schema.columns where table_name = '{table}' order by column_name"
                : $"select name from pragma_table_info('{table}') order by name")).Select(row => (string)row[0]!)
                .Where(name => !Counters.Contains(name));
            var rows = await books.RowsAsync(
                $"select {string.Join(", ", columns.Select(name => $"\"{name}\""))} from \"{table}\"");
            digests[table] = $"{rows.Count} rows, {Hash(rows)}";
        }

        return digests;
    }

    public static string Difference(
        IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) =>
        string.Join("; ", after.Where(one => before.GetValueOrDefault(one.Key) != one.Value)
            .Select(one => $"{one.Key}: {before.GetValueOrDefault(one.Key)} became {one.Value}"));

    private static string Hash(IReadOnlyList<object?[]> rows)
    {
        var lines = rows.Select(row => string.Join('|', row.Select(value => value switch
        {
            null => "-",
            byte[] bytes => Convert.ToHexString(bytes),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString(),
        }))).Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))))[..16];
    }
}
