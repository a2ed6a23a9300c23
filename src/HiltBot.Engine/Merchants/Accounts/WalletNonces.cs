using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Merchants.Accounts;

/// <summary>
/// The texts that a wallet signs to sign in. Ours name the host, the wallet and the minute; which others count says
/// <see cref="AccountOptions.WalletNonces"/>.
/// </summary>
public sealed partial class WalletNonces(
    IOptions<AccountOptions> options, Network network, PublicAddress address, TimeProvider time)
{
    public const int LengthMin = 8;
    public const int LengthMax = 512;

    /// <summary>Real time in which a text that says when it was made can be used.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan ClockDifferenceMax = TimeSpan.FromMinutes(1);

    /// <returns>Null for what is no Solana address.</returns>
    public (string Text, DateTimeOffset Until)? Make(string walletAddress)
    {
        if (!Address.TryParse(walletAddress, out _))
        {
            return null;
        }

        var now = time.Now();
        var text = $"""
            {address.Origin.Authority} wants you to sign in with your Solana wallet:
            {walletAddress}

            Issued At: {now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}
            Nonce: {RandomNumberGenerator.GetHexString(32, lowercase: true)}
            """.ReplaceLineEndings("\n");
        return (text, now + Lifetime);
    }

    public bool Takes(string text) =>
        text.Length is >= LengthMin and <= LengthMax &&
        (options.Value.TakesAnyNonce(network) || (NamesUs(text) && IsFresh(text)));

    /// <summary>What is kept of one that was used.</summary>
    public static string HashOf(string walletAddress, string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{walletAddress}\n{text}")));

    // As a word of its own: example.org does not stand in badexample.org, nor in example.org.evil.net.
    private bool NamesUs(string text) => Regex.IsMatch(
        text, $@"(?<![\w.-]){Regex.Escape(address.Origin.Host)}(?![\w-]|\.\w)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private bool IsFresh(string text)
    {
        var now = time.GetUtcNow();
        return Instant().Match(text) is { Success: true } match &&
            DateTimeOffset.TryParse(
                match.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) &&
            at <= now + ClockDifferenceMax && at > now - Lifetime;
    }

    [GeneratedRegex(@"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?(Z|[+-][0-9]{2}:[0-9]{2})",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Instant();
}
