using System.Numerics;
using System.Security.Cryptography;

namespace HiltBot.Solana.Keys;

/// <summary>
/// Ed25519 (RFC 8032, section 5.1) in managed code, for machines without OpenSSL 3. The scalar arithmetic is
/// not constant-time, which is why live networks insist on the native one.
/// </summary>
internal static class ManagedEd25519
{
    public static void PublicKey(ReadOnlySpan<byte> seed, Span<byte> publicKey)
    {
        Span<byte> hash = stackalloc byte[64];
        Expand(seed, hash);
        EdwardsPoint.Base.Times(hash[..32]).Compress(publicKey);
        CryptographicOperations.ZeroMemory(hash);
    }

    public static void Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        Span<byte> hash = stackalloc byte[64];
        Span<byte> publicKey = stackalloc byte[32];
        Span<byte> nonce = stackalloc byte[32];
        Span<byte> challenge = stackalloc byte[32];
        Expand(seed, hash);
        EdwardsPoint.Base.Times(hash[..32]).Compress(publicKey);

        HashToScalar(hash[32..], [], message, nonce);
        EdwardsPoint.Base.Times(nonce).Compress(signature);
        HashToScalar(signature[..32], publicKey, message, challenge);

        var scalar = (Read(nonce) + Read(challenge) * Read(hash[..32])) % Ed25519.GroupOrder;
        Write(scalar, signature.Slice(32, 32));
        CryptographicOperations.ZeroMemory(hash);
        CryptographicOperations.ZeroMemory(nonce);
    }

    /// <summary>
    /// The equation alone: R = S·B - k·A, compared as bytes. The rules on S, A and R stand in Ed25519.
    /// </summary>
    public static bool Verify(
        ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (!EdwardsPoint.TryDecompress(publicKey, out var key))
            return false;
        Span<byte> challenge = stackalloc byte[32];
        Span<byte> expected = stackalloc byte[32];
        HashToScalar(signature[..32], publicKey, message, challenge);
        EdwardsPoint.SumOfTwo(signature[32..], EdwardsPoint.Base, challenge, -key).Compress(expected);
        return expected.SequenceEqual(signature[..32]);
    }

    private static void Expand(ReadOnlySpan<byte> seed, Span<byte> hash)
    {
        SHA512.HashData(seed, hash);
        hash[0] &= 0xf8;
        hash[31] &= 0x7f;
        hash[31] |= 0x40;
    }

    private static void HashToScalar(
        ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> message, Span<byte> scalar)
    {
        using var hasher = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        hasher.AppendData(first);
        hasher.AppendData(second);
        hasher.AppendData(message);
        Span<byte> hash = stackalloc byte[64];
        hasher.GetHashAndReset(hash);
        Write(Read(hash) % Ed25519.GroupOrder, scalar);
    }

    private static BigInteger Read(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true);

    private static void Write(BigInteger value, Span<byte> bytes)
    {
        bytes.Clear();
        value.TryWriteBytes(bytes, out _, isUnsigned: true);
    }
}
