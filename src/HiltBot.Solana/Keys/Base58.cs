using System.Diagnostics.CodeAnalysis;

namespace HiltBot.Solana.Keys;

/// <summary>
/// Base58 with the Bitcoin alphabet, as Solana writes keys, signatures and instruction data. Decoding is
/// quadratic, so text over <see cref="CharsMax"/> is refused instead of decoded.
/// </summary>
public static class Base58
{
    /// <summary>Longer than the text of the largest version 1 transaction (4,096 bytes).</summary>
    public const int CharsMax = 6_000;

    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    private static readonly sbyte[] Digits = MakeDigits();

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var zeros = 0;
        while (zeros < bytes.Length && bytes[zeros] == 0)
            zeros++;

        // log(256) / log(58) is below 1.38; the digits stand lowest first until the end.
        var digits = new byte[(bytes.Length - zeros) * 138 / 100 + 1];
        var count = 0;
        foreach (var value in bytes[zeros..])
        {
            var carry = (int)value;
            for (var i = 0; i < count || carry != 0; i++)
            {
                carry += i < count ? digits[i] << 8 : 0;
                digits[i] = (byte)(carry % 58);
                carry /= 58;
                if (i >= count)
                    count = i + 1;
            }
        }

        return string.Create(zeros + count, (digits, zeros, count), static (text, state) =>
        {
            text[..state.zeros].Fill(Alphabet[0]);
            for (var i = 0; i < state.count; i++)
                text[state.zeros + i] = Alphabet[state.digits[state.count - 1 - i]];
        });
    }

    public static bool TryDecode(string? text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (text is null || text.Length > CharsMax)
            return false;
        var buffer = new byte[text.Length];
        if (!TryDecode(text, buffer, out var written))
            return false;
        bytes = buffer[..written];
        return true;
    }

    /// <exception cref="FormatException">The text is not base58 or too long.</exception>
    public static byte[] Decode(string text) =>
        TryDecode(text, out var bytes) ? bytes : throw new FormatException("The text is not base58.");

    /// <summary>
    /// Decodes into <paramref name="bytes"/>; false when the text is not base58 or does not fit.
    /// </summary>
    internal static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes, out int written)
    {
        written = 0;
        var zeros = 0;
        while (zeros < text.Length && text[zeros] == Alphabet[0])
            zeros++;
        if (zeros > bytes.Length)
            return false;

        var little = new byte[bytes.Length];
        var count = 0;
        foreach (var letter in text[zeros..])
        {
            if (letter >= Digits.Length || Digits[letter] < 0)
                return false;
            var carry = (int)Digits[letter];
            for (var i = 0; i < count || carry != 0; i++)
            {
                if (i == little.Length)
                    return false;
                carry += i < count ? little[i] * 58 : 0;
                little[i] = (byte)(carry & 0xff);
                carry >>= 8;
                if (i >= count)
                    count = i + 1;
            }
        }

        if (zeros + count > bytes.Length)
            return false;
        bytes[..zeros].Clear();
        for (var i = 0; i < count; i++)
            bytes[zeros + i] = little[count - 1 - i];
        written = zeros + count;
        return true;
    }

    private static sbyte[] MakeDigits()
    {
        var digits = new sbyte[128];
        Array.Fill(digits, (sbyte)-1);
        for (var i = 0; i < Alphabet.Length; i++)
            digits[Alphabet[i]] = (sbyte)i;
        return digits;
    }
}
