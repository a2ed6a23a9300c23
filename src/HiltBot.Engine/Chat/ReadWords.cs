using System.Globalization;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat;

/// <summary>Reads what people type into options and forms: prices, periods, days, people.</summary>
public static class ReadWords
{
    /// <summary>Ten years: more is a slip of the finger; lifetime is the word for it.</summary>
    private const long DaysMax = 3650;

    /// <summary><c>29 USDC</c>, <c>0.5 sol</c>, or a bare amount in the first of the assets. A comma is
    /// refused: some people's thousands are other people's cents.</summary>
    public static bool TryPrice(string? text, IReadOnlyList<Asset> assets, out Money price)
    {
        price = default;
        var words = Split(text);
        var symbol = words.Length == 2 ? words[1] : null;
        var asset = symbol is null
            ? assets.Count > 0 ? assets[0] : null
            : assets.FirstOrDefault(known => Same(known.Symbol, symbol));
        return words.Length is 1 or 2 && asset is not null &&
            Money.TryParse(words[0], asset, out price) && price.MinorUnits > 0;
    }

    /// <summary><c>30 days</c>, <c>1 month</c>, <c>2 weeks</c>, <c>1 year</c>, <c>lifetime</c>.</summary>
    public static bool TryPeriod(string? text, out (BillingUnit Unit, int Count) period)
    {
        period = (BillingUnit.Lifetime, 0);
        var words = Split(text);
        if (words.Length == 1 && (Same(words[0], "lifetime") || Same(words[0], "forever")))
        {
            return true;
        }

        if (words.Length == 2 && Same(words[0], "for") && Same(words[1], "ever"))
        {
            return true;
        }

        var noun = words.Length == 2 ? words[1] : words.Length == 1 ? words[0] : string.Empty;
        var count = words.Length == 1 ? 1 : 0;
        if (words.Length == 2 && !TryWhole(words[0], out count))
        {
            return false;
        }

        var found = noun.ToUpperInvariant().TrimEnd('S') switch
        {
            "DAY" => (BillingUnit.Day, count),
            "WEEK" => (BillingUnit.Day, checked(count * 7)),
            "MONTH" => (BillingUnit.Month, count),
            "QUARTER" => (BillingUnit.Month, checked(count * 3)),
            "YEAR" => (BillingUnit.Month, checked(count * 12)),
            _ => (BillingUnit.Lifetime, 0),
        };
        period = found;
        return found.Item2 > 0 &&
            (found.Item1 == BillingUnit.Day ? found.Item2 <= DaysMax : found.Item2 <= 120);
    }

    /// <summary><c>3</c> or <c>3 days</c>, from zero to <paramref name="daysMax"/>.</summary>
    public static bool TryDays(string? text, int daysMax, out int days)
    {
        days = 0;
        var words = Split(text);
        var isDays = words.Length == 1 || (words.Length == 2 && (Same(words[1], "day") || Same(words[1], "days")));
        return isDays && TryWhole(words[0], out days) && days <= daysMax;
    }

    /// <summary>The account in a mention: <c>&lt;@123&gt;</c>, <c>@alice</c> and <c>alice</c> are all read.</summary>
    public static string Person(string? text)
    {
        var name = PlainText.Line(text, 80);
        if (name.StartsWith("<@", StringComparison.Ordinal) && name.EndsWith('>'))
        {
            name = name[2..^1].TrimStart('!');
        }

        return name.TrimStart('@').Trim();
    }

    private static bool TryWhole(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= 100_000;

    // "30days" is what fast typers write: a blank is put where digits meet letters.
    private static string[] Split(string? text)
    {
        var line = PlainText.Line(text, 60);
        var border = line.TakeWhile(letter => char.IsAsciiDigit(letter) || letter == '.').Count();
        if (border > 0 && border < line.Length)
        {
            line = $"{line[..border]} {line[border..]}";
        }

        return line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
