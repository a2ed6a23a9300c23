using HiltBot.Solana.Keys;
using HiltBot.Solana.Transactions;

namespace HiltBot.Solana.Tests.Transactions;

/// <summary>
/// Whole transactions written by the letter of solana.md, section 2, with what our own builder never makes:
/// table lookups and version 1. A writer of its own, so that reading is not held against itself.
/// </summary>
internal sealed record RandomWires
{
    public required MessageVersion Version { get; init; }

    public required MessageHeader Header { get; init; }

    public required Address[] Keys { get; init; }

    public required Blockhash Blockhash { get; init; }

    public required CompiledInstruction[] Instructions { get; init; }

    public required AddressTableLookup[] Lookups { get; init; }

    public required MessageConfig? Config { get; init; }

    public required Signature[] Signatures { get; init; }

    public static RandomWires Make(Random random)
    {
        var version = (MessageVersion)random.Next(3);
        var keys = Enumerable.Range(0, random.Next(2, 9)).Select(_ => Address.From(Bytes(random, 32))).ToArray();
        var required = random.Next(1, keys.Length + 1);
        var lookups = version != MessageVersion.V0 ? [] : Enumerable.Range(0, random.Next(3)).Select(_ =>
            new AddressTableLookup(
                Address.From(Bytes(random, 32)), Bytes(random, random.Next(1, 4)), Bytes(random, random.Next(4))))
            .ToArray();
        var accounts = keys.Length + lookups.Sum(one => one.WritableIndexes.Count + one.ReadonlyIndexes.Count);
        return new RandomWires
        {
            Version = version,
            Header = new MessageHeader(
                (byte)required, (byte)random.Next(required), (byte)random.Next(keys.Length - required + 1)),
            Keys = keys,
            Blockhash = Blockhash.From(Bytes(random, 32)),
            Instructions =
            [
                .. Enumerable.Range(0, random.Next(5)).Select(_ => new CompiledInstruction(
                    (byte)random.Next(1, keys.Length),
                    [.. Enumerable.Range(0, random.Next(6)).Select(_ => (byte)random.Next(accounts))],
                    Bytes(random, random.Next(8) == 0 ? random.Next(120, 140) : random.Next(20)))),
            ],
            Lookups = lookups,
            Config = version != MessageVersion.V1 ? null : new MessageConfig(
                random.Next(2) == 0 ? null : (ulong)random.NextInt64(),
                random.Next(2) == 0 ? null : (uint)random.Next(),
                random.Next(2) == 0 ? null : (uint)random.Next(),
                random.Next(2) == 0 ? null : (uint)random.Next()),
            Signatures =
            [
                .. Enumerable.Range(0, required).Select(_ =>
                    random.Next(2) == 0 ? default : Signature.From(Bytes(random, 64))),
            ],
        };
    }

    public byte[] Message()
    {
        var bytes = new List<byte>();
        byte[] header = [Header.Required, Header.ReadonlySigned, Header.ReadonlyUnsigned];
        if (Version == MessageVersion.V1)
        {
            WriteV1(bytes, header);
            return [.. bytes];
        }

        if (Version == MessageVersion.V0)
            bytes.Add(0x80);
        bytes.AddRange(header);
        Count(bytes, Keys.Length);
        foreach (var key in Keys)
            bytes.AddRange(key.ToArray());
        AddBlockhash(bytes);
        Count(bytes, Instructions.Length);
        foreach (var instruction in Instructions)
        {
            bytes.Add(instruction.ProgramIdIndex);
            List(bytes, [.. instruction.AccountIndexes]);
            List(bytes, instruction.Data.ToArray());
        }

        if (Version == MessageVersion.V0)
        {
            Count(bytes, Lookups.Length);
            foreach (var lookup in Lookups)
            {
                bytes.AddRange(lookup.TableKey.ToArray());
                List(bytes, [.. lookup.WritableIndexes]);
                List(bytes, [.. lookup.ReadonlyIndexes]);
            }
        }

        return [.. bytes];
    }

    public byte[] Wire()
    {
        var signatures = Signatures.SelectMany(signature => signature.ToArray());
        return Version == MessageVersion.V1
            ? [.. Message(), .. signatures]
            : [(byte)Signatures.Length, .. signatures, .. Message()];
    }

    private void WriteV1(List<byte> bytes, byte[] header)
    {
        var mask = (Config!.PriorityFeeLamports is null ? 0 : 3) + (Config.ComputeUnitLimit is null ? 0 : 4)
            + (Config.LoadedAccountsDataBytesMax is null ? 0 : 8) + (Config.HeapBytes is null ? 0 : 16);
        bytes.Add(0x81);
        bytes.AddRange(header);
        bytes.AddRange(BitConverter.GetBytes(mask));
        AddBlockhash(bytes);
        bytes.AddRange([(byte)Instructions.Length, (byte)Keys.Length]);
        foreach (var key in Keys)
            bytes.AddRange(key.ToArray());
        if (Config.PriorityFeeLamports is { } fee)
            bytes.AddRange(BitConverter.GetBytes(fee));
        foreach (var value in (uint?[])[Config.ComputeUnitLimit, Config.LoadedAccountsDataBytesMax, Config.HeapBytes])
        {
            if (value is { } set)
                bytes.AddRange(BitConverter.GetBytes(set));
        }

        foreach (var instruction in Instructions)
        {
            bytes.AddRange([instruction.ProgramIdIndex, (byte)instruction.AccountIndexes.Count]);
            bytes.AddRange(BitConverter.GetBytes((ushort)instruction.Data.Length));
        }

        foreach (var instruction in Instructions)
        {
            bytes.AddRange(instruction.AccountIndexes);
            bytes.AddRange(instruction.Data.Span);
        }
    }

    private void AddBlockhash(List<byte> bytes)
    {
        var hash = new byte[32];
        Blockhash.CopyTo(hash);
        bytes.AddRange(hash);
    }

    private static void List(List<byte> bytes, byte[] items)
    {
        Count(bytes, items.Length);
        bytes.AddRange(items);
    }

    private static void Count(List<byte> bytes, int count)
    {
        if (count < 128)
            bytes.Add((byte)count);
        else
            bytes.AddRange([(byte)(count & 0x7f | 0x80), (byte)(count >> 7)]);
    }

    private static byte[] Bytes(Random random, int count) => RandomMessages.Bytes(random, count);
}
