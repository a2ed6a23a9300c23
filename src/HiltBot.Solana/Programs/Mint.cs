using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Programs;

/// <summary>
/// A mint's data (82 bytes; with Token-2022 extensions padded to 165, then a type byte). The decimals are
/// read here, from the chain, never assumed.
/// </summary>
public sealed record Mint
{
    public const int Length = 82;

    private const byte MintKind = 1;

    public required ulong Supply { get; init; }

    public required byte Decimals { get; init; }

    /// <summary>Who may freeze holders' accounts; null when nobody may.</summary>
    public required Address? FreezeAuthority { get; init; }

    /// <summary>False when the data is not an initialised mint.</summary>
    public static bool TryParse(ReadOnlySpan<byte> data, [NotNullWhen(true)] out Mint? mint)
    {
        mint = null;
        if (data.Length < Length || (data.Length > Length && !HasExtensions(data)))
            return false;
        if (data[45] != 1
            || !TokenAccount.TryReadOption(data, out _)
            || !TokenAccount.TryReadOption(data[46..], out var hasFreezer))
        {
            return false;
        }

        mint = new Mint
        {
            Supply = BinaryPrimitives.ReadUInt64LittleEndian(data[36..]),
            Decimals = data[44],
            FreezeAuthority = hasFreezer ? Address.From(data[50..82]) : null,
        };
        return true;
    }

    private static bool HasExtensions(ReadOnlySpan<byte> data) =>
        data.Length > TokenAccount.Length && data[TokenAccount.Length] == MintKind;
}
