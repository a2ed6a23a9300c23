using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Transactions;

/// <summary>
/// One call of a program. Accounts are in the order that the program expects; a key may stand twice.
/// </summary>
public sealed record Instruction(
    Address ProgramId, IReadOnlyList<AccountMeta> Accounts, ReadOnlyMemory<byte> Data);
