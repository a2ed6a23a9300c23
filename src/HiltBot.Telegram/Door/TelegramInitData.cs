using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace HiltBot.Telegram.Door;

/// <summary>Who opened a Mini App.</summary>
/// <param name="Display">What people call them: the user name, else the name.</param>
public readonly record struct MiniAppVisitor(string AccountId, string Display);

/// <summary>
/// Checks what a Mini App says about its visitor (<c>Telegram.WebApp.initData</c>) before it is believed: signed with this
/// bot's token and not older than an hour (core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app).
/// </summary>
public sealed class TelegramInitData(IOptions<TelegramOptions> options, TimeProvider time)
{
    public static readonly TimeSpan AgeMax = TimeSpan.FromHours(1);

    private const int LengthMax = 8 * 1024;
    private const int HashLength = 32;

    // Clocks differ a little.
    private static readonly TimeSpan AheadMax = TimeSpan.FromSeconds(30);

    private static readonly byte[] KeyName = "WebAppData"u8.ToArray();

    /// <param name="initData">As the page got it: a query string.</param>
    /// <returns>Null where it is not to be believed, or names nobody.</returns>
    public MiniAppVisitor? Verify(string? initData)
    {
        if (options.Value.Token is not { Length: > 0 } token || Read(initData) is not { } fields ||
            !fields.Remove("hash", out var hash) || !IsSigned(token, fields, hash) ||
            !fields.TryGetValue("auth_date", out var date) || !IsFresh(date))
        {
            return null;
        }

        return VisitorOf(fields.GetValueOrDefault("user"));
    }

    // A name that stands twice could be read in two ways.
    private static SortedDictionary<string, string>? Read(string? initData)
    {
        if (initData is null or { Length: 0 or > LengthMax })
        {
            return null;
        }

        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in initData.Split('&'))
        {
            var border = part.IndexOf('=', StringComparison.Ordinal);
            if (border < 1 || !fields.TryAdd(Plain(part[..border]), Plain(part[(border + 1)..])))
            {
                return null;
            }
        }

        return fields;
    }

    private static string Plain(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static bool IsSigned(string token, SortedDictionary<string, string> fields, string hash)
    {
        if (hash.Length != HashLength * 2 || !hash.All(char.IsAsciiHexDigit))
        {
            return false;
        }

        var key = HMACSHA256.HashData(KeyName, Encoding.UTF8.GetBytes(token));
        var lines = string.Join('\n', fields.Select(field => $"{field.Key}={field.Value}"));
        return CryptographicOperations.FixedTimeEquals(
            HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(lines)), Convert.FromHexString(hash));
    }

    private bool IsFresh(string date)
    {
        if (!long.TryParse(date, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ||
            seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return false;
        }

        var age = time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds);
        return age <= AgeMax && age >= -AheadMax;
    }

    private static MiniAppVisitor? VisitorOf(string? user)
    {
        try
        {
            using var document = JsonDocument.Parse(user ?? string.Empty);
            return Said.PersonOf(document.RootElement) is { } person && person.AccountId[0] != '-'
                ? new MiniAppVisitor(person.AccountId, person.Display)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
