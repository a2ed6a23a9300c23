using HiltBot.Solana.Keys;
using HiltBot.Solana.Transactions;

namespace HiltBot.Solana.Programs;

/// <summary>
/// The associated token account (ATA): the one address per owner, mint and token program where wallets keep a
/// token. The owner may be off the curve; the same owner and mint have another address under Token-2022.
/// </summary>
public static class AssociatedToken
{
    public static Address AddressOf(Address owner, Address mint, Address tokenProgram) =>
        Find(owner, mint, tokenProgram).Address;

    public static ProgramDerivedAddress Find(Address owner, Address mint, Address tokenProgram) =>
        ProgramDerivedAddress.Find(
            ProgramIds.AssociatedToken, owner.ToArray(), tokenProgram.ToArray(), mint.ToArray());

    /// <summary>
    /// Succeeds when the account exists already; the payer gives the rent when it does not.
    /// </summary>
    public static Instruction CreateIdempotent(
        Address payer, Address owner, Address mint, Address tokenProgram) => new(
        ProgramIds.AssociatedToken,
        [
            AccountMeta.WritableSigner(payer),
            AccountMeta.Writable(AddressOf(owner, mint, tokenProgram)),
            AccountMeta.Readonly(owner),
            AccountMeta.Readonly(mint),
            AccountMeta.Readonly(ProgramIds.System),
            AccountMeta.Readonly(tokenProgram),
        ],
        new byte[] { 1 });
}
