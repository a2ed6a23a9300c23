using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace HiltBot.Solana.Keys;

/// <summary>
/// A number modulo 2^255 - 19 in five limbs of 51 bits. Every result of an operation has limbs below 2^52,
/// which leaves room for one addition before the next multiplication.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct FieldElement
{
    private const ulong Mask = (1UL << 51) - 1;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;
    private readonly ulong _e;

    private FieldElement(ulong a, ulong b, ulong c, ulong d, ulong e)
    {
        _a = a;
        _b = b;
        _c = c;
        _d = d;
        _e = e;
    }

    public static FieldElement Zero => default;

    public static FieldElement One => new(1, 0, 0, 0, 0);

    public bool IsZero
    {
        get
        {
            Span<byte> bytes = stackalloc byte[32];
            CopyTo(bytes);
            return bytes.IndexOfAnyExcept((byte)0) < 0;
        }
    }

    /// <summary>
    /// The lowest bit of the reduced number: what the sign bit of an encoded point stands for.
    /// </summary>
    public bool IsOdd
    {
        get
        {
            Span<byte> bytes = stackalloc byte[32];
            CopyTo(bytes);
            return (bytes[0] & 1) == 1;
        }
    }

    public static FieldElement operator +(in FieldElement left, in FieldElement right)
    {
        unchecked
        {
            return Carried(left._a + right._a, left._b + right._b, left._c + right._c, left._d + right._d,
                left._e + right._e);
        }
    }

    public static FieldElement operator -(in FieldElement left, in FieldElement right)
    {
        unchecked
        {
            // 16p is added first, so that no limb goes below zero.
            const ulong lowest = 16 * (Mask - 18);
            const ulong others = 16 * Mask;
            return Carried(
                left._a + lowest - right._a,
                left._b + others - right._b,
                left._c + others - right._c,
                left._d + others - right._d,
                left._e + others - right._e);
        }
    }

    public static FieldElement operator *(in FieldElement x, in FieldElement y)
    {
        unchecked
        {
            ulong b19 = y._b * 19, c19 = y._c * 19, d19 = y._d * 19, e19 = y._e * 19;
            var a = Wide(x._a, y._a) + Wide(x._b, e19) + Wide(x._c, d19) + Wide(x._d, c19) + Wide(x._e, b19);
            var b = Wide(x._a, y._b) + Wide(x._b, y._a) + Wide(x._c, e19) + Wide(x._d, d19) + Wide(x._e, c19);
            var c = Wide(x._a, y._c) + Wide(x._b, y._b) + Wide(x._c, y._a) + Wide(x._d, e19) + Wide(
                x._e, d19);
            var d = Wide(x._a, y._d) + Wide(x._b, y._c) + Wide(x._c, y._b) + Wide(x._d, y._a) + Wide(
                x._e, e19);
            var e = Wide(x._a, y._e) + Wide(x._b, y._d) + Wide(x._c, y._c) + Wide(x._d, y._b) + Wide(
                x._e, y._a);

            b += (ulong)(a >> 51);
            c += (ulong)(b >> 51);
            d += (ulong)(c >> 51);
            e += (ulong)(d >> 51);
            var lowest = ((ulong)a & Mask) + 19 * (ulong)(e >> 51);
            return new FieldElement(lowest & Mask, ((ulong)b & Mask) + (lowest >> 51), (ulong)c & Mask,
                (ulong)d & Mask, (ulong)e & Mask);
        }
    }

    public static FieldElement operator -(in FieldElement value) => Zero - value;

    /// <summary>
    /// Reads 32 bytes, lowest first; the top bit is left out and numbers from p up are reduced.
    /// </summary>
    public static FieldElement Read(ReadOnlySpan<byte> bytes)
    {
        var first = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var second = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        var third = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        var fourth = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        return new FieldElement(
            first & Mask,
            (first >> 51 | second << 13) & Mask,
            (second >> 38 | third << 26) & Mask,
            (third >> 25 | fourth << 39) & Mask,
            fourth >> 12 & Mask);
    }

    public static FieldElement From(BigInteger value)
    {
        Span<byte> bytes = stackalloc byte[32];
        bytes.Clear();
        value.TryWriteBytes(bytes, out _, isUnsigned: true);
        return Read(bytes);
    }

    /// <summary>One of two values without a branch: the choice may be a bit of a secret.</summary>
    public static FieldElement Choose(ulong bit, in FieldElement whenZero, in FieldElement whenOne)
    {
        unchecked
        {
            var mask = 0UL - bit;
            return new FieldElement(
                whenZero._a ^ (mask & (whenZero._a ^ whenOne._a)),
                whenZero._b ^ (mask & (whenZero._b ^ whenOne._b)),
                whenZero._c ^ (mask & (whenZero._c ^ whenOne._c)),
                whenZero._d ^ (mask & (whenZero._d ^ whenOne._d)),
                whenZero._e ^ (mask & (whenZero._e ^ whenOne._e)));
        }
    }

    /// <summary>The value to the power (p - 5) / 8 = 2^252 - 3, the heart of a square root.</summary>
    public FieldElement PowerForRoot()
    {
        var (ones, _) = PowerOf250Ones();
        return ones.Squared(2) * this;
    }

    /// <summary>The inverse: the value to the power p - 2 = 2^255 - 21.</summary>
    public FieldElement Inverted()
    {
        var (ones, eleven) = PowerOf250Ones();
        return ones.Squared(5) * eleven;
    }

    public FieldElement Squared(int times = 1)
    {
        var result = this;
        for (var i = 0; i < times; i++)
            result *= result;
        return result;
    }

    /// <summary>Writes the fully reduced number, lowest byte first.</summary>
    public void CopyTo(Span<byte> bytes)
    {
        unchecked
        {
            var once = Carried(_a, _b, _c, _d, _e);
            var (a, b, c, d, e) = (once._a, once._b, once._c, once._d, once._e);

            // Whether the number is p or more shows in the carry of number + 19.
            var over = a + 19 >> 51;
            over = b + over >> 51;
            over = c + over >> 51;
            over = d + over >> 51;
            over = e + over >> 51;
            a += 19 * over;
            b += a >> 51;
            c += b >> 51;
            d += c >> 51;
            e += d >> 51;
            (a, b, c, d, e) = (a & Mask, b & Mask, c & Mask, d & Mask, e & Mask);

            BinaryPrimitives.WriteUInt64LittleEndian(bytes, a | b << 51);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], b >> 13 | c << 38);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], c >> 26 | d << 25);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], d >> 39 | e << 12);
        }
    }

    /// <summary>The powers 2^250 - 1 and 11, by the usual chain of squarings.</summary>
    private (FieldElement Ones, FieldElement Eleven) PowerOf250Ones()
    {
        var two = Squared();
        var nine = two.Squared(2) * this;
        var eleven = nine * two;
        var ones5 = eleven.Squared() * nine;
        var ones10 = ones5.Squared(5) * ones5;
        var ones20 = ones10.Squared(10) * ones10;
        var ones40 = ones20.Squared(20) * ones20;
        var ones50 = ones40.Squared(10) * ones10;
        var ones100 = ones50.Squared(50) * ones50;
        var ones200 = ones100.Squared(100) * ones100;
        return (ones200.Squared(50) * ones50, eleven);
    }

    private static UInt128 Wide(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out ulong low);
        return new UInt128(high, low);
    }

    private static FieldElement Carried(ulong a, ulong b, ulong c, ulong d, ulong e)
    {
        unchecked
        {
            return new FieldElement(
                (a & Mask) + 19 * (e >> 51),
                (b & Mask) + (a >> 51),
                (c & Mask) + (b >> 51),
                (d & Mask) + (c >> 51),
                (e & Mask) + (d >> 51));
        }
    }
}
