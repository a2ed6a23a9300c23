using System.Security.Cryptography;
using System.Text;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Merchants.Accounts;

/// <summary>
/// A key of a merchant's own software (contract 2.2, 11.3). Only its SHA-256 and its first letters are kept
/// (rule 10). Times are real time.
/// </summary>
public sealed class ApiKey : IOwnedByMerchant
{
    public required ApiKeyId Id { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required string Name { get; init; }

    /// <summary>The first 16 letters, so that people know it again.</summary>
    public required string KeyPrefix { get; init; }

    [NotExported("A secret.")]
    public required string KeyHash { get; init; }

    /// <summary>The contract's names, separated by commas.</summary>
    public required string Permissions { get; init; }

    public required bool IsSandbox { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    public long TotalCalls { get; set; }

    public long ErrorCalls { get; set; }

    /// <summary>Method and route of the last call.</summary>
    public string? LatestEndpoint { get; set; }
}

/// <summary>What a key looks like: a prefix and 32 random bytes in base62 (contract 2.2).</summary>
public static class ApiKeyText
{
    public const string LivePrefix = "hk_live_";
    public const string SandboxPrefix = "hk_sandbox_";
    public const int PrefixShown = 16;

    private const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>43 letters of base62 carry 256 bits.</summary>
    private const int Length = 43;

    private const int LengthMax = 128;

    public static string Make(bool isSandbox) =>
        (isSandbox ? SandboxPrefix : LivePrefix) + RandomNumberGenerator.GetString(Letters, Length);

    /// <summary>Null for a text that no key of ours ever was.</summary>
    public static string? HashOf(string text) =>
        text.Length <= LengthMax && (text.StartsWith(LivePrefix, StringComparison.Ordinal) ||
            text.StartsWith(SandboxPrefix, StringComparison.Ordinal))
            ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))
            : null;
}
