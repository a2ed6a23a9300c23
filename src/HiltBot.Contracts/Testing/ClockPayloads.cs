using System.ComponentModel.DataAnnotations;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Testing;

/// <summary>Extension: moves business time forward. Exactly one of the three.</summary>
public sealed record MoveClockRequest
{
    /// <summary>So many seconds; at most ten years.</summary>
    [Whole(0, 315_576_000)]
    public long? Seconds { get; init; }

    /// <summary>An instant of ISO 8601, UTC where it names no offset; not in the past.</summary>
    [StringLength(40)]
    public string? To { get; init; }

    /// <summary>To whatever of this workspace happens next by itself.</summary>
    public bool? ToNextEvent { get; init; }
}

/// <summary>Extension: the second clock, which decides periods, reminders, grace and expiry.</summary>
public sealed record ClockResponse
{
    public required string Network { get; init; }

    /// <summary>Business time.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>How far it is ahead of real time.</summary>
    public required long OffsetSeconds { get; init; }

    /// <summary>When something of this workspace happens next by itself; null when nothing lies ahead.</summary>
    public required DateTimeOffset? NextEventAt { get; init; }
}
