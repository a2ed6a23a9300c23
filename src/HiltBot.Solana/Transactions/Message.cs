using System.Runtime.InteropServices;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Transactions;

/// <summary>The forms of a message. Version 1 is read, never built (solana.md, section 2).</summary>
public enum MessageVersion
{
    Legacy,
    V0,
    V1,
}

/// <summary>
/// How many of the static keys sign, how many of those are readonly, how many of the rest are readonly.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MessageHeader(byte Required, byte ReadonlySigned, byte ReadonlyUnsigned);

/// <summary>
/// An instruction as it stands in a message. Indexes count the static keys, then all writable keys loaded
/// from tables, then all readonly ones.
/// </summary>
public sealed record CompiledInstruction(
    byte ProgramIdIndex, IReadOnlyList<byte> AccountIndexes, ReadOnlyMemory<byte> Data);

/// <summary>Keys that a v0 message loads from a table account on the chain.</summary>
public sealed record AddressTableLookup(
    Address TableKey, IReadOnlyList<byte> WritableIndexes, IReadOnlyList<byte> ReadonlyIndexes);

/// <summary>
/// What a version 1 message asks for instead of ComputeBudget instructions; null means the minimum.
/// </summary>
public sealed record MessageConfig(
    ulong? PriorityFeeLamports, uint? ComputeUnitLimit, uint? LoadedAccountsDataBytesMax, uint? HeapBytes);

/// <summary>
/// The signed part of a transaction. <see cref="Bytes"/> are exactly the bytes that were built or read:
/// signatures are over them, so they are kept and never made anew.
/// </summary>
public sealed class Message
{
    internal Message(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    public required MessageVersion Version { get; init; }

    public required MessageHeader Header { get; init; }

    public required IReadOnlyList<Address> AccountKeys { get; init; }

    public required Blockhash Blockhash { get; init; }

    public required IReadOnlyList<CompiledInstruction> Instructions { get; init; }

    public IReadOnlyList<AddressTableLookup> AddressTableLookups { get; init; } = [];

    /// <summary>Null except in version 1.</summary>
    public MessageConfig? Config { get; init; }

    public ReadOnlyMemory<byte> Bytes { get; }

    public Address FeePayer => AccountKeys[0];

    public IEnumerable<Address> Signers => AccountKeys.Take(Header.Required);

    /// <summary>
    /// Whether the first instruction advances a nonce: such a transaction does not expire with its blockhash.
    /// </summary>
    public bool UsesDurableNonce =>
        Instructions is [{ } first, ..]
        && AccountKeys[first.ProgramIdIndex] == default
        && first.Data.Span.SequenceEqual((ReadOnlySpan<byte>)[4, 0, 0, 0]);

    public bool IsSigner(int index) => index < Header.Required;

    /// <summary>Whether the static key at this index may be written to.</summary>
    public bool IsWritable(int index) => index < Header.Required
        ? index < Header.Required - Header.ReadonlySigned
        : index < AccountKeys.Count - Header.ReadonlyUnsigned;
}
