using HiltBot.Solana.Keys;
using HiltBot.Solana.Transactions;

namespace HiltBot.Solana.Tests.Transactions;

/// <summary>Messages from a seed: few keys in many roles, so that they meet again.</summary>
internal static class RandomMessages
{
    public static (Address FeePayer, Blockhash Blockhash, Instruction[] Instructions) Parts(Random random)
    {
        var keys = Enumerable.Range(0, random.Next(2, 10)).Select(_ => Key(random)).ToArray();
        var instructions = Enumerable.Range(0, random.Next(0, 5)).Select(_ => new Instruction(
            keys[random.Next(1, keys.Length)],
            [
                .. Enumerable.Range(0, random.Next(0, 6)).Select(_ => new AccountMeta(
                    keys[random.Next(keys.Length)], random.Next(4) == 0, random.Next(2) == 0)),
            ],
            Bytes(random, random.Next(0, 40)))).ToArray();
        return (keys[0], Blockhash.From(Bytes(random, 32)), instructions);
    }

    public static Transaction Make(Random random)
    {
        var (feePayer, blockhash, instructions) = Parts(random);
        var version = random.Next(2) == 0 ? MessageVersion.Legacy : MessageVersion.V0;
        var transaction = new Transaction(MessageBuilder.Build(version, feePayer, blockhash, instructions));
        foreach (var signer in transaction.Message.Signers.ToArray())
        {
            if (random.Next(2) == 0)
                transaction = transaction.WithSignature(signer, Signature.From(Bytes(random, 64)));
        }

        return transaction;
    }

    public static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static Address Key(Random random) => Address.From(Bytes(random, 32));
}
