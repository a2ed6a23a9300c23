using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Subscriptions;

[SuppressMessage("Design", "CA1028", Justification = "It is the byte on the wire.")]
public enum PlanStatus : byte
{
    /// <summary>No new subscribers; pulls go on.</summary>
    Sunset = 0,

    Active = 1,
}

/// <summary>A published plan as the chain holds it: exactly 491 bytes.</summary>
public sealed record PlanAccount
{
    public const int Length = 491;

    /// <summary>Where searches compare the owner.</summary>
    public const int OwnerOffset = 1;

    private const byte Kind = 1;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    public required Address Owner { get; init; }

    public required byte Bump { get; init; }

    public required PlanStatus Status { get; init; }

    public required ulong PlanId { get; init; }

    public required Address Mint { get; init; }

    /// <summary>Base units per period.</summary>
    public required ulong Amount { get; init; }

    public required ulong PeriodHours { get; init; }

    /// <summary>Unix seconds, by the program's clock; part of what subscribers agree to.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>Unix seconds; 0: no end.</summary>
    public required long EndAt { get; init; }

    /// <summary>The four places as they stand; a zero key is an empty place.</summary>
    public required IReadOnlyList<Address> DestinationPlaces { get; init; }

    public required IReadOnlyList<Address> PullerPlaces { get; init; }

    public required string MetadataUri { get; init; }

    /// <summary>Wallets that may receive; none: any may.</summary>
    public IEnumerable<Address> Destinations => DestinationPlaces.Where(key => key != default);

    public IEnumerable<Address> Pullers => PullerPlaces.Where(key => key != default);

    /// <summary>The owner may always pull.</summary>
    public bool AllowsPullsBy(Address caller) => caller == Owner || Pullers.Contains(caller);

    /// <summary>False for anything that this release of the program would not have written.</summary>
    public static bool TryParse(ReadOnlySpan<byte> data, [NotNullWhen(true)] out PlanAccount? account)
    {
        account = null;
        if (data.Length != Length || data[0] != Kind || data[34] > (byte)PlanStatus.Active)
            return false;
        var hours = BinaryPrimitives.ReadUInt64LittleEndian(data[83..]);
        if (!SubscriptionPeriods.IsLength(hours) || !TryReadText(data[363..], out var uri))
            return false;

        account = new PlanAccount
        {
            Owner = Address.From(data[1..33]),
            Bump = data[33],
            Status = (PlanStatus)data[34],
            PlanId = BinaryPrimitives.ReadUInt64LittleEndian(data[35..]),
            Mint = Address.From(data[43..75]),
            Amount = BinaryPrimitives.ReadUInt64LittleEndian(data[75..]),
            PeriodHours = hours,
            CreatedAt = BinaryPrimitives.ReadInt64LittleEndian(data[91..]),
            EndAt = BinaryPrimitives.ReadInt64LittleEndian(data[99..]),
            DestinationPlaces = ReadKeys(data[107..]),
            PullerPlaces = ReadKeys(data[235..]),
            MetadataUri = uri,
        };
        return true;
    }

    private static Address[] ReadKeys(ReadOnlySpan<byte> data)
    {
        var keys = new Address[PlanTerms.ListMax];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = Address.From(data.Slice(i * Address.Length, Address.Length));
        return keys;
    }

    /// <summary>
    /// Text that does not come back as the same bytes is refused: an update sends along what was seen.
    /// </summary>
    private static bool TryReadText(ReadOnlySpan<byte> data, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = StrictUtf8.GetString(data[..PlanTerms.MetadataUriMax].TrimEnd((byte)0));
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = null;
            return false;
        }
    }
}
