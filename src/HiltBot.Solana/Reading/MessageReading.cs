using System.Buffers.Binary;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Transactions;

namespace HiltBot.Solana.Reading;

/// <summary>
/// Reads the instructions that we know out of any message, by program, exact length of data and number of
/// accounts. Anything else is <see cref="InstructionReading.Unknown"/>, never a guess.
/// </summary>
public static class MessageReading
{
    /// <param name="subscriptions">The Subscriptions program's id; the public one unless said otherwise.</param>
    /// <param name="loaded">
    /// Keys that table lookups load, writable ones first. Without them an instruction that names such a key is
    /// unknown.
    /// </param>
    public static IReadOnlyList<InstructionReading> Of(
        Message message, Address? subscriptions = null, IReadOnlyList<Address>? loaded = null)
    {
        Address[] keys = [.. message.AccountKeys, .. loaded ?? []];
        return [.. message.Instructions.Select(one => Of(one, keys, subscriptions ?? ProgramIds.Subscriptions))];
    }

    private static InstructionReading Of(CompiledInstruction instruction, Address[] keys, Address subscriptions)
    {
        var program = keys[instruction.ProgramIdIndex];
        if (instruction.AccountIndexes.Any(index => index >= keys.Length))
            return new InstructionReading.Unknown(program);
        Address[] accounts = [.. instruction.AccountIndexes.Select(index => keys[index])];
        var data = instruction.Data.Span;
        InstructionReading? read = null;
        if (program == ProgramIds.System)
            read = OfSystem(data, accounts);
        else if (ProgramIds.IsTokenProgram(program))
            read = OfToken(program, data, accounts);
        else if (program == ProgramIds.AssociatedToken)
            read = OfAssociatedToken(data, accounts);
        else if (program == ProgramIds.ComputeBudget)
            read = OfComputeBudget(data);
        else if (program == ProgramIds.Memo || program == ProgramIds.MemoV1)
            read = MemoProgram.TryRead(data) is { } text ? new InstructionReading.Memo(text, new(accounts)) : null;
        else if (program == subscriptions)
            read = SubscriptionReading.Of(data, accounts);
        return read ?? new InstructionReading.Unknown(program);
    }

    private static InstructionReading? OfSystem(ReadOnlySpan<byte> data, Address[] accounts)
    {
        if (data.Length < sizeof(uint))
            return null;
        return (BinaryPrimitives.ReadUInt32LittleEndian(data), data.Length, accounts) switch
        {
            (2, 12, [var from, var to, .. var references]) => new InstructionReading.SolTransfer(
                from, to, BinaryPrimitives.ReadUInt64LittleEndian(data[4..]), new(references)),
            (4, 4, [var nonce, _, var authority]) => new InstructionReading.NonceAdvance(nonce, authority),
            _ => null,
        };
    }

    private static InstructionReading.TokenTransfer? OfToken(
        Address program, ReadOnlySpan<byte> data, Address[] accounts)
    {
        if (data.IsEmpty)
            return null;
        return (data[0], data.Length, accounts) switch
        {
            (3, 9, [var source, var destination, var owner, .. var references]) =>
                new InstructionReading.TokenTransfer(
                    program, source, null, destination, owner, Amount(data), null, new(references)),
            (12, 10, [var source, var mint, var destination, var owner, .. var references]) =>
                new InstructionReading.TokenTransfer(
                    program, source, mint, destination, owner, Amount(data), data[9], new(references)),
            _ => null,
        };
    }

    /// <summary>No data is the oldest form of creating one.</summary>
    private static InstructionReading.TokenAccountCreation? OfAssociatedToken(
        ReadOnlySpan<byte> data, Address[] accounts) =>
        data is [] or [0 or 1]
        && accounts is [var payer, var account, var owner, var mint, _, var tokenProgram, ..]
            ? new InstructionReading.TokenAccountCreation(
                payer, account, owner, mint, tokenProgram, MayExist: data is [1])
            : null;

    private static InstructionReading? OfComputeBudget(ReadOnlySpan<byte> data) => data switch
    {
        [2, ..] when data.Length == 5 =>
            new InstructionReading.UnitLimit(BinaryPrimitives.ReadUInt32LittleEndian(data[1..])),
        [3, ..] when data.Length == 9 => new InstructionReading.UnitPrice(Amount(data)),
        _ => null,
    };

    private static ulong Amount(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadUInt64LittleEndian(data[1..]);
}
