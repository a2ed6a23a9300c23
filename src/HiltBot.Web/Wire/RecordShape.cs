using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using HiltBot.Contracts.Wire;

namespace HiltBot.Web.Wire;

/// <summary>
/// What a request record takes, read once from the record itself: its properties, their nullability and their
/// limits. The same record makes the OpenAPI document, so that both say the same.
/// </summary>
public sealed class RecordShape
{
    private static readonly ConcurrentDictionary<Type, RecordShape> Known = new();

    private RecordShape(IReadOnlyList<FieldShape> fields) => Fields = fields;

    public IReadOnlyList<FieldShape> Fields { get; }

    public static RecordShape Of(Type type) => Known.GetOrAdd(type, static one => Read(one));

    private static RecordShape Read(Type type)
    {
        var nullability = new NullabilityInfoContext();
        return new RecordShape(
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.CanWrite)
                .Select(property => Field(property, nullability.Create(property))),
        ]);
    }

    private static FieldShape Field(PropertyInfo property, NullabilityInfo nullability)
    {
        var type = property.PropertyType;
        var isPatch = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Patch<>);
        var inner = isPatch ? type.GetGenericArguments()[0] : type;
        var name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ??
            JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
        var takesNull = isPatch || nullability.WriteState == NullabilityState.Nullable;
        return new FieldShape(
            name, Value(inner, property),
            property.GetCustomAttribute<RequiredMemberAttribute>() is not null,
            takesNull && property.GetCustomAttribute<NotNullWhenSentAttribute>() is null);
    }

    private static ValueShape Value(Type type, PropertyInfo property)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        var limits = property.GetCustomAttribute<WholeAttribute>();
        return bare switch
        {
            _ when bare == typeof(string) => Text(property),
            _ when bare == typeof(long) => new WholeShape(limits?.Least ?? long.MinValue, limits?.Most ?? long.MaxValue),
            _ when bare == typeof(int) => new WholeShape(
                limits?.Least ?? int.MinValue, Math.Min(limits?.Most ?? int.MaxValue, int.MaxValue)),
            _ when bare == typeof(bool) => new FlagShape(),
            _ when bare == typeof(JsonElement) => new FreeShape(),
            _ when bare.IsGenericType && bare.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) =>
                new ListShape(Value(bare.GetGenericArguments()[0], property), CountMax(property)),
            { IsClass: true } => new NestedShape(bare),
            _ => throw new InvalidOperationException($"{property.DeclaringType}.{property.Name} has no shape."),
        };
    }

    private static TextShape Text(PropertyInfo property)
    {
        var length = property.GetCustomAttribute<StringLengthAttribute>();
        var words = property.GetCustomAttribute<OneOfAttribute>();
        return new TextShape(
            length?.MinimumLength ?? 0, length?.MaximumLength ?? TextShape.LengthMaxWhenSilent,
            words is null ? null : Vocabularies.Of(words.Vocabulary),
            property.GetCustomAttribute<MultilineAttribute>() is not null,
            property.GetCustomAttribute<OpaqueAttribute>() is not null);
    }

    private static int CountMax(PropertyInfo property) =>
        property.GetCustomAttribute<MaxLengthAttribute>()?.Length ?? ListShape.CountMaxWhenSilent;
}

/// <param name="Name">As on the wire.</param>
/// <param name="TakesNull">Whether <c>null</c> may be sent.</param>
public sealed record FieldShape(string Name, ValueShape Value, bool IsRequired, bool TakesNull);

/// <summary>What one value may be.</summary>
public abstract record ValueShape;

/// <param name="Words">The only texts that are taken, in any case and with spaces around; null: any text.</param>
/// <param name="IsMultiline">Whether line breaks and tabs are part of it.</param>
/// <param name="IsOpaque">Never shown and never stored as text: any characters are fine.</param>
public sealed record TextShape(
    int LengthMin, int LengthMax, IReadOnlyList<string>? Words, bool IsMultiline, bool IsOpaque) : ValueShape
{
    /// <summary>For texts of which the contract says no limit.</summary>
    public const int LengthMaxWhenSilent = 4096;
}

public sealed record WholeShape(long Least, long Most) : ValueShape;

public sealed record FlagShape : ValueShape;

public sealed record ListShape(ValueShape Item, int CountMax) : ValueShape
{
    public const int CountMaxWhenSilent = 200;
}

public sealed record NestedShape(Type Type) : ValueShape;

/// <summary>Any object.</summary>
public sealed record FreeShape : ValueShape;
