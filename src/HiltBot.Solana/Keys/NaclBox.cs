using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace HiltBot.Solana.Keys;

/// <summary>
/// The box of NaCl (X25519, XSalsa20, Poly1305), in which wallets on phones talk to pages: who holds one of the two
/// secrets can read it, and nobody can change it. A box is the tag of 16 bytes, then the message's own length.
/// </summary>
public static class NaclBox
{
    public const int NonceLength = Salsa20.NonceLength;
    public const int SharedKeyLength = Salsa20.KeyLength;
    public const int Overhead = Poly1305.TagLength;

    /// <summary>The key of one pair of talkers; null for a peer's key that gives no secret.</summary>
    /// <exception cref="ArgumentException">A key is not 32 bytes long.</exception>
    public static byte[]? SharedKey(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> peerPublicKey)
    {
        if (X25519.Agree(secret, peerPublicKey) is not { } agreed)
            return null;
        var key = new byte[SharedKeyLength];
        Span<byte> nothing = stackalloc byte[16];
        nothing.Clear();
        Salsa20.DeriveKey(agreed, nothing, key);
        CryptographicOperations.ZeroMemory(agreed);
        return key;
    }

    /// <param name="nonce">24 bytes, never the same twice for one shared key.</param>
    /// <exception cref="ArgumentException">Key or nonce have another length.</exception>
    public static byte[] Seal(ReadOnlySpan<byte> sharedKey, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> message)
    {
        RequireLengths(sharedKey, nonce);

        // The first 32 bytes of the stream are the tag's key, the message takes the rest.
        var work = new byte[Poly1305.KeyLength + message.Length];
        message.CopyTo(work.AsSpan(Poly1305.KeyLength));
        Salsa20.AddStream(sharedKey, nonce, work);
        var box = new byte[Overhead + message.Length];
        work.AsSpan(Poly1305.KeyLength).CopyTo(box.AsSpan(Overhead));
        Poly1305.Tag(work.AsSpan(0, Poly1305.KeyLength), box.AsSpan(Overhead), box.AsSpan(0, Overhead));
        CryptographicOperations.ZeroMemory(work);
        return box;
    }

    /// <summary>False for whatever was not sealed with this key and nonce, or was changed since.</summary>
    /// <exception cref="ArgumentException">Key or nonce have another length.</exception>
    public static bool TryOpen(
        ReadOnlySpan<byte> sharedKey, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> box,
        [NotNullWhen(true)] out byte[]? message)
    {
        RequireLengths(sharedKey, nonce);
        message = null;
        if (box.Length < Overhead)
            return false;
        Span<byte> tagKey = stackalloc byte[Poly1305.KeyLength];
        tagKey.Clear();
        Salsa20.AddStream(sharedKey, nonce, tagKey);
        Span<byte> tag = stackalloc byte[Overhead];
        Poly1305.Tag(tagKey, box[Overhead..], tag);
        tagKey.Clear();
        if (!CryptographicOperations.FixedTimeEquals(tag, box[..Overhead]))
            return false;

        var work = new byte[Poly1305.KeyLength + box.Length - Overhead];
        box[Overhead..].CopyTo(work.AsSpan(Poly1305.KeyLength));
        Salsa20.AddStream(sharedKey, nonce, work);
        message = work[Poly1305.KeyLength..];
        CryptographicOperations.ZeroMemory(work);
        return true;
    }

    private static void RequireLengths(ReadOnlySpan<byte> sharedKey, ReadOnlySpan<byte> nonce)
    {
        if (sharedKey.Length != SharedKeyLength)
            throw new ArgumentException($"A shared key has {SharedKeyLength} bytes.", nameof(sharedKey));
        if (nonce.Length != NonceLength)
            throw new ArgumentException($"A nonce has {NonceLength} bytes.", nameof(nonce));
    }
}
