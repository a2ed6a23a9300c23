using System.Buffers.Binary;
using HiltBot.Solana.Transactions;

namespace HiltBot.Solana.Programs;

/// <summary>
/// What a transaction may use, and what it offers for it. A version 1 transaction ignores these.
/// </summary>
public static class ComputeBudget
{
    public static Instruction UnitLimit(uint units)
    {
        var data = new byte[5];
        data[0] = 2;
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(1), units);
        return new Instruction(ProgramIds.ComputeBudget, [], data);
    }

    /// <summary>The priority fee is price x limit / 1,000,000 lamports, rounded up.</summary>
    public static Instruction UnitPrice(ulong microLamports)
    {
        var data = new byte[9];
        data[0] = 3;
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(1), microLamports);
        return new Instruction(ProgramIds.ComputeBudget, [], data);
    }
}
