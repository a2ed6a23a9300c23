using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using HiltBot.Contracts.Webhooks;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Webhooks;

/// <summary>
/// The envelope's JSON: snake case, nulls inside blocks are sent, instants as <see cref="WireTime"/>.
/// </summary>
public static class EventJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new InstantConverter() },
    };

    public static string Write(WebhookEnvelopePayload envelope) =>
        JsonSerializer.Serialize(envelope, Options);

    private sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(
            Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(WireTime.Of(value));
    }
}
