using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Transactions;

/// <summary>Keys that a v0 message loads from a table account on the chain.</summary>
public sealed record AddressTableLookup(
    Address TableKey, IReadOnlyList<byte> WritableIndexes, IReadOnlyList<byte> ReadonlyIndexes);
