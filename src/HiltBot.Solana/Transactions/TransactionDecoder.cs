using System.Diagnostics.CodeAnalysis;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Transactions;

/// <summary>
/// Reads legacy, v0 and version 1 transactions strictly: sizes, shortest counts, a header that fits its keys,
/// indexes that point at something, no key twice, nothing left over. Signatures are read, not judged.
/// </summary>
public static class TransactionDecoder
{
    private const byte FirstByteOfV0 = 0x80;
    private const byte FirstByteOfV1 = 0x81;

    /// <exception cref="TransactionFormatException">
    /// The bytes break a rule; the message says which.
    /// </exception>
    public static Transaction Decode(ReadOnlyMemory<byte> bytes)
    {
        var reader = new WireReader(bytes);
        return reader.Peek() == FirstByteOfV1 ? DecodeV1(bytes) : DecodeWithSignaturesFirst(bytes);
    }

    public static bool TryDecode(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out Transaction? transaction)
    {
        try
        {
            transaction = Decode(bytes);
            return true;
        }
        catch (TransactionFormatException)
        {
            transaction = null;
            return false;
        }
    }

    /// <summary>Reads a message alone, the bytes that signers sign.</summary>
    /// <exception cref="TransactionFormatException">
    /// The bytes break a rule; the message says which.
    /// </exception>
    public static Message DecodeMessage(ReadOnlyMemory<byte> bytes)
    {
        var reader = new WireReader(bytes);
        var message = reader.Peek() == FirstByteOfV1
            ? ReadV1(ref reader, bytes)
            : ReadLegacyOrV0(ref reader, bytes);
        RequireEnd(reader);
        return message;
    }

    private static Transaction DecodeWithSignaturesFirst(ReadOnlyMemory<byte> bytes)
    {
        Require(bytes.Length <= Transaction.BytesMax, "The transaction is over 1,232 bytes.");
        var reader = new WireReader(bytes);
        var signatures = reader.Signatures(reader.Count());
        var message = ReadLegacyOrV0(ref reader, bytes[reader.Position..]);
        RequireEnd(reader);
        Require(
            signatures.Length == message.Header.Required,
            "Signatures and required signers differ in number.");
        return new Transaction(message, signatures);
    }

    private static Transaction DecodeV1(ReadOnlyMemory<byte> bytes)
    {
        Require(bytes.Length <= Transaction.BytesMaxV1, "The transaction is over 4,096 bytes.");
        var reader = new WireReader(bytes);
        var message = ReadV1(ref reader, bytes);
        var signatures = reader.Signatures(message.Header.Required);
        RequireEnd(reader);
        return new Transaction(message, signatures);
    }

    private static Message ReadLegacyOrV0(ref WireReader reader, ReadOnlyMemory<byte> bytes)
    {
        var start = reader.Position;
        var version = MessageVersion.Legacy;
        if ((reader.Peek() & 0x80) != 0)
        {
            Require(reader.Byte() == FirstByteOfV0, "The message version is unknown.");
            version = MessageVersion.V0;
        }

        var header = ReadHeader(ref reader);
        var keys = reader.Addresses(reader.Count());
        var blockhash = reader.Blockhash();
        var instructions = new CompiledInstruction[BoundedCount(ref reader, bytesEach: 3)];
        for (var i = 0; i < instructions.Length; i++)
        {
            var program = reader.Byte();
            var accounts = reader.Take(reader.Count()).ToArray();
            var data = reader.Take(reader.Count());
            instructions[i] = new CompiledInstruction(program, accounts, data);
        }

        var lookups = version == MessageVersion.V0 ? ReadLookups(ref reader) : [];
        RequireSense(header, keys, instructions, lookups);
        return new Message(bytes[..(reader.Position - start)])
        {
            Version = version,
            Header = header,
            AccountKeys = keys,
            Blockhash = blockhash,
            Instructions = instructions,
            AddressTableLookups = lookups,
        };
    }

    private static AddressTableLookup[] ReadLookups(ref WireReader reader)
    {
        var lookups = new AddressTableLookup[BoundedCount(ref reader, bytesEach: Address.Length + 2)];
        for (var i = 0; i < lookups.Length; i++)
        {
            var table = reader.Addresses(1)[0];
            var writable = reader.Take(reader.Count()).ToArray();
            var @readonly = reader.Take(reader.Count()).ToArray();
            Require(writable.Length + @readonly.Length > 0, "A table lookup loads nothing.");
            lookups[i] = new AddressTableLookup(table, writable, @readonly);
        }

        return lookups;
    }

    private static Message ReadV1(ref WireReader reader, ReadOnlyMemory<byte> bytes)
    {
        reader.Byte();
        var header = ReadHeader(ref reader);
        var mask = reader.U32();
        var blockhash = reader.Blockhash();
        int instructionCount = reader.Byte();
        var keys = reader.Addresses(reader.Byte());
        var config = ReadConfig(ref reader, mask);

        var heads = new (byte Program, byte Accounts, ushort Data)[instructionCount];
        for (var i = 0; i < heads.Length; i++)
            heads[i] = (reader.Byte(), reader.Byte(), reader.U16());
        var instructions = new CompiledInstruction[instructionCount];
        for (var i = 0; i < heads.Length; i++)
        {
            var accounts = reader.Take(heads[i].Accounts).ToArray();
            instructions[i] = new CompiledInstruction(heads[i].Program, accounts, reader.Take(heads[i].Data));
        }

        RequireSense(header, keys, instructions, []);
        return new Message(bytes[..reader.Position])
        {
            Version = MessageVersion.V1,
            Header = header,
            AccountKeys = keys,
            Blockhash = blockhash,
            Instructions = instructions,
            Config = config,
        };
    }

    /// <summary>
    /// Values stand in the order of the mask's bits; the fee takes two bits that must be set together.
    /// </summary>
    private static MessageConfig ReadConfig(ref WireReader reader, uint mask)
    {
        Require(mask >> 5 == 0, "The configuration mask has an unknown bit.");
        Require((mask & 3) is 0 or 3, "The configuration mask has half of the priority fee.");
        ulong? fee = (mask & 3) == 3 ? reader.U64() : null;
        uint? units = (mask & 4) != 0 ? reader.U32() : null;
        uint? loaded = (mask & 8) != 0 ? reader.U32() : null;
        uint? heap = (mask & 16) != 0 ? reader.U32() : null;
        return new MessageConfig(fee, units, loaded, heap);
    }

    private static MessageHeader ReadHeader(ref WireReader reader) =>
        new(reader.Byte(), reader.Byte(), reader.Byte());

    private static int BoundedCount(ref WireReader reader, int bytesEach)
    {
        int count = reader.Count();
        Require(count * bytesEach <= reader.Left, "A count promises more than the bytes can hold.");
        return count;
    }

    private static void RequireSense(
        MessageHeader header,
        Address[] keys,
        CompiledInstruction[] instructions,
        AddressTableLookup[] lookups)
    {
        Require(header.Required > 0, "Nobody pays the fee.");
        Require(header.ReadonlySigned < header.Required, "The fee payer is not writable.");
        Require(
            header.Required + header.ReadonlyUnsigned <= keys.Length, "The header does not fit the keys.");
        Require(new HashSet<Address>(keys).Count == keys.Length, "A key stands twice.");

        var loaded = lookups.Sum(lookup => lookup.WritableIndexes.Count + lookup.ReadonlyIndexes.Count);
        Require(keys.Length + loaded <= 256, "There are more accounts than indexes.");
        foreach (var instruction in instructions)
        {
            Require(instruction.ProgramIdIndex > 0 && instruction.ProgramIdIndex < keys.Length,
                "A program index points at the fee payer, at a table or at nothing.");
            foreach (var index in instruction.AccountIndexes)
                Require(index < keys.Length + loaded, "An account index points at nothing.");
        }
    }

    private static void RequireEnd(WireReader reader) =>
        Require(reader.Left == 0, "There are bytes left over.");

    private static void Require(bool isTrue, string rule)
    {
        if (!isTrue)
            throw new TransactionFormatException(rule);
    }
}
