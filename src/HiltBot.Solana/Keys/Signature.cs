using System.Runtime.InteropServices;

namespace HiltBot.Solana.Keys;

/// <summary>
/// An Ed25519 signature: 64 bytes, written in base58. The first signature of a transaction is the
/// transaction's id. The default value, all zero, is the place of a signature that is still missing.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Signature
{
    public const int Length = 2 * Bytes32.Length;

    private const int TextMax = 88;

    private readonly Bytes32 _point;
    private readonly Bytes32 _scalar;

    private Signature(Bytes32 point, Bytes32 scalar)
    {
        _point = point;
        _scalar = scalar;
    }

    public bool IsMissing => this == default;

    /// <exception cref="ArgumentException">There are not exactly 64 bytes.</exception>
    public static Signature From(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
            throw new ArgumentException($"64 bytes are needed, not {bytes.Length}.", nameof(bytes));
        return new Signature(Bytes32.From(bytes[..32]), Bytes32.From(bytes[32..]));
    }

    /// <exception cref="FormatException">The text is not base58 of exactly 64 bytes.</exception>
    public static Signature Parse(string text) => TryParse(text, out var signature)
        ? signature
        : throw new FormatException("A signature is base58 of exactly 64 bytes.");

    public static bool TryParse(string? text, out Signature signature)
    {
        signature = default;
        Span<byte> bytes = stackalloc byte[Length];
        if (text is null or { Length: > TextMax }
            || !Base58.TryDecode(text, bytes, out var written)
            || written != Length)
        {
            return false;
        }

        signature = From(bytes);
        return true;
    }

    public void CopyTo(Span<byte> bytes)
    {
        _point.CopyTo(bytes);
        _scalar.CopyTo(bytes[32..]);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    public override string ToString() => Base58.Encode(ToArray());
}
