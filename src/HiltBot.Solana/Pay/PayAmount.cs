using System.Globalization;

namespace HiltBot.Solana.Pay;

/// <summary>
/// An amount as links carry it (solana.md, section 4): user units as a plain decimal, no sign, no exponent,
/// a digit before the dot. Kept as text in its shortest form, so no digit is ever lost.
/// </summary>
public readonly record struct PayAmount
{
    private readonly string? _text;

    private PayAmount(string text) => _text = text;

    /// <summary>Exact: 12340000 of 6 decimals is 12.34.</summary>
    public static PayAmount Of(ulong baseUnits, byte decimals)
    {
        var digits = baseUnits.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        var dot = digits.Length - decimals;
        return new PayAmount(Shortest(digits.AsSpan(0, dot), digits.AsSpan(dot)));
    }

    /// <summary>False when it is no plain decimal.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out PayAmount amount)
    {
        amount = default;
        var dot = text.IndexOf('.');
        var whole = dot < 0 ? text : text[..dot];
        var part = dot < 0 ? [] : text[(dot + 1)..];
        if (whole.IsEmpty || (dot >= 0 && part.IsEmpty) || !IsDigits(whole) || !IsDigits(part))
            return false;
        amount = new PayAmount(Shortest(whole, part));
        return true;
    }

    /// <summary>False when the mint has too few decimals for it, or it is over 2^64 - 1 base units.</summary>
    public bool TryToBaseUnits(byte decimals, out ulong baseUnits)
    {
        baseUnits = 0;
        var text = ToString();
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var part = dot < 0 ? "" : text[(dot + 1)..];
        if (part.Length > decimals)
            return false;
        var digits = (dot < 0 ? text : text[..dot]) + part.PadRight(decimals, '0');
        return ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out baseUnits);
    }

    public override string ToString() => _text ?? "0";

    private static string Shortest(ReadOnlySpan<char> whole, ReadOnlySpan<char> part)
    {
        var units = whole.TrimStart('0');
        var rest = part.TrimEnd('0');
        var text = units.IsEmpty ? "0" : units.ToString();
        return rest.IsEmpty ? text : $"{text}.{rest}";
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;
}
