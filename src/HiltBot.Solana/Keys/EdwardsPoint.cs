using System.Numerics;
using System.Runtime.InteropServices;

namespace HiltBot.Solana.Keys;

/// <summary>
/// A point of the curve -x² + y² = 1 + d x² y² in extended coordinates (RFC 8032, section 5.1.4). The
/// addition formula is complete: it needs no special case for equal points or for the neutral one.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct EdwardsPoint
{
    private static readonly BigInteger Prime = BigInteger.Pow(2, 255) - 19;
    private static readonly FieldElement D = FieldElement.From(
        (Prime - 121665) * BigInteger.ModPow(121666, Prime - 2, Prime) % Prime);
    private static readonly FieldElement TwoD = D + D;
    private static readonly FieldElement RootOfMinusOne = FieldElement.From(
        BigInteger.ModPow(2, (Prime - 1) / 4, Prime));

    private readonly FieldElement _x;
    private readonly FieldElement _y;
    private readonly FieldElement _z;
    private readonly FieldElement _t;

    private EdwardsPoint(FieldElement x, FieldElement y, FieldElement z, FieldElement t)
    {
        _x = x;
        _y = y;
        _z = z;
        _t = t;
    }

    public static EdwardsPoint Neutral => new(
        FieldElement.Zero, FieldElement.One, FieldElement.One, FieldElement.Zero);

    /// <summary>The base point: y = 4/5 with the even x.</summary>
    public static EdwardsPoint Base { get; } = MakeBase();

    public bool IsNeutral => _x.IsZero && (_y - _z).IsZero;

    /// <summary>
    /// Whether eight times the point is the neutral one: such a key needs no secret to sign.
    /// </summary>
    public bool IsOfSmallOrder => Doubled().Doubled().Doubled().IsNeutral;

    public static EdwardsPoint operator -(in EdwardsPoint point) =>
        new(-point._x, point._y, point._z, -point._t);

    public static EdwardsPoint operator +(in EdwardsPoint left, in EdwardsPoint right)
    {
        var a = (left._y - left._x) * (right._y - right._x);
        var b = (left._y + left._x) * (right._y + right._x);
        var c = left._t * TwoD * right._t;
        var d = left._z * right._z;
        d += d;
        FieldElement e = b - a, f = d - c, g = d + c, h = b + a;
        return new EdwardsPoint(e * f, g * h, f * g, e * h);
    }

    /// <summary>
    /// Reads a compressed point the way the chain's own library does: the top bit is the sign of x, and a y
    /// of p or more is reduced. Whoever needs a canonical key asks for that as well.
    /// </summary>
    public static bool TryDecompress(ReadOnlySpan<byte> bytes, out EdwardsPoint point)
    {
        var y = FieldElement.Read(bytes);
        var square = y.Squared();
        var u = square - FieldElement.One;
        var v = square * D + FieldElement.One;
        var cube = v.Squared() * v;
        var x = u * cube * (u * cube.Squared() * v).PowerForRoot();
        var check = x.Squared() * v;
        if (!(check - u).IsZero)
        {
            if (!(check + u).IsZero)
            {
                point = default;
                return false;
            }

            x *= RootOfMinusOne;
        }

        if (x.IsOdd != bytes[31] >= 0x80)
            x = -x;
        point = new EdwardsPoint(x, y, FieldElement.One, x * y);
        return true;
    }

    /// <summary>Whether the encoded y is below p, so that no second encoding names the same key.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> bytes)
    {
        Span<byte> again = stackalloc byte[32];
        FieldElement.Read(bytes).CopyTo(again);
        again[31] |= (byte)(bytes[31] & 0x80);
        return again.SequenceEqual(bytes);
    }

    /// <summary>Multiplies by a secret scalar (lowest byte first): the same work for every bit.</summary>
    public EdwardsPoint Times(ReadOnlySpan<byte> scalar)
    {
        var result = Neutral;
        for (var i = scalar.Length * 8 - 1; i >= 0; i--)
        {
            result = result.Doubled();
            result = Choose((ulong)(scalar[i / 8] >> (i % 8) & 1), result, result + this);
        }

        return result;
    }

    /// <summary>left x first + right x second, for public numbers only.</summary>
    public static EdwardsPoint SumOfTwo(
        ReadOnlySpan<byte> left, in EdwardsPoint first, ReadOnlySpan<byte> right, in EdwardsPoint second)
    {
        var result = Neutral;
        for (var i = 255; i >= 0; i--)
        {
            result = result.Doubled();
            if ((left[i / 8] >> (i % 8) & 1) == 1)
                result += first;
            if ((right[i / 8] >> (i % 8) & 1) == 1)
                result += second;
        }

        return result;
    }

    public void Compress(Span<byte> bytes)
    {
        var inverse = _z.Inverted();
        (_y * inverse).CopyTo(bytes);
        if ((_x * inverse).IsOdd)
            bytes[31] |= 0x80;
    }

    private EdwardsPoint Doubled()
    {
        var a = _x.Squared();
        var b = _y.Squared();
        var c = _z.Squared();
        c += c;
        var h = a + b;
        var e = h - (_x + _y).Squared();
        var g = a - b;
        var f = c + g;
        return new EdwardsPoint(e * f, g * h, f * g, e * h);
    }

    private static EdwardsPoint Choose(ulong bit, in EdwardsPoint whenZero, in EdwardsPoint whenOne) => new(
        FieldElement.Choose(bit, whenZero._x, whenOne._x),
        FieldElement.Choose(bit, whenZero._y, whenOne._y),
        FieldElement.Choose(bit, whenZero._z, whenOne._z),
        FieldElement.Choose(bit, whenZero._t, whenOne._t));

    private static EdwardsPoint MakeBase()
    {
        Span<byte> bytes = stackalloc byte[32];
        FieldElement.From(4 * BigInteger.ModPow(5, Prime - 2, Prime) % Prime).CopyTo(bytes);
        return TryDecompress(bytes, out var point) ? point : throw new InvalidOperationException(
            "Not on the curve.");
    }
}
