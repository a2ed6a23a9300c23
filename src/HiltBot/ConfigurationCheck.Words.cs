using System.Globalization;

namespace HiltBot;

/// <summary>How settings are read, and how each problem becomes a sentence.</summary>
public sealed partial class ConfigurationCheck
{
    private string? Text(string name) =>
        configuration[$"HiltBot:{name}"] is { } text && text.Trim().Length > 0 ? text.Trim() : null;

    private void Say(string name, string what) => problems.Add($"HiltBot:{name} {what}.");

    private string OneOf(string name, string whenMissing, string[] choices)
    {
        var text = Text(name) ?? whenMissing;
        if (choices.Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            return choices.Single(choice => string.Equals(choice, text, StringComparison.OrdinalIgnoreCase));
        }

        Say(name, $"is \"{text}\": it must be {string.Join(" or ", choices)}");
        return whenMissing;
    }

    private void Number(string name, long min, long max)
    {
        if (Text(name) is { } text &&
            !(long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) &&
                value >= min && value <= max))
        {
            Say(name, $"is \"{text}\": it must be a whole number from {min} to {max}");
        }
    }

    private bool? Flag(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (bool.TryParse(text, out var flag))
        {
            return flag;
        }

        Say(name, $"is \"{text}\": it must be true or false");
        return null;
    }

    private void Key(string name)
    {
        if (Text(name) is { } text && !HiltBot.Solana.Keys.Address.TryParse(text, out _))
        {
            Say(name, $"is \"{text}\", which is no Solana address: 32 bytes in base58");
        }
    }

    private void Origin(string name, string url)
    {
        if (!IsUrl(url, "http", "https") || new Uri(url).PathAndQuery != "/")
        {
            Say(name, $"is \"{url}\": it must be an origin such as https://members.example.org, without a path");
        }
    }

    private static bool IsUrl(string? text, params string[] schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && schemes.Contains(uri.Scheme) && uri.Host.Length > 0;

    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + cost));
            }
        }

        return row[^1];
    }

    private void Pair(string name, string other, string why)
    {
        if (Text(name) is not null && Text(other) is null)
        {
            Say(other, $"is missing, and HiltBot:{name} is set: {why}");
        }
    }

    private void OnlyThese(string name, Type options) => OnlyThese(
        name, options.GetProperties().Where(property => property.CanWrite).Select(property => property.Name).ToList());

    private void OnlyThese(string name, IReadOnlyList<string> known)
    {
        foreach (var setting in configuration.GetSection($"HiltBot:{name}").GetChildren()
                     .Where(setting => !known.Contains(setting.Key, StringComparer.OrdinalIgnoreCase)))
        {
            problems.Add($"{setting.Path} is no setting of HiltBot: HiltBot:{name} has {string.Join(", ", known)}.");
        }
    }
}
