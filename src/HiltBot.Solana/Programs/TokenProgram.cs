using System.Buffers.Binary;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Transactions;

namespace HiltBot.Solana.Programs;

/// <summary>
/// SPL Token and Token-2022: the same transfer under two program ids. Amounts are base units.
/// </summary>
public static class TokenProgram
{
    /// <summary>
    /// References are trailing readonly keys. The owner must be a plain wallet: a token multisig would take
    /// them for its signers.
    /// </summary>
    public static Instruction TransferChecked(
        Address tokenProgram,
        Address source,
        Address mint,
        Address destination,
        Address owner,
        ulong amount,
        byte decimals,
        IEnumerable<Address> references)
    {
        var data = new byte[10];
        data[0] = 12;
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(1), amount);
        data[9] = decimals;
        return new Instruction(
            tokenProgram,
            [
                AccountMeta.Writable(source),
                AccountMeta.Readonly(mint),
                AccountMeta.Writable(destination),
                AccountMeta.ReadonlySigner(owner),
                .. references.Select(AccountMeta.Readonly),
            ],
            data);
    }
}
