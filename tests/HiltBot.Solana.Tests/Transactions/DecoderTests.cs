using HiltBot.Solana.Programs;
using HiltBot.Solana.Tests.Vectors;
using HiltBot.Solana.Transactions;

namespace HiltBot.Solana.Tests.Transactions;

/// <summary>
/// Bytes from strangers: read by every rule, or refused with the one exception that callers expect.
/// </summary>
public sealed class DecoderTests
{
    private static readonly byte[][] Wires =
    [
        .. VectorFile.Cases.Values
            .Select(item => item.GetProperty("out").Maybe("transactionBase64")
                ?? item.GetProperty("in").Maybe("transactionBase64"))
            .Where(text => text is not null)
            .Select(text => Convert.FromBase64String(text!.Value.GetString()!)),
    ];

    [Theory]
    [InlineData("legacy signature count over the keys", 0, 2)]
    [InlineData("long form of a count", 0, 0x81)]
    [InlineData("nobody required", 65, 0)]
    [InlineData("fee payer readonly", 66, 1)]
    [InlineData("more readonly keys than keys", 67, 9)]
    [InlineData("unknown version", 65, 0x82)]
    public void A_header_that_makes_no_sense_is_refused(string name, int at, byte value)
    {
        var bytes = Transfer();
        bytes[at] = value;
        Assert.False(TransactionDecoder.TryDecode(bytes, out _), name);
    }

    [Fact]
    public void Indexes_must_point_at_something()
    {
        // Signature count and signatures 65, header 3, count 1, keys 96, blockhash 32, count 1: the program's
        // index.
        const int program = 65 + 3 + 1 + 96 + 32 + 1;
        foreach (
            var (at, value) in new[] { (program, 0), (program, 3), (program + 2, 3), (program + 3, 255) })
        {
            var bytes = Transfer();
            Assert.Equal(2, bytes[program]);
            bytes[at] = (byte)value;
            Assert.False(TransactionDecoder.TryDecode(bytes, out _), $"{at} = {value}");
        }
    }

    [Fact]
    public void A_key_that_stands_twice_is_refused()
    {
        var bytes = Transfer();
        bytes.AsSpan(69, 32).CopyTo(bytes.AsSpan(101));
        Assert.Contains("twice", Assert.Throws<TransactionFormatException>(
            () => TransactionDecoder.Decode(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_cut_and_every_addition_is_refused()
    {
        foreach (var wire in Wires.Where(wire => TransactionDecoder.TryDecode(wire, out _)))
        {
            for (var length = 0; length < wire.Length; length++)
                Assert.False(TransactionDecoder.TryDecode(wire.AsMemory(0, length), out _));
            Assert.False(TransactionDecoder.TryDecode((byte[])[.. wire, 0], out _));
        }
    }

    [Fact]
    public void A_transaction_over_the_limit_is_refused()
    {
        var instruction = new Instruction(ProgramIds.Memo, [], new byte[1_200]);
        var message = MessageBuilder.Build(MessageVersion.Legacy, default, default, [instruction]);
        byte[] wire = [1, .. new byte[64], .. message.Bytes.Span];
        Assert.True(wire.Length > Transaction.BytesMax);
        Assert.False(TransactionDecoder.TryDecode(wire, out _));
        Assert.Throws<InvalidOperationException>(() => new Transaction(message).Serialize());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(32)]
    [InlineData(1 << 30)]
    public void A_version_1_mask_with_a_half_or_unknown_bit_is_refused(int mask)
    {
        byte[] bytes =
            [.. Wires.Single(wire => wire[0] == 0x81 && TransactionDecoder.TryDecode(wire, out _))];
        BitConverter.TryWriteBytes(bytes.AsSpan(4), mask);
        var error = Assert.Throws<TransactionFormatException>(() => TransactionDecoder.Decode(bytes));
        Assert.Contains("mask", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_lookup_that_loads_nothing_is_refused()
    {
        var message = MessageBuilder.Build(MessageVersion.V0, default, default, []).Bytes.ToArray();
        byte[] withLookup = [.. message[..^1], 1, .. new byte[32], 0, 0];
        Assert.Throws<TransactionFormatException>(() => TransactionDecoder.DecodeMessage(withLookup));
        byte[] withOne = [.. message[..^1], 1, .. new byte[32], 0, 1, 7];
        Assert.Equal(
            [(byte)7], TransactionDecoder.DecodeMessage(withOne).AddressTableLookups[0].ReadonlyIndexes);
    }

    private static byte[] Transfer() =>
        [.. Wires.First(wire => wire.Length == 215 && TransactionDecoder.TryDecode(wire, out _))];
}
