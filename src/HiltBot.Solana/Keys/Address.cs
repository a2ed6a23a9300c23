namespace HiltBot.Solana.Keys;

/// <summary>
/// A Solana address: 32 bytes, written in base58 (32 to 44 letters). It may name a wallet, a token account, a
/// mint, a program or a derived account. The default value is the system program.
/// </summary>
public readonly record struct Address
{
    public const int Length = Bytes32.Length;

    private const int TextMax = 44;

    private readonly Bytes32 _bytes;

    private Address(Bytes32 bytes) => _bytes = bytes;

    /// <summary>
    /// Whether the 32 bytes decompress as a point of the curve, as the chain judges it: a key pair's address
    /// does, a program-derived one never does.
    /// </summary>
    public bool IsOnCurve
    {
        get
        {
            Span<byte> bytes = stackalloc byte[Length];
            CopyTo(bytes);
            return EdwardsPoint.TryDecompress(bytes, out _);
        }
    }

    /// <exception cref="ArgumentException">There are not exactly 32 bytes.</exception>
    public static Address From(ReadOnlySpan<byte> bytes) => new(Bytes32.From(bytes));

    /// <exception cref="FormatException">The text is not base58 of exactly 32 bytes.</exception>
    public static Address Parse(string text) => TryParse(text, out var address)
        ? address
        : throw new FormatException("A Solana address is base58 of exactly 32 bytes.");

    public static bool TryParse(string? text, out Address address)
    {
        address = default;
        Span<byte> bytes = stackalloc byte[Length];
        if (text is null or { Length: > TextMax }
            || !Base58.TryDecode(text, bytes, out var written)
            || written != Length)
        {
            return false;
        }

        address = From(bytes);
        return true;
    }

    /// <summary>Whether this key signed the message, by the strict rules of the cluster.</summary>
    public bool Verifies(ReadOnlySpan<byte> message, Signature signature)
    {
        Span<byte> key = stackalloc byte[Length];
        Span<byte> signed = stackalloc byte[Signature.Length];
        CopyTo(key);
        signature.CopyTo(signed);
        return Ed25519.VerifyStrict(key, message, signed);
    }

    public void CopyTo(Span<byte> bytes) => _bytes.CopyTo(bytes);

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        CopyTo(bytes);
        return Base58.Encode(bytes);
    }
}
