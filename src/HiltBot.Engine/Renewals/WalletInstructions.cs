using HiltBot.Solana.Keys;
using HiltBot.Solana.Transactions;

namespace HiltBot.Engine.Renewals;

/// <summary>Instructions as Solana has them, and as they travel to wallets (contract 10.1).</summary>
public static class WalletInstructions
{
    public static WalletInstruction Of(Instruction instruction) => new(
        instruction.ProgramId.ToString(),
        [.. instruction.Accounts.Select(account =>
            new WalletAccount(account.Address.ToString(), account.IsSigner, account.IsWritable))],
        Convert.ToBase64String(instruction.Data.Span));

    /// <exception cref="FormatException">An address or the data is malformed.</exception>
    public static Instruction ToSolana(WalletInstruction instruction) => new(
        Address.Parse(instruction.ProgramId),
        [.. instruction.Accounts.Select(account =>
            new AccountMeta(Address.Parse(account.Address), account.IsSigner, account.IsWritable))],
        Convert.FromBase64String(instruction.DataBase64));
}
