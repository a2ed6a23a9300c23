using HiltBot.Solana.Keys;

namespace HiltBot.Solana.Subscriptions;

/// <summary>What a merchant publishes. Only end, pullers and link can change later.</summary>
public sealed record PlanTerms
{
    /// <summary>Wallets that a plan can list as destinations, and again as pullers.</summary>
    public const int ListMax = 4;

    /// <summary>Bytes of UTF-8.</summary>
    public const int MetadataUriMax = 128;

    public const ulong PeriodHoursMax = 8_760;

    /// <summary>The owner's own number; it is part of the plan's address.</summary>
    public required ulong PlanId { get; init; }

    public required Address Mint { get; init; }

    /// <summary>At most this much per period, base units; never zero.</summary>
    public required ulong Amount { get; init; }

    /// <summary>1 to 8,760.</summary>
    public required ulong PeriodHours { get; init; }

    /// <summary>Unix seconds; 0: no end. At least one period ahead.</summary>
    public long EndAt { get; init; }

    /// <summary>
    /// Wallets whose token accounts may receive. With none, a leaked puller key can send the money anywhere.
    /// </summary>
    public required IReadOnlyList<Address> Destinations { get; init; }

    /// <summary>Keys beside the owner's that may pull.</summary>
    public required IReadOnlyList<Address> Pullers { get; init; }

    /// <summary>At most 128 bytes of UTF-8; public for ever.</summary>
    public string MetadataUri { get; init; } = "";
}
