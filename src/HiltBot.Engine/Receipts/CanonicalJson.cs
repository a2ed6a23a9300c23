using System.Globalization;
using System.Text;

namespace HiltBot.Engine.Receipts;

/// <summary>
/// RFC 8785 canonical JSON for what our documents are made of: objects (names sorted by UTF-16 code units),
/// arrays, strings, whole numbers, booleans and null. Fractions do not occur: amounts are counted in minor
/// units.
/// </summary>
/// <exception cref="ArgumentException">Another kind of value, half a surrogate pair, or a number past 2^53 -
/// 1, which no reader of RFC 8785 could hold exactly.</exception>
public static class CanonicalJson
{
    /// <summary>The largest whole number that every JSON reader holds exactly.</summary>
    public const long NumberMax = 9_007_199_254_740_991;

    public static string Write(object? value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case bool truth:
                text.Append(truth ? "true" : "false");
                break;
            case int number:
                text.Append(number.ToString(CultureInfo.InvariantCulture));
                break;
            case long number when number is >= -NumberMax and <= NumberMax:
                text.Append(number.ToString(CultureInfo.InvariantCulture));
                break;
            case string word:
                AppendString(text, word);
                break;
            case IReadOnlyDictionary<string, object?> fields:
                AppendObject(text, fields);
                break;
            case IEnumerable<object?> items:
                AppendArray(text, items);
                break;
            default:
                throw new ArgumentException($"A document holds no {value.GetType().Name} {value}.", nameof(value));
        }
    }

    private static void AppendObject(StringBuilder text, IReadOnlyDictionary<string, object?> fields)
    {
        var separator = '{';
        foreach (var (name, value) in fields.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            text.Append(separator);
            AppendString(text, name);
            text.Append(':');
            Append(text, value);
            separator = ',';
        }

        text.Append(separator == '{' ? "{}" : "}");
    }

    private static void AppendArray(StringBuilder text, IEnumerable<object?> items)
    {
        var separator = '[';
        foreach (var item in items)
        {
            text.Append(separator);
            Append(text, item);
            separator = ',';
        }

        text.Append(separator == '[' ? "[]" : "]");
    }

    private static void AppendString(StringBuilder text, string word)
    {
        text.Append('"');
        for (var index = 0; index < word.Length; index++)
        {
            var letter = word[index];
            if (char.IsSurrogate(letter))
            {
                var isPair = index + 1 < word.Length && char.IsSurrogatePair(letter, word[index + 1]);
                text.Append(isPair
                    ? word.AsSpan(index, 2)
                    : throw new ArgumentException("Half a surrogate pair has no canonical form.", nameof(word)));
                index++;
                continue;
            }

            _ = letter switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => text.Append(letter),
            };
        }

        text.Append('"');
    }
}
