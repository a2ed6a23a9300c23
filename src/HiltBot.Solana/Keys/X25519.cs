using System.Security.Cryptography;

namespace HiltBot.Solana.Keys;

/// <summary>
/// Key agreement over Curve25519 (RFC 7748), as wallets use it for their box. Done by OpenSSL's libcrypto where it is
/// found, else by managed code.
/// </summary>
public static class X25519
{
    public const int KeyLength = 32;

    /// <exception cref="ArgumentException">The secret is not 32 bytes long.</exception>
    public static byte[] PublicKey(ReadOnlySpan<byte> secret) => PublicKey(secret, Ed25519.IsNative);

    /// <summary>
    /// What both sides know and nobody else; null for a peer's key of small order, with which everybody would know it.
    /// </summary>
    /// <exception cref="ArgumentException">A key is not 32 bytes long.</exception>
    public static byte[]? Agree(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> peer) =>
        Agree(secret, peer, Ed25519.IsNative);

    internal static byte[] PublicKey(ReadOnlySpan<byte> secret, bool isNative)
    {
        RequireLength(secret);
        var key = new byte[KeyLength];
        if (isNative)
            LibCrypto.AgreementKey(secret, key);
        else
            ManagedX25519.Times(secret, ManagedX25519.BasePoint, key);
        return key;
    }

    internal static byte[]? Agree(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> peer, bool isNative)
    {
        RequireLength(secret);
        RequireLength(peer);
        var shared = new byte[KeyLength];
        if (isNative)
            return LibCrypto.Agree(secret, peer, shared) ? shared : null;
        ManagedX25519.Times(secret, peer, shared);
        return CryptographicOperations.FixedTimeEquals(shared, new byte[KeyLength]) ? null : shared;
    }

    private static void RequireLength(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeyLength)
            throw new ArgumentException($"An X25519 key has {KeyLength} bytes, not {key.Length}.", nameof(key));
    }
}
