using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Subscriptions;

/// <summary>
/// One subscriber of one plan: exactly 155 bytes of version 1. That it does not expire is no proof that money
/// can be collected: authority and token account say the rest.
/// </summary>
public sealed record SubscriptionAccount
{
    public const int Length = 155;

    /// <summary>Where searches compare subscriber and plan.</summary>
    public const int SubscriberOffset = 3;
    public const int PlanOffset = 35;

    private const byte Kind = 4;
    private const byte Version = 1;

    public required byte Bump { get; init; }

    public required Address Subscriber { get; init; }

    /// <summary>The plan's account.</summary>
    public required Address Plan { get; init; }

    public required Address RentPayer { get; init; }

    /// <summary>The number of the authority that it was signed up under.</summary>
    public required long InitId { get; init; }

    /// <summary>As signed up to, base units per period.</summary>
    public required ulong Amount { get; init; }

    public required ulong PeriodHours { get; init; }

    /// <summary>When the plan that was agreed to had been made, unix seconds.</summary>
    public required long PlanCreatedAt { get; init; }

    /// <summary>Taken in the period that starts at <see cref="PeriodStart"/>, base units.</summary>
    public required ulong Pulled { get; init; }

    /// <summary>Unix seconds. It moves only with a pull.</summary>
    public required long PeriodStart { get; init; }

    /// <summary>Unix seconds; 0: not cancelled.</summary>
    public required long ExpiresAt { get; init; }

    public bool IsCancelled => ExpiresAt != 0;

    public bool HasExpired(long clock) => ExpiresAt != 0 && clock >= ExpiresAt;

    /// <summary>False for anything that this release of the program would not have written.</summary>
    public static bool TryParse(ReadOnlySpan<byte> data, [NotNullWhen(true)] out SubscriptionAccount? account)
    {
        account = null;
        if (data.Length != Length || data[0] != Kind || data[1] != Version)
            return false;
        var hours = BinaryPrimitives.ReadUInt64LittleEndian(data[115..]);
        if (!SubscriptionPeriods.IsLength(hours))
            return false;

        account = new SubscriptionAccount
        {
            Bump = data[2],
            Subscriber = Address.From(data[3..35]),
            Plan = Address.From(data[35..67]),
            RentPayer = Address.From(data[67..99]),
            InitId = BinaryPrimitives.ReadInt64LittleEndian(data[99..]),
            Amount = BinaryPrimitives.ReadUInt64LittleEndian(data[107..]),
            PeriodHours = hours,
            PlanCreatedAt = BinaryPrimitives.ReadInt64LittleEndian(data[123..]),
            Pulled = BinaryPrimitives.ReadUInt64LittleEndian(data[131..]),
            PeriodStart = BinaryPrimitives.ReadInt64LittleEndian(data[139..]),
            ExpiresAt = BinaryPrimitives.ReadInt64LittleEndian(data[147..]),
        };
        return true;
    }
}
