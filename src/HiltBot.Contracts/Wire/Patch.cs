using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiltBot.Contracts.Wire;

/// <summary>
/// A key of a <c>PATCH</c> body that tells "not sent" from "sent as null" (contract 2.11): the first leaves, the
/// second clears.
/// </summary>
[JsonConverter(typeof(PatchConverterFactory))]
public readonly record struct Patch<T>(T? Value, bool IsSent)
{
    /// <summary>What was sent, else what stands.</summary>
    public T? Or(T? standing) => IsSent ? Value : standing;
}

internal sealed class PatchConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Patch<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(
            typeof(PatchConverter<>).MakeGenericType(typeToConvert.GetGenericArguments()[0]))!;

    private sealed class PatchConverter<T> : JsonConverter<Patch<T>>
    {
        public override bool HandleNull => true;

        public override Patch<T> Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonSerializer.Deserialize<T>(ref reader, options), IsSent: true);

        public override void Write(Utf8JsonWriter writer, Patch<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Value, options);
    }
}
