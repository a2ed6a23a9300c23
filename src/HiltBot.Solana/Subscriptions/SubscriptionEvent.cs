using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Subscriptions;

/// <summary>
/// What the program notes by calling itself: inner instructions to its own id. They explain; balances remain
/// the proof of a pull. Times are unix seconds, amounts base units.
/// </summary>
public abstract record SubscriptionEvent
{
    private const int HeadLength = 9;

    private SubscriptionEvent()
    {
    }

    private static ReadOnlySpan<byte> Tag => [0xe4, 0x45, 0xa5, 0x2e, 0x51, 0xcb, 0x9a, 0x1d];

    public sealed record Created(
        Address Plan, Address Subscriber, Address Mint, long CreatedAt, Address RentPayer) : SubscriptionEvent;

    public sealed record Cancelled(Address Plan, Address Subscriber, long ExpiresAt) : SubscriptionEvent;

    /// <param name="Amount">Before a Token-2022 mint keeps its fee.</param>
    /// <param name="PulledInPeriod">This pull included.</param>
    public sealed record Pulled(
        Address Subscription, Address Plan, Address Subscriber, Address Mint, ulong Amount, long PeriodStart,
        long PeriodEnd, ulong PulledInPeriod, Address Receiver, Address ReceiverTokenAccount,
        Address Puller) : SubscriptionEvent;

    public sealed record Resumed(Address Plan, Address Subscriber, long ResumedAt) : SubscriptionEvent;

    /// <summary>What changed is read from the plan: the fields of this event are not known here.</summary>
    public sealed record PlanUpdated : SubscriptionEvent;

    /// <summary>False for other data, kinds that are not ours to know, and wrong lengths.</summary>
    public static bool TryParse(ReadOnlySpan<byte> data, [NotNullWhen(true)] out SubscriptionEvent? read)
    {
        read = null;
        if (data.Length < HeadLength || !data.StartsWith(Tag))
            return false;
        var fields = data[HeadLength..];
        read = data[HeadLength - 1] switch
        {
            0 when fields.Length == 136 => new Created(
                Key(fields, 0), Key(fields, 32), Key(fields, 64), I64(fields, 96), Key(fields, 104)),
            1 when fields.Length == 72 => new Cancelled(Key(fields, 0), Key(fields, 32), I64(fields, 64)),
            2 when fields.Length == 256 => new Pulled(
                Key(fields, 0),
                Key(fields, 32),
                Key(fields, 64),
                Key(fields, 96),
                U64(fields, 128),
                I64(fields, 136),
                I64(fields, 144),
                U64(fields, 152),
                Key(fields, 160),
                Key(fields, 192),
                Key(fields, 224)),
            5 when fields.Length == 72 => new Resumed(Key(fields, 0), Key(fields, 32), I64(fields, 64)),
            6 => new PlanUpdated(),
            _ => null,
        };
        return read is not null;
    }

    private static Address Key(ReadOnlySpan<byte> fields, int offset) =>
        Address.From(fields.Slice(offset, Address.Length));

    private static long I64(ReadOnlySpan<byte> fields, int offset) =>
        BinaryPrimitives.ReadInt64LittleEndian(fields[offset..]);

    private static ulong U64(ReadOnlySpan<byte> fields, int offset) =>
        BinaryPrimitives.ReadUInt64LittleEndian(fields[offset..]);
}
