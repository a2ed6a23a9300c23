using System.Security.Cryptography;

namespace HiltBot.Solana.Keys;

/// <summary>
/// The Montgomery ladder of RFC 7748, section 5: the same steps for every secret, choices without branches.
/// </summary>
internal static class ManagedX25519
{
    private static readonly FieldElement A24 = Small(121_665);

    public static ReadOnlySpan<byte> BasePoint =>
        [9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public static void Times(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> point, Span<byte> product)
    {
        Span<byte> scalar = stackalloc byte[32];
        secret.CopyTo(scalar);
        scalar[0] &= 0xf8;
        scalar[31] &= 0x7f;
        scalar[31] |= 0x40;

        var start = FieldElement.Read(point);
        FieldElement x2 = FieldElement.One, z2 = FieldElement.Zero, x3 = start, z3 = FieldElement.One;
        var swapped = 0UL;
        for (var bit = 254; bit >= 0; bit--)
        {
            var now = (ulong)(scalar[bit >> 3] >> (bit & 7)) & 1;
            Swap(swapped ^ now, ref x2, ref x3);
            Swap(swapped ^ now, ref z2, ref z3);
            swapped = now;

            var a = x2 + z2;
            var b = x2 - z2;
            var aa = a.Squared();
            var bb = b.Squared();
            var e = aa - bb;
            var da = (x3 - z3) * a;
            var cb = (x3 + z3) * b;
            x3 = (da + cb).Squared();
            z3 = start * (da - cb).Squared();
            x2 = aa * bb;
            z2 = e * (aa + A24 * e);
        }

        Swap(swapped, ref x2, ref x3);
        Swap(swapped, ref z2, ref z3);
        (x2 * z2.Inverted()).CopyTo(product);
        CryptographicOperations.ZeroMemory(scalar);
    }

    private static void Swap(ulong bit, ref FieldElement left, ref FieldElement right)
    {
        var kept = left;
        left = FieldElement.Choose(bit, kept, right);
        right = FieldElement.Choose(bit, right, kept);
    }

    private static FieldElement Small(uint value)
    {
        Span<byte> bytes = stackalloc byte[32];
        bytes.Clear();
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return FieldElement.Read(bytes);
    }
}
