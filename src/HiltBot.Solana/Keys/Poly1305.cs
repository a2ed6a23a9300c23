using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace HiltBot.Solana.Keys;

/// <summary>
/// The one-time authenticator of NaCl (RFC 8439, section 2.5), modulo 2^130 - 5 in five limbs of 26 bits. No branch and
/// no index depends on the key or on the message.
/// </summary>
internal static class Poly1305
{
    public const int KeyLength = 32;
    public const int TagLength = 16;
    private const uint Mask = (1 << 26) - 1;
    private const uint TopBit = 1 << 24;

    /// <param name="key">Used for one message only.</param>
    public static void Tag(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, Span<byte> tag)
    {
        var multiplier = new Limbs(
            Read(key, 0) & 0x3ffffff, (Read(key, 3) >> 2) & 0x3ffff03, (Read(key, 6) >> 4) & 0x3ffc0ff,
            (Read(key, 9) >> 6) & 0x3f03fff, (Read(key, 12) >> 8) & 0x00fffff);
        var sum = default(Limbs);
        var rest = message;
        for (; rest.Length >= TagLength; rest = rest[TagLength..])
            sum = Times(Plus(sum, rest, TopBit), multiplier);

        if (rest.Length > 0)
        {
            Span<byte> last = stackalloc byte[TagLength];
            last.Clear();
            rest.CopyTo(last);
            last[rest.Length] = 1;
            sum = Times(Plus(sum, last, 0), multiplier);
        }

        Finish(sum, key[16..], tag);
    }

    private static uint Read(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static Limbs Plus(in Limbs sum, ReadOnlySpan<byte> block, uint topBit) => new(
        sum.A + (Read(block, 0) & Mask), sum.B + ((Read(block, 3) >> 2) & Mask),
        sum.C + ((Read(block, 6) >> 4) & Mask), sum.D + ((Read(block, 9) >> 6) & Mask),
        sum.E + ((Read(block, 12) >> 8) | topBit));

    private static Limbs Times(in Limbs h, in Limbs r)
    {
        ulong b5 = r.B * 5, c5 = r.C * 5, d5 = r.D * 5, e5 = r.E * 5;
        var a = h.A * r.A + h.B * e5 + h.C * d5 + h.D * c5 + h.E * b5;
        var b = h.A * r.B + h.B * r.A + h.C * e5 + h.D * d5 + h.E * c5;
        var c = h.A * r.C + h.B * r.B + h.C * r.A + h.D * e5 + h.E * d5;
        var d = h.A * r.D + h.B * r.C + h.C * r.B + h.D * r.A + h.E * e5;
        var e = h.A * r.E + h.B * r.D + h.C * r.C + h.D * r.B + h.E * r.A;
        b += a >> 26;
        c += b >> 26;
        d += c >> 26;
        e += d >> 26;
        var low = (a & Mask) + (e >> 26) * 5;
        return new Limbs(low & Mask, (b & Mask) + (low >> 26), c & Mask, d & Mask, e & Mask);
    }

    private static void Finish(in Limbs sum, ReadOnlySpan<byte> pad, Span<byte> tag)
    {
        ulong a = sum.A, b = sum.B, c = sum.C, d = sum.D, e = sum.E;
        c += b >> 26;
        b &= Mask;
        d += c >> 26;
        c &= Mask;
        e += d >> 26;
        d &= Mask;
        a += (e >> 26) * 5;
        e &= Mask;
        b += a >> 26;
        a &= Mask;

        // The sum less the modulus, and which of the two is below it: a bit, not a branch.
        var a2 = a + 5;
        var b2 = b + (a2 >> 26);
        var c2 = c + (b2 >> 26);
        var d2 = d + (c2 >> 26);
        var e2 = e + (d2 >> 26);
        var isOver = unchecked(0UL - (e2 >> 26));
        a = (a & ~isOver) | (a2 & Mask & isOver);
        b = (b & ~isOver) | (b2 & Mask & isOver);
        c = (c & ~isOver) | (c2 & Mask & isOver);
        d = (d & ~isOver) | (d2 & Mask & isOver);
        e = (e & ~isOver) | (e2 & Mask & isOver);

        var first = ((a | (b << 26)) & uint.MaxValue) + Read(pad, 0);
        var second = (((b >> 6) | (c << 20)) & uint.MaxValue) + Read(pad, 4) + (first >> 32);
        var third = (((c >> 12) | (d << 14)) & uint.MaxValue) + Read(pad, 8) + (second >> 32);
        var fourth = (((d >> 18) | (e << 8)) & uint.MaxValue) + Read(pad, 12) + (third >> 32);
        BinaryPrimitives.WriteUInt32LittleEndian(tag, (uint)(first & uint.MaxValue));
        BinaryPrimitives.WriteUInt32LittleEndian(tag[4..], (uint)(second & uint.MaxValue));
        BinaryPrimitives.WriteUInt32LittleEndian(tag[8..], (uint)(third & uint.MaxValue));
        BinaryPrimitives.WriteUInt32LittleEndian(tag[12..], (uint)(fourth & uint.MaxValue));
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Limbs(ulong A, ulong B, ulong C, ulong D, ulong E);
}
