using System.Reflection;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace HiltBot.Engine.Merchants.Export;

/// <summary>One table of an export and its columns, in the order of their names.</summary>
public sealed record ExportTable(string Name, Type Type, IReadOnlyList<ExportColumn> Columns);

public sealed record ExportColumn(string Name, PropertyInfo Property);

/// <summary>
/// What is exported, read from the model itself: every table of merchants' rows, so that none can be forgotten, and
/// every column of it that is neither secret nor machinery.
/// </summary>
public static class ExportShape
{
    private static readonly HashSet<string> Machinery =
    [
        nameof(IVersioned.Version), nameof(IOwed.Attempts), nameof(IOwed.ClaimedUntil), nameof(IOwed.ClaimId),
        nameof(IOwed.PutOffSince),
    ];

    public static IReadOnlyList<ExportTable> Tables(IModel model) =>
    [
        .. model.GetEntityTypes()
            .Where(type => typeof(IOwnedByMerchant).IsAssignableFrom(type.ClrType) &&
                type.ClrType.GetCustomAttribute<NotExportedAttribute>() is null)
            .Select(TableOf).OrderBy(table => table.Name, StringComparer.Ordinal),
    ];

    public static ExportTable TableOf(IReadOnlyEntityType type) => new(
        type.GetTableName()!, type.ClrType,
        [
            .. type.GetProperties().Where(IsExported)
                .Select(property => new ExportColumn(property.GetColumnName(), property.PropertyInfo!))
                .OrderBy(column => column.Name, StringComparer.Ordinal),
        ]);

    private static bool IsExported(IReadOnlyProperty property) =>
        property.PropertyInfo is { } info && info.PropertyType != typeof(byte[]) && !Machinery.Contains(info.Name) &&
        info.GetCustomAttribute<NotExportedAttribute>() is null;
}
