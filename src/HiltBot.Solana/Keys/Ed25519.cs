using System.Numerics;

namespace HiltBot.Solana.Keys;

/// <summary>
/// Ed25519 as the Solana cluster understands it: S below the group order, a canonical key on the curve that
/// is not of small order and, in the strict form, an R that is not of small order either. Work is done by
/// OpenSSL's libcrypto where it is found, else by managed code; <see cref="IsNative"/> says which.
/// </summary>
public static class Ed25519
{
    public const int SeedLength = 32;
    public const int KeyLength = 32;
    public const int SignatureLength = 64;

    internal static readonly BigInteger GroupOrder =
        BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", null);

    /// <summary>False on a machine without OpenSSL 3; live networks refuse to start then.</summary>
    public static bool IsNative => LibCrypto.WhyNot is null;

    /// <summary>One sentence saying why the native implementation is not in use; null when it is.</summary>
    public static string? WhyNotNative => LibCrypto.WhyNot;

    /// <exception cref="ArgumentException">The seed is not 32 bytes long.</exception>
    public static byte[] PublicKey(ReadOnlySpan<byte> seed) => PublicKey(seed, IsNative);

    /// <exception cref="ArgumentException">The seed is not 32 bytes long.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message) =>
        Sign(seed, message, IsNative);

    /// <summary>Wrong lengths are an invalid signature, not an error.</summary>
    public static bool Verify(
        ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        Verify(publicKey, message, signature, isStrict: false, IsNative);

    /// <summary>
    /// As <see cref="Verify(ReadOnlySpan{byte}, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>, and refuses an R
    /// of small order, as the cluster does.
    /// </summary>
    public static bool VerifyStrict(
        ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        Verify(publicKey, message, signature, isStrict: true, IsNative);

    internal static byte[] PublicKey(ReadOnlySpan<byte> seed, bool isNative)
    {
        RequireSeed(seed);
        var key = new byte[KeyLength];
        if (isNative)
            LibCrypto.PublicKey(seed, key);
        else
            ManagedEd25519.PublicKey(seed, key);
        return key;
    }

    internal static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message, bool isNative)
    {
        RequireSeed(seed);
        var signature = new byte[SignatureLength];
        if (isNative)
            LibCrypto.Sign(seed, message, signature);
        else
            ManagedEd25519.Sign(seed, message, signature);
        return signature;
    }

    internal static bool Verify(
        ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, bool isStrict,
        bool isNative)
    {
        if (publicKey.Length != KeyLength || signature.Length != SignatureLength)
            return false;
        if (new BigInteger(signature[32..], isUnsigned: true) >= GroupOrder)
            return false;
        if (!EdwardsPoint.IsCanonical(publicKey)
            || !EdwardsPoint.TryDecompress(publicKey, out var key)
            || key.IsOfSmallOrder)
        {
            return false;
        }

        if (isStrict && (!EdwardsPoint.TryDecompress(signature[..32], out var point) || point.IsOfSmallOrder))
            return false;
        return isNative
            ? LibCrypto.Verify(publicKey, message, signature)
            : ManagedEd25519.Verify(publicKey, message, signature);
    }

    private static void RequireSeed(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != SeedLength)
            throw new ArgumentException($"An Ed25519 seed has 32 bytes, not {seed.Length}.", nameof(seed));
    }
}
