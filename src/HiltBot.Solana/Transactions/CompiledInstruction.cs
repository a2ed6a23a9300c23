namespace HiltBot.Solana.Transactions;

/// <summary>
/// An instruction as it stands in a message. Indexes count the static keys, then all writable keys loaded
/// from tables, then all readonly ones.
/// </summary>
public sealed record CompiledInstruction(
    byte ProgramIdIndex, IReadOnlyList<byte> AccountIndexes, ReadOnlyMemory<byte> Data);
