using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.SignIn;

/// <summary>
/// The envelope around a text that hardware wallets sign instead of raw bytes: 0xff, "solana offchain",
/// version 0, then either the whole header (application domain, format, signers, length) or the short one of
/// older wallets (format, length). Anything that does not parse to its last byte, or parses both ways, is
/// refused.
/// </summary>
/// <param name="Signers">Empty under the short header, which names none.</param>
public sealed record OffchainMessage(string Text, IReadOnlyList<Address> Signers)
{
    private const byte Version = 0;

    /// <summary>Bytes that hardware wallets show; only the extended format may be longer.</summary>
    private const int ShownMax = 1_232;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private enum Format : byte
    {
        PrintableAscii = 0,
        Utf8 = 1,
        ExtendedUtf8 = 2,
    }

    private static ReadOnlySpan<byte> SigningDomain => "solana offchain"u8;

    /// <summary>Whether the bytes claim to be an envelope; text never starts like this.</summary>
    public static bool IsEnvelope(ReadOnlySpan<byte> bytes) => bytes is [0xff, ..];

    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out OffchainMessage? message)
    {
        message = null;
        var head = 1 + SigningDomain.Length + 1;
        if (bytes.Length < head || bytes[0] != 0xff || !bytes[1..].StartsWith(SigningDomain)
            || bytes[head - 1] != Version)
        {
            return false;
        }

        var whole = ReadWhole(bytes[head..], bytes.Length);
        var brief = ReadTail(bytes[head..], bytes.Length, []);
        message = (whole, brief) switch
        {
            ({ } only, null) => only,
            (null, { } only) => only,
            _ => null,
        };
        return message is not null;
    }

    /// <summary>Application domain (32), format (1), number of signers (1), signers, length (2), text.</summary>
    private static OffchainMessage? ReadWhole(ReadOnlySpan<byte> rest, int total)
    {
        const int signersAt = Address.Length + 2;
        if (rest.Length < signersAt || rest[signersAt - 1] == 0)
            return null;
        var signers = new List<Address>();
        var end = signersAt + rest[signersAt - 1] * Address.Length;
        if (rest.Length < end)
            return null;
        for (var at = signersAt; at < end; at += Address.Length)
            signers.Add(Address.From(rest.Slice(at, Address.Length)));
        return signers.Distinct().Count() == signers.Count
            ? ReadTail([rest[Address.Length], .. rest[end..]], total, signers)
            : null;
    }

    /// <summary>Format (1), length (2), text.</summary>
    private static OffchainMessage? ReadTail(ReadOnlySpan<byte> tail, int total, IReadOnlyList<Address> signers)
    {
        const int textAt = 3;
        if (tail.Length <= textAt || tail[0] > (byte)Format.ExtendedUtf8)
            return null;
        var text = tail[textAt..];
        var format = (Format)tail[0];
        if (BinaryPrimitives.ReadUInt16LittleEndian(tail[1..]) != text.Length
            || (format != Format.ExtendedUtf8 && total > ShownMax)
            || (format == Format.PrintableAscii && text.ContainsAnyExceptInRange((byte)0x20, (byte)0x7e)))
        {
            return null;
        }

        try
        {
            return new OffchainMessage(StrictUtf8.GetString(text), signers);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
