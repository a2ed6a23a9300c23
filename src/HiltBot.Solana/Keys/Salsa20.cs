using System.Buffers.Binary;
using System.Numerics;

namespace HiltBot.Solana.Keys;

/// <summary>
/// Salsa20 with 20 rounds and the two things that NaCl makes of it: a key from a key and 16 bytes (HSalsa20), and a
/// stream with a nonce of 24 bytes (XSalsa20).
/// </summary>
internal static class Salsa20
{
    public const int KeyLength = 32;
    public const int NonceLength = 24;
    private const int BlockLength = 64;
    private const int Words = 16;

    /// <summary>A fresh key of 32 bytes from a key and 16 bytes of input.</summary>
    public static void DeriveKey(ReadOnlySpan<byte> key, ReadOnlySpan<byte> input, Span<byte> derived)
    {
        Span<uint> state = stackalloc uint[Words];
        Fill(state, key, input);
        Rounds(state);
        ReadOnlySpan<int> taken = [0, 5, 10, 15, 6, 7, 8, 9];
        for (var i = 0; i < taken.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(derived[(4 * i)..], state[taken[i]]);
        state.Clear();
    }

    /// <summary>Adds the stream of (key, nonce) onto the bytes, bit by bit; twice gives them back.</summary>
    /// <param name="bytes">At most 64 GiB, far more than anybody hands over here.</param>
    public static void AddStream(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, Span<byte> bytes)
    {
        Span<byte> streamKey = stackalloc byte[KeyLength];
        DeriveKey(key, nonce[..16], streamKey);
        Span<byte> place = stackalloc byte[16];
        nonce[16..].CopyTo(place);
        Span<uint> start = stackalloc uint[Words];
        Span<uint> state = stackalloc uint[Words];
        Span<byte> block = stackalloc byte[BlockLength];
        for (var offset = 0; offset < bytes.Length; offset += BlockLength)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(place[8..], (ulong)(offset / BlockLength));
            Fill(start, streamKey, place);
            start.CopyTo(state);
            Rounds(state);
            for (var i = 0; i < Words; i++)
                BinaryPrimitives.WriteUInt32LittleEndian(block[(4 * i)..], unchecked(state[i] + start[i]));
            var length = Math.Min(BlockLength, bytes.Length - offset);
            for (var i = 0; i < length; i++)
                bytes[offset + i] ^= block[i];
        }

        streamKey.Clear();
        state.Clear();
        block.Clear();
    }

    private static void Fill(Span<uint> state, ReadOnlySpan<byte> key, ReadOnlySpan<byte> input)
    {
        ReadOnlySpan<uint> sigma = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574];
        for (var i = 0; i < 4; i++)
        {
            state[5 * i] = sigma[i];
            state[1 + i] = BinaryPrimitives.ReadUInt32LittleEndian(key[(4 * i)..]);
            state[6 + i] = BinaryPrimitives.ReadUInt32LittleEndian(input[(4 * i)..]);
            state[11 + i] = BinaryPrimitives.ReadUInt32LittleEndian(key[(16 + 4 * i)..]);
        }
    }

    private static void Rounds(Span<uint> x)
    {
        for (var i = 0; i < 10; i++)
        {
            Quarter(ref x[0], ref x[4], ref x[8], ref x[12]);
            Quarter(ref x[5], ref x[9], ref x[13], ref x[1]);
            Quarter(ref x[10], ref x[14], ref x[2], ref x[6]);
            Quarter(ref x[15], ref x[3], ref x[7], ref x[11]);
            Quarter(ref x[0], ref x[1], ref x[2], ref x[3]);
            Quarter(ref x[5], ref x[6], ref x[7], ref x[4]);
            Quarter(ref x[10], ref x[11], ref x[8], ref x[9]);
            Quarter(ref x[15], ref x[12], ref x[13], ref x[14]);
        }
    }

    private static void Quarter(ref uint a, ref uint b, ref uint c, ref uint d)
    {
        unchecked
        {
            b ^= BitOperations.RotateLeft(a + d, 7);
            c ^= BitOperations.RotateLeft(b + a, 9);
            d ^= BitOperations.RotateLeft(c + b, 13);
            a ^= BitOperations.RotateLeft(d + c, 18);
        }
    }
}
