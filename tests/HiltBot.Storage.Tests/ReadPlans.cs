using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace HiltBot.Storage.Tests;

/// <summary>What one statement read on PostgreSQL, by its own plan.</summary>
/// <param name="Rows">Rows that its scans came by, those that a filter threw away included.</param>
internal sealed record ReadPlan(string Statement, string Text, long Rows, long Buffers);

/// <summary>
/// Explains every statement that looks for rows, with its own parameters, in its own transaction, just before it runs. An
/// insert, and what the change tracker saves by key, read what they write and nothing more: they are passed over.
/// </summary>
/// <param name="byIndexOnly">
/// For small tables, of which the planner prefers to read all: as it would read large ones.
/// </param>
internal sealed partial class ReadPlans(bool byIndexOnly) : DbCommandInterceptor
{
    private List<ReadPlan>? plans;

    /// <summary>Explains what <paramref name="body"/> runs.</summary>
    public async Task<IReadOnlyList<ReadPlan>> OfAsync(Func<Task> body)
    {
        var seen = plans = [];
        await body();
        plans = null;
        return seen;
    }

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

    // EXPLAIN ANALYZE executes; a savepoint takes the execution back.
    private async Task ExplainAsync(DbCommand command, CancellationToken cancellationToken)
    {
        var text = command.CommandText;
        if (plans is not { } seen || IsSavedByKey().IsMatch(text) ||
            text.StartsWith("insert", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        if (command.Transaction is { } begun)
        {
            await begun.SaveAsync("explained", cancellationToken);
            await using var choose = command.Connection!.CreateCommand();
            choose.Transaction = begun;
            choose.CommandText = $"set local enable_seqscan = {(byIndexOnly ? "off" : "on")}";
            await choose.ExecuteNonQueryAsync(cancellationToken);
        }

        command.CommandText = $"explain (analyze, buffers, timing off) {text}";

        var lines = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                lines.Add(reader.GetString(0));
            }
        }

        if (command.Transaction is { } transaction)
        {
            await transaction.RollbackAsync("explained", cancellationToken);
        }

        command.CommandText = text;
        var plan = lines.TakeWhile(line => !line.StartsWith("Planning", StringComparison.Ordinal)).ToList();
        seen.Add(new ReadPlan(text, string.Join('\n', plan), RowsOf(plan), BuffersOf(plan)));
    }

    // The first line that says so is of the whole statement.
    private static long BuffersOf(List<string> plan) =>
        plan.Select(line => Buffers().Match(line)).FirstOrDefault(match => match.Success) is { } found
            ? found.Groups.Values.Skip(1).Where(group => group.Success).Sum(group => Number(group.Value))
            : 0;

    private static long RowsOf(List<string> plan)
    {
        var (rows, loops) = (0.0, 0.0);
        foreach (var line in plan)
        {
            if (Actual().Match(line) is { Success: true } node)
            {
                loops = double.Parse(node.Groups[2].Value, CultureInfo.InvariantCulture);
                rows += line.Contains("Scan", StringComparison.Ordinal) && !line.Contains("Bitmap Index", StringComparison.Ordinal)
                    ? loops * double.Parse(node.Groups[1].Value, CultureInfo.InvariantCulture)
                    : 0;
            }
            else if (Removed().Match(line) is { Success: true } filter)
            {
                rows += loops * Number(filter.Groups[1].Value);
            }
        }

        return (long)rows;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(INSERT INTO|UPDATE \w+ SET (\w+ = @p\d+,? ?)+\s+WHERE id = @p\d+)")]
    private static partial Regex IsSavedByKey();

    [GeneratedRegex(@"Buffers: shared(?: hit=(\d+))?(?: read=(\d+))?")]
    private static partial Regex Buffers();

    [GeneratedRegex(@"actual rows=(\d+(?:\.\d+)?) loops=(\d+)")]
    private static partial Regex Actual();

    [GeneratedRegex(@"Rows Removed by [A-Za-z ]+: (\d+)")]
    private static partial Regex Removed();
}
