using System.Text.RegularExpressions;

namespace HiltBot.Engine.Merchants.Accounts;

/// <summary>E-mail addresses as they are compared: trimmed, in lower case.</summary>
public static partial class EmailText
{
    public const int LengthMax = 254;

    private const int LocalLengthMax = 64;

    /// <returns>Null for what no letter would arrive at.</returns>
    public static string? Normal(string text)
    {
        var trimmed = text.Trim();
        return trimmed.Length <= LengthMax && trimmed.IndexOf('@', StringComparison.Ordinal) <= LocalLengthMax &&
            Shape().IsMatch(trimmed)
            ? trimmed.ToLowerInvariant()
            : null;
    }

    // The part before the @ without quotes and comments, and a host name with at least one dot.
    [GeneratedRegex(
        @"\A[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*" +
        @"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])\z",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}
