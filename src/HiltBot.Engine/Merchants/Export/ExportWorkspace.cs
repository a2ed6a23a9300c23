using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants.Export;

/// <summary>One row of an export. An id, an enumeration and an instant are texts already.</summary>
public sealed record ExportedRow(string Table, IReadOnlyList<(string Column, object? Value)> Values);

/// <summary>
/// Tells everything that a merchant owns, a row at a time, so that memory does not grow with the workspace. It is no
/// picture of one instant: rows that change meanwhile are told as they were when their table was read.
/// </summary>
public sealed class ExportWorkspace(Work work)
{
    private static readonly MethodInfo ReadOne =
        typeof(ExportWorkspace).GetMethod(nameof(ReadAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly ConcurrentDictionary<Enum, string> Texts = new();

    /// <param name="writeAsync">Gets every row; nothing else is read while it works.</param>
    /// <returns>How many rows there were.</returns>
    public Task<long> HandleAsync(
        MerchantId merchantId, Func<ExportedRow, ValueTask> writeAsync, CancellationToken cancellationToken) =>
        work.ReadAsync(
            async db =>
            {
                var merchants = ExportShape.TableOf(db.Model.FindEntityType(typeof(Merchant))!);
                var rows = await WriteAsync(
                    merchants, db.Merchants.Where(row => row.Id == merchantId), writeAsync, cancellationToken);
                foreach (var table in ExportShape.Tables(db.Model))
                {
                    rows += await (Task<long>)ReadOne.MakeGenericMethod(table.Type).Invoke(
                        null, [db, table, merchantId, writeAsync, cancellationToken])!;
                }

                var transfers = ExportShape.TableOf(db.Model.FindEntityType(typeof(Transfer))!);
                var own = OwnTransfers.Of(db, db.Transfers, merchantId);
                return rows + await WriteAsync(transfers, own, writeAsync, cancellationToken);
            },
            cancellationToken);

    private static Task<long> ReadAsync<TRow>(
        HiltDb db, ExportTable table, MerchantId merchantId, Func<ExportedRow, ValueTask> writeAsync,
        CancellationToken cancellationToken)
        where TRow : class, IOwnedByMerchant =>
        WriteAsync(
            table, db.Set<TRow>().Where(row => row.MerchantId == merchantId), writeAsync, cancellationToken);

    private static async Task<long> WriteAsync<TRow>(
        ExportTable table, IQueryable<TRow> rows, Func<ExportedRow, ValueTask> writeAsync,
        CancellationToken cancellationToken)
        where TRow : class
    {
        var count = 0L;
        await foreach (var row in rows.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            await writeAsync(new ExportedRow(
                table.Name,
                [.. table.Columns.Select(column => (column.Name, Plain(column.Property.GetValue(row))))]));
            count++;
        }

        return count;
    }

    private static object? Plain(object? value) => value switch
    {
        null or string or bool or int or long => value,
        DateTimeOffset at => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        Enum choice => Texts.GetOrAdd(choice, Text),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static string Text(Enum choice) => (string)typeof(EnumText).GetMethod(nameof(EnumText.Of))!
        .MakeGenericMethod(choice.GetType()).Invoke(null, [choice])!;
}
