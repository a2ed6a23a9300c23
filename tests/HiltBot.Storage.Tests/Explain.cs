using System.Data.Common;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace HiltBot.Storage.Tests;

/// <summary>The plans of a database for every statement that names a table, with its own parameters.</summary>
internal sealed class Explain(string table, string provider = Store.Postgres) : DbCommandInterceptor
{
    public bool IsOn { get; set; }

    public List<string> Plans { get; } = [];

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        await ExplainAsync(command, cancellationToken);
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result,
        CancellationToken cancellationToken = default)
    {
        await ExplainAsync(command, cancellationToken);
        return result;
    }

    private async Task ExplainAsync(DbCommand command, CancellationToken cancellationToken)
    {
        var text = command.CommandText;
        if (!IsOn || !text.Contains(table, StringComparison.Ordinal))
        {
            return;
        }

        var (explain, column) = provider == Store.Sqlite ? ("explain query plan ", 3) : ("explain ", 0);
        command.CommandText = explain + text;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            var lines = new List<string>();
            while (await reader.ReadAsync(cancellationToken))
            {
                lines.Add(reader.GetString(column));
            }

            Plans.Add(string.Join('\n', lines));
        }

        command.CommandText = text;
    }
}
