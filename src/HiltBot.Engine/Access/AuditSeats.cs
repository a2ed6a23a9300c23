using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Access;

/// <summary>
/// Compares the books with what platforms show, a page of seats at a time, those first that were compared longest ago.
/// Platforms that are read in large pages (<see cref="IMemberSurvey"/>) are left to <see cref="SurveyMembers"/>.
/// </summary>
public sealed class AuditSeats(
    Work work, SeatComparison comparison, SendingLease sending, IEnumerable<IMemberSurvey> surveys, TimeProvider time)
{
    public const int PageMax = 100;

    /// <summary>A seat is compared at most this often.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(24);

    /// <summary>
    /// Who has paid and not come in yet is looked for so often in the first days: news of a join may be lost.
    /// </summary>
    public static readonly TimeSpan AwaitedInterval = TimeSpan.FromHours(1);

    private static readonly TimeSpan FirstDays = TimeSpan.FromDays(3);

    /// <returns>How many seats had their turn; a full page says that there is more.</returns>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        // The turns of seats are taken once for all platforms, so by the node that may speak to all of them.
        if (sending.Elsewhere.Count > 0)
        {
            return 0;
        }

        var claimedAt = time.GetTimestamp();
        var ids = await work.RunAsync(db => TakeAsync(db, cancellationToken), cancellationToken);
        var surveyed = surveys.Select(survey => survey.Platform).ToHashSet();
        await comparison.RunAsync(ids, surveyed, claimedAt, cancellationToken);
        return ids.Count;
    }

    // They take their turn by key, whatever stands in the row: left at the front they would be read again
    // each time.
    private async Task<IReadOnlyList<SeatId>> TakeAsync(HiltDb db, CancellationToken cancellationToken)
    {
        var now = time.Now();
        var before = now - Interval;
        var ids = await db.Seats.Where(seat => seat.AuditedAt <= before).OrderBy(seat => seat.AuditedAt)
            .Select(seat => seat.Id).Take(PageMax).ToListAsync(cancellationToken);
        if (ids.Count == 0)
        {
            return ids;
        }

        // No version: looking is no news about the seat.
        var (soon, young) = (before + AwaitedInterval, now - FirstDays);
        await db.Seats.Where(seat => ids.Contains(seat.Id)).ExecuteUpdateAsync(
            set => set.SetProperty(
                seat => seat.AuditedAt,
                seat => seat.Shown == null && seat.DueAt == null && seat.CreatedAt > young ? soon : now),
            cancellationToken);
        return ids;
    }
}
