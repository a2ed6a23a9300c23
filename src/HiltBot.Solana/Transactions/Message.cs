using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Transactions;

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
