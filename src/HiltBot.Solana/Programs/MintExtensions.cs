using System.Buffers.Binary;

namespace HiltBot.Solana.Programs;

/// <summary>
/// What a Token-2022 mint carries behind its data: after the kind at byte 165 follow records of a type (u16), a length (u16)
/// and so many bytes. Type 0 is unused room and ends the list.
/// </summary>
public static class MintExtensions
{
    public const ushort TransferFee = 1;
    public const ushort NonTransferable = 9;
    public const ushort TransferHook = 14;

    private const int HeaderLength = 4;

    /// <summary>Also true where the list is cut short: what cannot be read is not trusted.</summary>
    public static bool Has(ReadOnlySpan<byte> mint, ushort type)
    {
        if (mint.Length <= TokenAccount.Length)
        {
            return false;
        }

        var rest = mint[(TokenAccount.Length + 1)..];
        while (rest.Length >= HeaderLength)
        {
            var found = BinaryPrimitives.ReadUInt16LittleEndian(rest);
            if (found == 0)
            {
                return false;
            }

            var length = HeaderLength + BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]);
            if (found == type || length > rest.Length)
            {
                return true;
            }

            rest = rest[length..];
        }

        return false;
    }
}
