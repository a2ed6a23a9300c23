using System.Collections.Frozen;
using System.Text;

namespace HiltBot.Engine.Values;

/// <summary>An enum that the contract spells in lower case.</summary>
[AttributeUsage(AttributeTargets.Enum)]
public sealed class LowerCaseOnTheWireAttribute : Attribute;

/// <summary>
/// The contract's spelling of an enum (section 3): <c>PendingSignature</c> is <c>PENDING_SIGNATURE</c>. The same text
/// stands in the database, so that both can be read side by side.
/// </summary>
public static class EnumText
{
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => Names<TEnum>.ToText[value];

    /// <summary>Reads the exact text; unknown text is refused, never guessed.</summary>
    public static bool TryParse<TEnum>(string? text, out TEnum value)
        where TEnum : struct, Enum
    {
        value = default;
        return text is not null && Names<TEnum>.FromText.TryGetValue(text, out value);
    }

    public static TEnum Parse<TEnum>(string text)
        where TEnum : struct, Enum =>
        TryParse<TEnum>(text, out var value)
            ? value
            : throw new FormatException($"\"{text}\" is no {typeof(TEnum).Name}.");

    private static string Spell(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToUpperInvariant(letter));
        }

        return text.ToString();
    }

    private static class Names<TEnum>
        where TEnum : struct, Enum
    {
        private static readonly bool IsLowerCase =
            typeof(TEnum).IsDefined(typeof(LowerCaseOnTheWireAttribute), inherit: false);

        public static readonly FrozenDictionary<TEnum, string> ToText = Enum.GetValues<TEnum>()
            .ToFrozenDictionary(value => value, value => Text(value.ToString()));

        public static readonly FrozenDictionary<string, TEnum> FromText =
            ToText.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

        private static string Text(string name) => IsLowerCase ? Spell(name).ToLowerInvariant() : Spell(name);
    }
}
