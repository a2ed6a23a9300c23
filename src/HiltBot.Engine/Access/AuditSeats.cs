using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Access;

/// <summary>
/// Compares the books with what platforms show, a page of seats at a time, those first that were compared longest ago.
/// A difference is written down and the seat armed: the reconciliation repairs it, and a closing that comes of it counts
/// for the brake (rule 13).
/// </summary>
public sealed class AuditSeats(Work work, SeatCalls calls, TimeProvider time)
{
    public const int PageMax = 100;

    /// <summary>A seat is compared at most this often.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(24);

    /// <returns>How many seats were compared; a full page says that there is more.</returns>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var registered = calls.Registered();
        var claimedAt = time.GetTimestamp();
        var (page, lost) = await work.RunAsync(db => TakeAsync(db, cancellationToken), cancellationToken);
        var looks = page
            .Where(seat => registered.Contains(seat.Platform) && !lost.Contains(seat.CommunityId) && IsKnown(seat))
            .Select(seat => new SeatCall(
                seat.Id, default, seat.Version, seat.Platform, seat.TargetId, seat.AccountId, AccessAction.Look,
                "comparing the books with the platform"))
            .ToList();
        var results = await calls.MakeAsync(looks, claimedAt, cancellationToken);
        var drifted = looks
            .Select(look => (Look: look, Shown: ShownIn(results[look.SeatId])))
            .Where(pair => pair.Shown is { } shown && shown != page.Single(seat => seat.Id == pair.Look.SeatId).Shown)
            .ToDictionary(pair => pair.Look.SeatId, pair => (pair.Look, Shown: pair.Shown!.Value));
        if (drifted.Count > 0)
        {
            await work.RunAsync(db => RepairAsync(db, drifted, cancellationToken), cancellationToken);
        }

        return page.Count;
    }

    // What is due or in somebody's hands is looked at anyway; what we never touched is not compared.
    private static bool IsKnown(Seat seat) => seat is { Found: not null, DueAt: null, Intent: null, Shown: not null };

    private static SeatState? ShownIn(SeatResult result) => result is SeatResult.Answered answered
        ? answered.Answer switch
        {
            AccessAnswer.Open => SeatState.Open,
            AccessAnswer.Closed or AccessAnswer.WaitsForJoin => SeatState.Closed,
            _ => null,
        }
        : null;

    // Seats of places that the bot is out of take their turn too: left at the front they would be read again each time.
    private async Task<(IReadOnlyList<Seat> Page, IReadOnlySet<CommunityId> Lost)> TakeAsync(
        HiltDb db, CancellationToken cancellationToken)
    {
        var now = time.Now();
        var before = now - Interval;
        var page = await db.Seats.AsNoTracking().Where(seat => seat.AuditedAt <= before)
            .OrderBy(seat => seat.AuditedAt).Take(PageMax).ToListAsync(cancellationToken);
        var places = page.Select(seat => seat.CommunityId).Distinct().ToList();
        var lost = await db.Communities.Where(row => places.Contains(row.Id) && row.LostAt != null)
            .Select(row => row.Id).ToListAsync(cancellationToken);
        var ids = page.ConvertAll(seat => seat.Id);

        // No version: looking is no news about the seat.
        await db.Seats.Where(seat => ids.Contains(seat.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(seat => seat.AuditedAt, now), cancellationToken);
        return (page, lost.ToHashSet());
    }

    private async Task RepairAsync(
        HiltDb db, Dictionary<SeatId, (SeatCall Look, SeatState Shown)> drifted, CancellationToken cancellationToken)
    {
        var now = time.Now();
        var ids = drifted.Keys.ToList();
        foreach (var seat in await db.Seats.Where(seat => ids.Contains(seat.Id)).ToListAsync(cancellationToken))
        {
            var (look, shown) = drifted[seat.Id];
            if (seat.Version != look.Version)
            {
                continue;
            }

            db.AccessAttempts.Add(new AccessAttempt
            {
                MerchantId = seat.MerchantId,
                SeatId = seat.Id,
                CommunityId = seat.CommunityId,
                Action = AccessAction.Look,
                Reason = look.Reason,
                Outcome = shown.ToString(),
                Detail = $"the books said {(seat.Shown == SeatState.Open ? "open" : "closed")}, " +
                    $"the platform shows {(shown == SeatState.Open ? "open" : "closed")}",
                IsCounted = false,
                At = now,
            });
            seat.Shown = shown;
            seat.DueAt = now;
            seat.Attempts = 0;
        }
    }
}
