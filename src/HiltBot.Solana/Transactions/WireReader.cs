using System.Buffers.Binary;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Transactions;

/// <summary>
/// Walks over untrusted bytes. Every read is checked against what is left before anything is allocated, so
/// memory is bounded by the input's own length.
/// </summary>
internal ref struct WireReader(ReadOnlyMemory<byte> bytes)
{
    private readonly ReadOnlyMemory<byte> _bytes = bytes;

    public int Position { get; private set; }

    public readonly int Left => _bytes.Length - Position;

    public readonly byte Peek() => Left > 0 ? _bytes.Span[Position] : throw Ended();

    public byte Byte() => Take(1).Span[0];

    public ushort U16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2).Span);

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4).Span);

    public ulong U64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8).Span);

    public ReadOnlyMemory<byte> Take(int length)
    {
        if (length > Left)
            throw Ended();
        var part = _bytes.Slice(Position, length);
        Position += length;
        return part;
    }

    public ushort Count()
    {
        if (!CompactU16.TryRead(_bytes.Span[Position..], out var value, out var length))
            throw new TransactionFormatException(
                "A count is cut short, too large or not in its shortest form.");
        Position += length;
        return value;
    }

    public Address[] Addresses(int count)
    {
        var part = Take(count * Address.Length).Span;
        var addresses = new Address[count];
        for (var i = 0; i < count; i++)
            addresses[i] = Address.From(part.Slice(i * Address.Length, Address.Length));
        return addresses;
    }

    public Signature[] Signatures(int count)
    {
        var part = Take(count * Signature.Length).Span;
        var signatures = new Signature[count];
        for (var i = 0; i < count; i++)
            signatures[i] = Signature.From(part.Slice(i * Signature.Length, Signature.Length));
        return signatures;
    }

    public Blockhash Blockhash() => Keys.Blockhash.From(Take(Keys.Blockhash.Length).Span);

    private static TransactionFormatException Ended() => new("The bytes end too early.");
}
