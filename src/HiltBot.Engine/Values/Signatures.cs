using HiltBot.Solana.Keys;

namespace HiltBot.Engine.Values;

/// <summary>Ed25519 for the engine and its doors (RFC 8032, verified strictly): 32-byte keys, 64-byte signatures.</summary>
public static class Signatures
{
    public static byte[] PublicKeyOf(ReadOnlySpan<byte> seed) => Ed25519.PublicKey(seed);

    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message) => Ed25519.Sign(seed, message);

    public static bool Verify(
        ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        Ed25519.VerifyStrict(publicKey, message, signature);
}
