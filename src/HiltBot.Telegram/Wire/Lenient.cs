using System.Globalization;
using System.Text.Json;

namespace HiltBot.Telegram.Wire;

/// <summary>
/// Reads members of Telegram's JSON that may be missing, null or of another type than documented: what cannot
/// be read is not there, and nothing throws.
/// </summary>
internal static class Lenient
{
    public static JsonElement Member(this JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var member) ? member : default;

    /// <summary>A text; a number as it is written, since ids come as either.</summary>
    public static string? Text(this JsonElement of, string name) => of.Member(name).AsText();

    public static string? AsText(this JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which JSON can write and no text can hold.
            return null;
        }
    }

    /// <summary>The id of a chat or account as text, a minus included; null where there is none.</summary>
    public static string? Id(this JsonElement of, string name) => of.Member(name).AsId();

    public static string? AsId(this JsonElement value) => IsId(value.AsText()) ? value.AsText() : null;

    /// <summary>Whether it can be the id of a chat or account: a whole number that is not 0.</summary>
    public static bool IsId(string? text) =>
        text is { Length: > 0 and <= 20 } && text[0] is not '+' && long.TryParse(
            text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number != 0;

    public static long? Whole(this JsonElement of, string name) => of.Member(name) switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var whole) => whole,
        { ValueKind: JsonValueKind.String } text when long.TryParse(
            text.AsText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        _ => null,
    };

    public static bool IsTrue(this JsonElement of, string name) => of.Member(name).ValueKind == JsonValueKind.True;

    public static IEnumerable<JsonElement> Items(this JsonElement of, string name) => of.Member(name).AsItems();

    public static IEnumerable<JsonElement> AsItems(this JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];
}
