using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Payments;

/// <summary>
/// A transaction that the ledger lists under an account and that nobody here can read. At first it holds the
/// account (<see cref="SetAsideAt"/> is null): nothing is read through past it. Once it is set aside, by time
/// or by an owner, reading goes on, and it is looked at again a few times; the row goes when it could be
/// read. All instants are real time.
/// </summary>
public sealed class UnreadableTransaction : IOwed, IVersioned
{
    public required UnreadableId Id { get; init; }

    public required string Account { get; init; }

    public required string Signature { get; init; }

    public required long Slot { get; init; }

    public DateTimeOffset? BlockTime { get; init; }

    /// <summary>What went wrong at the last try.</summary>
    public required string Reason { get; set; }

    public required DateTimeOffset FirstTriedAt { get; init; }

    public required DateTimeOffset LastTriedAt { get; set; }

    /// <summary>Tries while it held its account; <see cref="Attempts"/> counts those after.</summary>
    public int Tries { get; set; }

    public DateTimeOffset? SetAsideAt { get; set; }

    /// <summary>
    /// When it is looked at again; null while it holds its account, and after the last look.
    /// </summary>
    public DateTimeOffset? DueAt { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset? ClaimedUntil { get; set; }

    public ClaimId? ClaimId { get; set; }

    public DateTimeOffset? PutOffSince { get; set; }

    public long Version { get; set; }
}
