using System.Globalization;

namespace HiltBot.Engine.Values;

/// <summary>An amount in minor units of one asset. Adding two assets, or past the end of 64 bits, is an exception.</summary>
public readonly record struct Money(long MinorUnits, Asset Asset) : IComparable<Money>
{
    public static Money operator +(Money left, Money right) =>
        new(checked(left.MinorUnits + Same(left, right).MinorUnits), left.Asset);

    public static Money operator -(Money left, Money right) =>
        new(checked(left.MinorUnits - Same(left, right).MinorUnits), left.Asset);

    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;

    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;

    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    public int CompareTo(Money other) => MinorUnits.CompareTo(Same(this, other).MinorUnits);

    /// <summary>Exact decimal, at least two places, then the symbol: <c>29.00 USDC</c> (contract 2.10).</summary>
    public override string ToString() => $"{ToDecimalText(2)} {Asset.Symbol}";

    /// <summary>Exact decimal with at least <paramref name="placesMin"/> places and no exponent.</summary>
    public string ToDecimalText(int placesMin = 0)
    {
        var digits = Math.Abs((decimal)MinorUnits).ToString("F0", CultureInfo.InvariantCulture)
            .PadLeft(Asset.Decimals + 1, '0');
        var whole = digits[..^Asset.Decimals];
        var places = digits[^Asset.Decimals..].TrimEnd('0').PadRight(Math.Min(placesMin, Asset.Decimals), '0');
        var sign = MinorUnits < 0 ? "-" : string.Empty;
        return places.Length == 0 ? sign + whole : $"{sign}{whole}.{places}";
    }

    /// <summary>Reads a plain decimal such as <c>12.5</c>: no sign, no exponent, no more places than the asset has.</summary>
    public static bool TryParse(string? text, Asset asset, out Money money)
    {
        money = default;
        var parts = (text ?? string.Empty).Trim().Split('.');
        if (parts.Length > 2 || parts[0].Length is 0 or > 18 || (parts.Length == 2 && parts[1].Length is 0))
        {
            return false;
        }

        var places = parts.Length == 2 ? parts[1] : string.Empty;
        if (places.Length > asset.Decimals || !(parts[0] + places).All(char.IsAsciiDigit))
        {
            return false;
        }

        if (!long.TryParse(parts[0] + places.PadRight(asset.Decimals, '0'), CultureInfo.InvariantCulture, out var units))
        {
            return false;
        }

        money = new Money(units, asset);
        return true;
    }

    private static Money Same(Money left, Money right) => left.Asset == right.Asset
        ? right
        : throw new InvalidOperationException($"{left.Asset.Symbol} and {right.Asset.Symbol} cannot be added or compared.");
}
