namespace HiltBot.Solana.Transactions;

/// <summary>
/// The wire's short number: 7 bits a byte, low first, top bit meaning more; at most 3 bytes and 65,535. A
/// longer form than needed is invalid.
/// </summary>
public static class CompactU16
{
    public static void Write(List<byte> target, ushort value)
    {
        var rest = (int)value;
        while (rest >= 0x80)
        {
            target.Add((byte)(rest & 0x7f | 0x80));
            rest >>= 7;
        }

        target.Add((byte)rest);
    }

    /// <summary>False when the bytes end early, go over 65,535 or use more bytes than needed.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ushort value, out int length)
    {
        value = 0;
        var sum = 0;
        for (length = 0; length < 3;)
        {
            if (length >= bytes.Length)
                return false;
            var part = bytes[length];
            sum |= (part & 0x7f) << (7 * length);
            length++;
            if ((part & 0x80) != 0)
                continue;
            if (sum > ushort.MaxValue || (part == 0 && length > 1))
                return false;
            value = (ushort)sum;
            return true;
        }

        return false;
    }
}
