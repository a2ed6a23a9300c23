using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Programs;

/// <summary>
/// A token account's data (165 bytes; Token-2022 may append extensions after a type byte). Amounts are base
/// units.
/// </summary>
public sealed record TokenAccount
{
    public const int Length = 165;

    /// <summary>
    /// Token-2022 writes the kind of account here when extensions follow: 2 for a token account.
    /// </summary>
    private const byte TokenAccountKind = 2;

    public required Address Mint { get; init; }

    public required Address Owner { get; init; }

    public required ulong Amount { get; init; }

    public required Address? Delegate { get; init; }

    public required ulong DelegatedAmount { get; init; }

    public required bool IsFrozen { get; init; }

    /// <summary>Wrapped SOL: the amount mirrors lamports.</summary>
    public required bool IsNative { get; init; }

    public required Address? CloseAuthority { get; init; }

    /// <summary>False when the data is not an initialised token account.</summary>
    public static bool TryParse(ReadOnlySpan<byte> data, [NotNullWhen(true)] out TokenAccount? account)
    {
        account = null;
        if (data.Length < Length || (data.Length > Length && data[Length] != TokenAccountKind))
            return false;
        var state = data[108];
        if (state is not (1 or 2)
            || !TryReadOption(data[72..], out var hasDelegate)
            || !TryReadOption(data[109..], out var isNative)
            || !TryReadOption(data[129..], out var hasCloser))
        {
            return false;
        }

        account = new TokenAccount
        {
            Mint = Address.From(data[..32]),
            Owner = Address.From(data[32..64]),
            Amount = BinaryPrimitives.ReadUInt64LittleEndian(data[64..]),
            Delegate = hasDelegate ? Address.From(data[76..108]) : null,
            DelegatedAmount = BinaryPrimitives.ReadUInt64LittleEndian(data[121..]),
            IsFrozen = state == 2,
            IsNative = isNative,
            CloseAuthority = hasCloser ? Address.From(data[133..165]) : null,
        };
        return true;
    }

    internal static bool TryReadOption(ReadOnlySpan<byte> data, out bool isPresent)
    {
        var tag = BinaryPrimitives.ReadUInt32LittleEndian(data);
        isPresent = tag == 1;
        return tag <= 1;
    }
}
