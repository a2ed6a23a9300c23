using System.Text.Json;

namespace HiltBot.Doors.Tests.Subscriptions;

/// <summary>Follows the references of an OpenAPI document.</summary>
internal static class Documents
{
    /// <summary>The schema itself, also where it stands behind a reference or beside "or null".</summary>
    public static JsonElement Resolve(JsonElement document, JsonElement schema)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            var found = document;
            foreach (var part in reference.GetString()!.Split('/').Skip(1))
            {
                found = found.GetProperty(part);
            }

            return Resolve(document, found);
        }

        foreach (var word in (string[])["oneOf", "anyOf"])
        {
            if (schema.TryGetProperty(word, out var choices))
            {
                return Resolve(document, choices.EnumerateArray().First(choice =>
                    !choice.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String ||
                    type.GetString() != "null"));
            }
        }

        return schema;
    }
}
