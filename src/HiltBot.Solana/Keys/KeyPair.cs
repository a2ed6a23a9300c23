using System.Security.Cryptography;
using System.Text.Json;

namespace HiltBot.Solana.Keys;

/// <summary>
/// A secret key of ours with its address. The secret leaves this type only through <see cref="ToSecretKey"/>,
/// never by printing; disposing wipes it.
/// </summary>
public sealed class KeyPair : IDisposable
{
    /// <summary>Seed, then public key: the form of key files and of wallets' exports.</summary>
    public const int SecretKeyLength = 64;

    private readonly byte[] _seed;
    private bool _isDisposed;

    private KeyPair(ReadOnlySpan<byte> seed)
    {
        _seed = seed.ToArray();
        Address = Address.From(Ed25519.PublicKey(_seed));
    }

    public Address Address { get; }

    public static KeyPair Generate()
    {
        Span<byte> seed = stackalloc byte[Ed25519.SeedLength];
        RandomNumberGenerator.Fill(seed);
        var pair = new KeyPair(seed);
        CryptographicOperations.ZeroMemory(seed);
        return pair;
    }

    /// <exception cref="ArgumentException">The seed is not 32 bytes long.</exception>
    public static KeyPair FromSeed(ReadOnlySpan<byte> seed) => new(seed);

    /// <exception cref="FormatException">
    /// Not 64 bytes, or the second half is not the seed's public key.
    /// </exception>
    public static KeyPair FromSecretKey(ReadOnlySpan<byte> secretKey)
    {
        if (secretKey.Length != SecretKeyLength)
            throw new FormatException($"A secret key has 64 bytes, not {secretKey.Length}.");
        var pair = new KeyPair(secretKey[..32]);
        if (pair.Address == Address.From(secretKey[32..]))
            return pair;
        pair.Dispose();
        throw new FormatException(
            "The second half of the secret key is not the public key of its first half.");
    }

    /// <summary>Reads the text of a key file: base58 of 64 bytes, or a JSON array of 64 numbers.</summary>
    /// <exception cref="FormatException">It is neither; the message never repeats the text.</exception>
    public static KeyPair Parse(string text)
    {
        var trimmed = text.Trim();
        var bytes = trimmed.StartsWith('[') ? ReadArray(trimmed) : ReadBase58(trimmed);
        try
        {
            return FromSecretKey(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    public Signature Sign(ReadOnlySpan<byte> message)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return Signature.From(Ed25519.Sign(_seed, message));
    }

    /// <summary>The 64 bytes of a key file. Whoever asks for them must keep them secret.</summary>
    public byte[] ToSecretKey()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return [.. _seed, .. Address.ToArray()];
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_seed);
        _isDisposed = true;
    }

    public override string ToString() => Address.ToString();

    private static byte[] ReadBase58(string text) =>
        text.Length <= 88 && Base58.TryDecode(text, out var bytes)
        ? bytes
        : throw new FormatException("A secret key is base58 of 64 bytes or a JSON array of 64 numbers.");

    private static byte[] ReadArray(string text)
    {
        try
        {
            var numbers = JsonDocument.Parse(text).RootElement.EnumerateArray();
            return [.. numbers.Select(number => number.GetByte())];
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            throw new FormatException(
                "A secret key is base58 of 64 bytes or a JSON array of 64 numbers.", error);
        }
    }
}
