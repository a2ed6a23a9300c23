namespace HiltBot.Solana.Keys;

/// <summary>
/// 32 bytes that tie a transaction to a stretch of the chain: a recent blockhash (valid for 150 blocks), or
/// the value of a durable nonce account. A type of its own, so that it is never taken for an address.
/// </summary>
public readonly record struct Blockhash
{
    public const int Length = Bytes32.Length;

    private readonly Bytes32 _bytes;

    private Blockhash(Bytes32 bytes) => _bytes = bytes;

    /// <exception cref="ArgumentException">There are not exactly 32 bytes.</exception>
    public static Blockhash From(ReadOnlySpan<byte> bytes) => new(Bytes32.From(bytes));

    /// <exception cref="FormatException">The text is not base58 of exactly 32 bytes.</exception>
    public static Blockhash Parse(string text) => TryParse(text, out var blockhash)
        ? blockhash
        : throw new FormatException("A blockhash is base58 of exactly 32 bytes.");

    public static bool TryParse(string? text, out Blockhash blockhash)
    {
        var isRead = Address.TryParse(text, out var address);
        blockhash = isRead ? From(address.ToArray()) : default;
        return isRead;
    }

    public void CopyTo(Span<byte> bytes) => _bytes.CopyTo(bytes);

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        CopyTo(bytes);
        return Base58.Encode(bytes);
    }
}
