using FsCheck;
using FsCheck.Fluent;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Transactions;

namespace HiltBot.Solana.Tests.Transactions;

/// <summary>What holds for every message that is built, whatever stands in it.</summary>
public sealed class MessageTests
{
    [Fact]
    public void Every_transaction_that_is_built_reads_back_as_itself() =>
        Prop.ForAll((int seed) =>
        {
            var built = RandomMessages.Make(new Random(seed));
            if (built.Message.Bytes.Length + built.Signatures.Count * 64 + 1 > Transaction.BytesMax)
                return;
            var wire = built.Serialize();
            var read = TransactionDecoder.Decode(wire);
            Assert.Equal(built.Signatures, read.Signatures);
            Assert.Equal(built.Message.Header, read.Message.Header);
            Assert.Equal(built.Message.Version, read.Message.Version);
            Assert.Equal(built.Message.AccountKeys, read.Message.AccountKeys);
            Assert.Equal(built.Message.Blockhash, read.Message.Blockhash);
            Assert.Equal(built.Message.Instructions.Count, read.Message.Instructions.Count);
            foreach (var (left, right) in built.Message.Instructions.Zip(read.Message.Instructions))
            {
                Assert.Equal(left.ProgramIdIndex, right.ProgramIdIndex);
                Assert.Equal(left.AccountIndexes, right.AccountIndexes);
                Assert.Equal(left.Data.ToArray(), right.Data.ToArray());
            }

            Assert.Equal(wire, read.Serialize());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Every_account_keeps_its_strongest_flags_and_its_place_in_the_instruction() =>
        Prop.ForAll((int seed) =>
        {
            var (feePayer, blockhash, instructions) = RandomMessages.Parts(new Random(seed));
            var message = MessageBuilder.Build(MessageVersion.Legacy, feePayer, blockhash, instructions);
            Assert.Equal(feePayer, message.FeePayer);
            Assert.Equal(message.AccountKeys.Count, message.AccountKeys.Distinct().Count());

            var named = instructions.SelectMany(instruction => instruction.Accounts).ToArray();
            for (var i = 0; i < message.AccountKeys.Count; i++)
            {
                var key = message.AccountKeys[i];
                var roles = named.Where(account => account.Address == key).ToArray();
                Assert.Equal(key == feePayer || roles.Any(role => role.IsSigner), message.IsSigner(i));
                Assert.Equal(key == feePayer || roles.Any(role => role.IsWritable), message.IsWritable(i));
            }

            foreach (var (instruction, compiled) in instructions.Zip(message.Instructions))
            {
                Assert.Equal(instruction.ProgramId, message.AccountKeys[compiled.ProgramIdIndex]);
                Assert.Equal(
                    instruction.Accounts.Select(account => account.Address),
                    compiled.AccountIndexes.Select(index => message.AccountKeys[index]));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Every_short_number_has_one_form() =>
        Prop.ForAll((ushort value) =>
        {
            var bytes = new List<byte>();
            CompactU16.Write(bytes, value);
            return CompactU16.TryRead([.. bytes, 0xff], out var read, out var length)
                && read == value && length == bytes.Count;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Version_1_is_not_built() => Assert.Throws<ArgumentException>(
        () => MessageBuilder.Build(MessageVersion.V1, default, default, []));

    [Fact]
    public void More_accounts_than_indexes_are_refused()
    {
        var accounts = Enumerable.Range(0, 256).Select(number => AccountMeta.Readonly(
            Address.From([.. BitConverter.GetBytes(number + 1), .. new byte[28]]))).ToArray();
        var instruction = new Instruction(accounts[0].Address, accounts, default);
        Assert.Throws<ArgumentException>(
            () => MessageBuilder.Build(MessageVersion.Legacy, default, default, [instruction]));
    }
}
