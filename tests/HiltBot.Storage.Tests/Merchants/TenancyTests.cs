using System.Reflection;
using System.Runtime.CompilerServices;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace HiltBot.Storage.Tests.Merchants;

/// <summary>Rule 7: a merchant sees only its own rows, on every table that has an owner.</summary>
public sealed class TenancyTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Work_for_one_merchant_hides_the_rows_of_others_on_every_owned_table(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var (mine, theirs) = (MerchantId.New(ManualTime.Start), MerchantId.New(ManualTime.Start));
        var tables = await store.ReadAsync(db => Task.FromResult(db.Model.GetEntityTypes()
            .Where(type => typeof(IOwnedByMerchant).IsAssignableFrom(type.ClrType)).ToList()));
        Assert.True(tables.Count >= 15, "owned tables are missing");
        await store.WriteAsync(db =>
        {
            var number = 0;
            foreach (var table in tables)
            {
                db.Add(Row(table, mine, ++number));
                db.Add(Row(table, theirs, ++number));
            }

            return Task.CompletedTask;
        });
        var look = typeof(TenancyTests).GetMethod(nameof(OwnersAsync), BindingFlags.NonPublic | BindingFlags.Static)!;
        foreach (var table in tables)
        {
            var see = look.MakeGenericMethod(table.ClrType);
            var asMine = await (Task<List<MerchantId>>)see.Invoke(null, [store, mine])!;
            var asAll = await (Task<List<MerchantId>>)see.Invoke(null, [store, null])!;
            Assert.True(asMine.SequenceEqual([mine]), $"{table.ClrType.Name} shows {asMine.Count} rows");
            Assert.Equal(2, asAll.Distinct().Count());
        }
    }

    private static Task<List<MerchantId>> OwnersAsync<TRow>(Store store, MerchantId? actsFor)
        where TRow : class, IOwnedByMerchant =>
        store.InScopeAsync<Work, List<MerchantId>>(work =>
        {
            work.ActsFor = actsFor;
            return work.ReadAsync(
                async db => (await db.Set<TRow>().ToListAsync()).Select(row => row.MerchantId).ToList(), default);
        });

    // A row in which every unique column differs by the number.
    private static object Row(IEntityType table, MerchantId merchantId, int number)
    {
        var row = RuntimeHelpers.GetUninitializedObject(table.ClrType);
        foreach (var property in table.GetProperties().Where(property => property.PropertyInfo is not null))
        {
            if (Value(property, merchantId, number) is { } value)
            {
                property.FieldInfo!.SetValue(row, value);
            }
        }

        return row;
    }

    private static object? Value(IProperty property, MerchantId merchantId, int number)
    {
        var type = property.ClrType;
        return type switch
        {
            _ when type == typeof(MerchantId) => merchantId,
            _ when property.IsNullable => null,
            _ when type == typeof(string) => $"text {number}",
            _ when type == typeof(byte[]) => new[] { (byte)number },
            _ when type == typeof(DateTimeOffset) => ManualTime.Start,
            _ when type.IsValueType && type.GetConstructor([typeof(Guid)]) is { } make =>
                make.Invoke([Guid.CreateVersion7(ManualTime.Start)]),
            _ => null,
        };
    }
}
