using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HiltBot.TestKit;

/// <summary>
/// How a merchant's software tells a genuine event, written from the public rules alone (contract 8.1): it knows its secret,
/// reads the raw body, and believes nothing that is not signed within five minutes. It shares no code with the product.
/// </summary>
public static class SignatureRules
{
    private const int ToleranceSeconds = 300;

    /// <summary>What is wrong with a request; null when it is genuine.</summary>
    public static string? Problem(
        IReadOnlyDictionary<string, string> headers, byte[] raw, string secret, DateTimeOffset now)
    {
        if (!headers.TryGetValue("X-Hilt-Signature", out var header))
        {
            return "no signature";
        }

        string? time = null, signature = null;
        foreach (var part in header.Split(','))
        {
            var (name, value) = (part.Split('=')[0].Trim(),
                part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            (time, signature) = name switch
            {
                "t" => (value, signature),
                "v1" => (time, value),
                _ => (time, signature),
            };
        }

        if (!long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ||
            Math.Abs(now.ToUnixTimeSeconds() - seconds) > ToleranceSeconds)
        {
            return $"signed at {time}, and it is {now.ToUnixTimeSeconds()}";
        }

        byte[] text = [.. Encoding.UTF8.GetBytes(time + "."), .. raw];
        var expected = Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), text)).ToLowerInvariant();
        return signature == expected ? null : "another signature";
    }
}
