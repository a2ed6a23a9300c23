using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Transactions;

/// <summary>
/// Builds legacy and v0 messages. Key order: fee payer; then, instruction by instruction, program id and
/// accounts at first appearance; flags are OR-ed; then a stable split into writable signers, readonly
/// signers, writable others and readonly others. Other clients order differently and are just as valid: never
/// compare a message to a rebuilt one.
/// </summary>
public static class MessageBuilder
{
    /// <exception cref="ArgumentException">
    /// Version 1, more than 256 keys, or a part too long for the wire.
    /// </exception>
    public static Message Build(
        MessageVersion version,
        Address feePayer,
        Blockhash blockhash,
        IReadOnlyList<Instruction> instructions)
    {
        if (version == MessageVersion.V1)
            throw new ArgumentException("Version 1 messages are read, not built.", nameof(version));

        var accounts = Sort(feePayer, instructions);
        if (accounts.Count > 256)
            throw new ArgumentException("A message names at most 256 accounts.", nameof(instructions));
        var header = new MessageHeader(
            checked((byte)accounts.Count(account => account.IsSigner)),
            checked((byte)accounts.Count(account => account is { IsSigner: true, IsWritable: false })),
            checked((byte)accounts.Count(account => account is { IsSigner: false, IsWritable: false })));
        var keys = accounts.ConvertAll(account => account.Address);
        var indexes = Enumerable.Range(0, keys.Count).ToDictionary(
            index => keys[index], index => (byte)index);
        var compiled = instructions.Select(instruction => new CompiledInstruction(
            indexes[instruction.ProgramId],
            [.. instruction.Accounts.Select(account => indexes[account.Address])],
            instruction.Data)).ToArray();

        return new Message(Write(version, header, keys, blockhash, compiled))
        {
            Version = version,
            Header = header,
            AccountKeys = keys,
            Blockhash = blockhash,
            Instructions = compiled,
        };
    }

    private static List<AccountMeta> Sort(Address feePayer, IReadOnlyList<Instruction> instructions)
    {
        var order = new List<Address>();
        var merged = new Dictionary<Address, AccountMeta>();
        Add(AccountMeta.WritableSigner(feePayer));
        foreach (var instruction in instructions)
        {
            Add(AccountMeta.Readonly(instruction.ProgramId));
            foreach (var account in instruction.Accounts)
                Add(account);
        }

        return [.. order.Select(key => merged[key]).OrderBy(Group)];

        void Add(AccountMeta account)
        {
            if (merged.TryGetValue(account.Address, out var known))
            {
                merged[account.Address] = new AccountMeta(
                    account.Address,
                    known.IsSigner || account.IsSigner,
                    known.IsWritable || account.IsWritable);
                return;
            }

            order.Add(account.Address);
            merged.Add(account.Address, account);
        }
    }

    /// <summary>LINQ's OrderBy is stable, which the rule needs.</summary>
    private static int Group(AccountMeta account) =>
        (account.IsSigner ? 0 : 2) + (account.IsWritable ? 0 : 1);

    private static byte[] Write(
        MessageVersion version,
        MessageHeader header,
        List<Address> keys,
        Blockhash blockhash,
        CompiledInstruction[] instructions)
    {
        var bytes = new List<byte>(Transaction.BytesMax);
        if (version == MessageVersion.V0)
            bytes.Add(0x80);
        bytes.AddRange([header.Required, header.ReadonlySigned, header.ReadonlyUnsigned]);

        WriteCount(bytes, keys.Count);
        foreach (var key in keys)
            bytes.AddRange(key.ToArray());
        Span<byte> hash = stackalloc byte[Blockhash.Length];
        blockhash.CopyTo(hash);
        bytes.AddRange(hash);

        WriteCount(bytes, instructions.Length);
        foreach (var instruction in instructions)
        {
            bytes.Add(instruction.ProgramIdIndex);
            WriteCount(bytes, instruction.AccountIndexes.Count);
            bytes.AddRange(instruction.AccountIndexes);
            WriteCount(bytes, instruction.Data.Length);
            bytes.AddRange(instruction.Data.Span);
        }

        // Our messages load nothing from tables, which v0 says with a count of zero.
        if (version == MessageVersion.V0)
            bytes.Add(0);
        return [.. bytes];
    }

    private static void WriteCount(List<byte> bytes, int count)
    {
        if (count > ushort.MaxValue)
            throw new ArgumentException("A part of the message is too long for the wire.", nameof(count));
        CompactU16.Write(bytes, (ushort)count);
    }
}
