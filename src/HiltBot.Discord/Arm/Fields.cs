using System.Globalization;
using System.Text.Json;

namespace HiltBot.Discord.Arm;

/// <summary>Reads Discord's JSON as it really comes: members missing, null, ids as text or numbers.</summary>
internal static class Fields
{
    public static JsonElement Of(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var member) ? member : default;

    public static string? Text(JsonElement from, string name) => Text(Of(from, name));

    public static string? Id(JsonElement from, string name) => Id(Of(from, name));

    /// <returns>Null for what is no snowflake.</returns>
    public static string? Id(JsonElement value) =>
        Text(value) is { Length: > 0 and <= 20 } text && text.All(char.IsAsciiDigit) ? text : null;

    public static ulong Number(JsonElement from, string name) =>
        ulong.TryParse(Text(from, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    public static bool IsTrue(JsonElement from, string name) => Of(from, name).ValueKind == JsonValueKind.True;

    public static IEnumerable<JsonElement> Items(JsonElement from, string name) => Items(Of(from, name));

    public static IEnumerable<JsonElement> Items(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    /// <summary>For the order of snowflakes: by age.</summary>
    public static ulong Age(string id) =>
        ulong.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // JSON can write half a letter, and no text can hold it.
            return null;
        }
    }
}
