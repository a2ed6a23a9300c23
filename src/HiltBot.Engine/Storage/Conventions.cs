using System.Linq.Expressions;
using System.Reflection;
using System.Text;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace HiltBot.Engine.Storage;

/// <summary>
/// What holds for every table: ids and enums as text or UUID, snake case, versions, the merchant filter.
/// </summary>
internal static class Conventions
{
    public static void Configure(ModelConfigurationBuilder conventions)
    {
        var types = typeof(HiltDb).Assembly.GetTypes();
        foreach (var id in types.Where(type => type.IsValueType && type.GetInterfaces()
                     .Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IId<>))))
        {
            conventions.Properties(id).HaveConversion(typeof(IdConverter<>).MakeGenericType(id));
        }

        foreach (var choice in types.Where(type => type.IsEnum && type.IsPublic))
        {
            conventions.Properties(choice).HaveConversion(typeof(EnumConverter<>).MakeGenericType(choice));
            conventions.Properties(choice).HaveMaxLength(32);
        }
    }

    public static void NameInSnakeCase(ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            entity.SetTableName(Snake(entity.GetTableName()!));
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(Snake(property.Name));
                if (property.Name == nameof(IVersioned.Version) &&
                    typeof(IVersioned).IsAssignableFrom(entity.ClrType))
                {
                    property.IsConcurrencyToken = true;
                }
            }

            foreach (var key in entity.GetKeys())
            {
                key.SetName(Snake(key.GetName()!));
            }

            foreach (var index in entity.GetIndexes())
            {
                index.SetDatabaseName(Snake(index.GetDatabaseName()!));
            }

            AddDueIndex(model, entity.ClrType);
        }
    }

    public static void FilterByMerchant(ModelBuilder model, HiltDb db)
    {
        var add = typeof(Conventions)
            .GetMethod(nameof(AddFilter), BindingFlags.NonPublic | BindingFlags.Static)!;
        foreach (var entity in model.Model.GetEntityTypes()
                     .Where(entity => typeof(IOwnedByMerchant).IsAssignableFrom(entity.ClrType)))
        {
            add.MakeGenericMethod(entity.ClrType).Invoke(null, [model, db]);
        }
    }

    private static void AddFilter<TEntity>(ModelBuilder model, HiltDb db)
        where TEntity : class, IOwnedByMerchant
    {
        Expression<Func<TEntity, bool>> isSeen = row => db.ActsFor == null || row.MerchantId == db.ActsFor;
        model.Entity<TEntity>().HasQueryFilter(isSeen);
    }

    // Due indexes are partial, on due_at alone, for open rows (measured: design section 5).
    private static void AddDueIndex(ModelBuilder model, Type type)
    {
        if (!typeof(IOwed).IsAssignableFrom(type))
        {
            return;
        }

        var entity = model.Entity(type);
        var table = entity.Metadata.GetTableName()!;
        entity.HasIndex(nameof(IOwed.DueAt)).HasDatabaseName($"ix_{table}_due")
            .HasFilter("due_at is not null");
        entity.HasIndex(nameof(IOwed.PutOffSince)).HasDatabaseName($"ix_{table}_put_off")
            .HasFilter("put_off_since is not null");
    }

    private static string Snake(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0 && text[^1] != '_')
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }

    private sealed class IdConverter<TId>() : ValueConverter<TId, Guid>(id => id.Value, value => Id.From<TId>(value))
        where TId : struct, IId<TId>;

    private sealed class EnumConverter<TEnum>()
        : ValueConverter<TEnum, string>(value => EnumText.Of(value), text => EnumText.Parse<TEnum>(text))
        where TEnum : struct, Enum;
}
