using System.Buffers.Binary;
using System.Text;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Subscriptions;

namespace HiltBot.Solana.Reading;

/// <summary>Instructions of the Subscriptions program (solana.md, section 7).</summary>
internal static class SubscriptionReading
{
    private const int UpdateLength =
        1 + 3 * sizeof(long) + 2 * (PlanTerms.ListMax * Address.Length + PlanTerms.MetadataUriMax);

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    public static InstructionReading? Of(ReadOnlySpan<byte> data, Address[] accounts)
    {
        if (data.IsEmpty)
            return null;
        var step = (SubscriptionInstruction)data[0];
        var fields = data[1..];
        return (step, fields.Length, accounts) switch
        {
            (SubscriptionInstruction.InitAuthority, 0, [var user, _, var mint, var account, _, _, .. var payer]) =>
                new InstructionReading.Approval(user, mint, account, First(payer)),
            (SubscriptionInstruction.CreatePlan, 456, [var owner, var plan, _, _, _, .. var payer]) =>
                ReadTerms(fields) is { } terms
                    ? new InstructionReading.PlanCreation(owner, plan, terms, First(payer))
                    : null,
            (SubscriptionInstruction.Subscribe, 73,
                [var subscriber, var merchant, var plan, _, _, _, _, _, .. var payer]) =>
                new InstructionReading.Subscription(
                    subscriber, merchant, plan, Key(fields, 9), U64(fields, 41), U64(fields, 49), First(payer)),
            (SubscriptionInstruction.Pull, 72,
                [_, var plan, _, var source, var receiver, var caller, var mint, var tokens, _, _, .. var extra])
                when mint == Key(fields, 40) => new InstructionReading.Pull(
                    new PullRequest
                    {
                        Plan = plan,
                        Subscriber = Key(fields, 8),
                        Mint = mint,
                        TokenProgram = tokens,
                        ReceiverTokenAccount = receiver,
                        Caller = caller,
                        Amount = U64(fields, 0),
                    },
                    source,
                    new(extra)),
            _ => IsStep(step, fields.Length, accounts.Length)
                ? new InstructionReading.SubscriptionStep(step, accounts[0])
                : null,
        };
    }

    private static bool IsStep(SubscriptionInstruction step, int fields, int accounts) =>
        (step, fields, accounts) switch
        {
            (SubscriptionInstruction.Cancel, 0, 5)
                or (SubscriptionInstruction.Resume, 8, 6)
                or (SubscriptionInstruction.CancelNow, 8, 6)
                or (SubscriptionInstruction.RevokeSubscription, 0, 3 or 4)
                or (SubscriptionInstruction.RevokeAuthority, 0, 5 or 6)
                or (SubscriptionInstruction.CloseAuthority, 0, 2 or 3)
                or (SubscriptionInstruction.UpdatePlan, UpdateLength, 4)
                or (SubscriptionInstruction.DeletePlan, 0, 2) => true,
            _ => false,
        };

    private static PlanTerms? ReadTerms(ReadOnlySpan<byte> fields)
    {
        try
        {
            return new PlanTerms
            {
                PlanId = U64(fields, 0),
                Mint = Key(fields, 8),
                Amount = U64(fields, 40),
                PeriodHours = U64(fields, 48),
                EndAt = BinaryPrimitives.ReadInt64LittleEndian(fields[64..]),
                Destinations = Keys(fields[72..]),
                Pullers = Keys(fields[200..]),
                MetadataUri = StrictUtf8.GetString(fields[328..].TrimEnd((byte)0)),
            };
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static AddressList Keys(ReadOnlySpan<byte> fields)
    {
        var keys = new List<Address>();
        for (var i = 0; i < PlanTerms.ListMax; i++)
        {
            var key = Key(fields, i * Address.Length);
            if (key != default)
                keys.Add(key);
        }

        return new AddressList(keys);
    }

    private static Address? First(Address[] payer) => payer is [var first, ..] ? first : null;

    private static Address Key(ReadOnlySpan<byte> fields, int offset) =>
        Address.From(fields.Slice(offset, Address.Length));

    private static ulong U64(ReadOnlySpan<byte> fields, int offset) =>
        BinaryPrimitives.ReadUInt64LittleEndian(fields[offset..]);
}
