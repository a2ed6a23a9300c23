using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Merchants.Accounts;

/// <summary>
/// Passwords as they are kept: PBKDF2 with SHA-512, a salt of their own each, the number of rounds beside it so that it
/// can grow. Slow on purpose, so never inside a transaction, and never more of them at once than there are processors.
/// </summary>
public sealed class PasswordHashes(IOptions<AccountOptions> options)
{
    public const int LengthMin = 8;
    public const int LengthMax = 256;

    private const string Scheme = "pbkdf2-sha512";
    private const int SaltLength = 16;
    private const int HashLength = 64;

    private static readonly SemaphoreSlim Desks = new(Environment.ProcessorCount, Environment.ProcessorCount);

    // Whoever names an unknown account waits as long as whoever names a known one.
    private static readonly byte[] NobodysSalt = new byte[SaltLength];

    public async Task<string> MakeAsync(string password, CancellationToken cancellationToken)
    {
        var (salt, rounds) = (RandomNumberGenerator.GetBytes(SaltLength), options.Value.PasswordRounds);
        var hash = await DeriveAsync(password, salt, rounds, cancellationToken);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Scheme}${rounds}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
    }

    /// <param name="known">Null: there is no such account, or it has no password; takes as long and is false.</param>
    public async Task<bool> IsRightAsync(string? known, string password, CancellationToken cancellationToken)
    {
        if (known?.Split('$') is not [Scheme, var rounds, var salt, var expected])
        {
            await DeriveAsync(password, NobodysSalt, options.Value.PasswordRounds, cancellationToken);
            return false;
        }

        var hash = await DeriveAsync(
            password, Convert.FromBase64String(salt), int.Parse(rounds, CultureInfo.InvariantCulture), cancellationToken);
        return CryptographicOperations.FixedTimeEquals(hash, Convert.FromBase64String(expected));
    }

    private static async Task<byte[]> DeriveAsync(
        string password, byte[] salt, int rounds, CancellationToken cancellationToken)
    {
        await Desks.WaitAsync(cancellationToken);
        try
        {
            return Rfc2898DeriveBytes.Pbkdf2(password, salt, rounds, HashAlgorithmName.SHA512, HashLength);
        }
        finally
        {
            Desks.Release();
        }
    }
}
