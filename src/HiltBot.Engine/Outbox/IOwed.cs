using HiltBot.Engine.Values;

namespace HiltBot.Engine.Outbox;

/// <summary>
/// A row with work to be done. It is due when <see cref="DueAt"/> has come and nobody's claim is running. A
/// claim says who works on it; <see cref="DueAt"/> never serves as a lease (design section 5).
/// </summary>
public interface IOwed
{
    DateTimeOffset? DueAt { get; set; }

    int Attempts { get; set; }

    DateTimeOffset? ClaimedUntil { get; set; }

    ClaimId? ClaimId { get; set; }

    /// <summary>
    /// Since when the work on this row has broken each time it was tried: it is put off so that others go on
    /// (<see cref="Batches"/>), and <c>/health</c> counts it. Null when all is well.
    /// </summary>
    DateTimeOffset? PutOffSince { get; set; }
}
