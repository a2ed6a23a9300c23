using System.Buffers.Binary;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Transactions;

namespace HiltBot.Solana.Programs;

/// <summary>The system program's instructions that we build; amounts are lamports.</summary>
public static class SystemProgram
{
    /// <summary>
    /// References are trailing readonly keys, ignored by the program and indexed by the chain.
    /// </summary>
    public static Instruction Transfer(
        Address from, Address to, ulong lamports, IEnumerable<Address> references)
    {
        var data = new byte[12];
        data[0] = 2;
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(4), lamports);
        return new Instruction(
            ProgramIds.System,
            [
                AccountMeta.WritableSigner(from),
                AccountMeta.Writable(to),
                .. references.Select(AccountMeta.Readonly),
            ],
            data);
    }

    /// <summary>
    /// Must be the first instruction of a transaction whose blockhash field holds the nonce's value.
    /// </summary>
    public static Instruction AdvanceNonce(Address nonceAccount, Address authority) => new(
        ProgramIds.System,
        [
            AccountMeta.Writable(nonceAccount),
            AccountMeta.Readonly(ProgramIds.RecentBlockhashes),
            AccountMeta.ReadonlySigner(authority),
        ],
        new byte[] { 4, 0, 0, 0 });
}
