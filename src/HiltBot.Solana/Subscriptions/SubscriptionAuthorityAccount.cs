using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Subscriptions;

/// <summary>Who holds a user's approval for one mint: exactly 106 bytes.</summary>
public sealed record SubscriptionAuthorityAccount
{
    public const int Length = 106;

    private const byte Kind = 0;

    public required Address User { get; init; }

    public required Address Mint { get; init; }

    public required Address RentPayer { get; init; }

    public required byte Bump { get; init; }

    /// <summary>The slot it was made in. Closed and made anew, it has another, and old subscriptions are void.</summary>
    public required long InitId { get; init; }

    /// <summary>False for anything that this release of the program would not have written.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> data, [NotNullWhen(true)] out SubscriptionAuthorityAccount? account)
    {
        account = null;
        if (data.Length != Length || data[0] != Kind)
            return false;
        account = new SubscriptionAuthorityAccount
        {
            User = Address.From(data[1..33]),
            Mint = Address.From(data[33..65]),
            RentPayer = Address.From(data[65..97]),
            Bump = data[97],
            InitId = BinaryPrimitives.ReadInt64LittleEndian(data[98..]),
        };
        return true;
    }
}
