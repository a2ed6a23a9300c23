using System.Globalization;
using System.Text.Json;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Rpc;

/// <summary>
/// Reads the chain's JSON without losing digits: u64 from numbers or strings, never by way of floating point.
/// Anything unexpected is a FormatException, which the client takes as a node that answers nonsense.
/// </summary>
internal static class ChainJson
{
    public static ulong U64(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number when element.TryGetUInt64(out var value) => value,
        JsonValueKind.String when ulong.TryParse(
            element.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) => value,
        _ => throw new FormatException("A whole number below 2^64 was expected."),
    };

    public static int Index(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var value) && value >= 0
            ? value
            : throw new FormatException("An index was expected.");

    public static string Text(this JsonElement element) => element.ValueKind == JsonValueKind.String
        ? element.GetString()!
        : throw new FormatException("A text was expected.");

    public static bool Flag(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new FormatException("True or false was expected."),
    };

    public static Address Address(this JsonElement element) => Keys.Address.Parse(element.Text());

    public static JsonElement Member(this JsonElement element, string name) => element.Maybe(name)
        ?? throw new FormatException($"The member {name} is missing.");

    /// <summary>Null when the member is missing or null.</summary>
    public static JsonElement? Maybe(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var member)
        && member.ValueKind != JsonValueKind.Null
            ? member
            : null;

    public static JsonElement.ArrayEnumerator Items(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Array
            ? element.EnumerateArray()
            : throw new FormatException("A list was expected.");

    /// <summary>The items of a list that may be missing or null, which nodes use for empty ones.</summary>
    public static IEnumerable<JsonElement> ItemsOf(this JsonElement element, string name) =>
        element.Maybe(name) is { } list ? list.Items() : [];

    /// <summary>An instant in Unix seconds; block times are estimates and may be null.</summary>
    public static DateTimeOffset? Instant(this JsonElement? element)
    {
        if (element is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var seconds)
            || seconds < 0 || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            throw new FormatException("A time in Unix seconds was expected.");
        }

        return DateTimeOffset.FromUnixTimeSeconds(seconds);
    }
}
