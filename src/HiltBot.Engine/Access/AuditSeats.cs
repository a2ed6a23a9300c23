using HiltBot.Engine.Memberships;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Access;

/// <summary>
/// Compares the books with what platforms show, a page of seats at a time, those first that were compared
/// longest ago. A difference is written down and the seat armed: the reconciliation repairs it, and a closing
/// that comes of it counts for the brake (rule 13).
/// </summary>
public sealed class AuditSeats(
    Work work, Batches batches, SeatCalls calls, BusinessTime business, TimeProvider time)
{
    public const int PageMax = 100;

    /// <summary>A seat is compared at most this often.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(24);

    /// <summary>
    /// Who has paid and not come in yet is looked for so often in the first days: news of a join may be lost.
    /// </summary>
    public static readonly TimeSpan AwaitedInterval = TimeSpan.FromHours(1);

    private static readonly TimeSpan FirstDays = TimeSpan.FromDays(3);

    /// <returns>How many seats were compared; a full page says that there is more.</returns>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var registered = calls.Registered();
        var claimedAt = time.GetTimestamp();
        var ids = await work.RunAsync(db => TakeAsync(db, cancellationToken), cancellationToken);
        var page = await batches.ReadAsync(
            ids, (db, some) => ReadAsync(db, some, cancellationToken), ArmAsync, cancellationToken);
        var seats =
            page.Where(seat => registered.Contains(seat.Platform) && (IsKnown(seat) || IsAwaited(seat)))
            .ToDictionary(seat => seat.Id);
        var looks = seats.Values
            .Select(seat => new SeatCall(
                seat.Id, default, seat.Version, seat.Platform, seat.TargetId, seat.AccountId,
                AccessAction.Look,
                "comparing the books with the platform"))
            .ToList();
        var results = await calls.MakeAsync(looks, claimedAt, cancellationToken);
        var drifted = looks.Select(look => FindingIn(look, seats[look.SeatId], results[look.SeatId]))
            .OfType<Finding>().ToDictionary(finding => finding.Look.SeatId);
        if (drifted.Count > 0)
        {
            await batches.ReadAsync(
                [.. drifted.Keys], (db, some) => RepairAsync(db, some, drifted, cancellationToken), ArmAsync,
                cancellationToken);
        }

        return ids.Count;

        // What breaks here is left to the reconciliation, which puts it off and says so.
        Task ArmAsync(SeatId id) => work.RunAsync(
            async db =>
            {
                var now = time.Now();
                await db.Seats.Where(seat => seat.Id == id)
                    .ExecuteUpdateAsync(set => set.SetProperty(seat => seat.DueAt, now), cancellationToken);
                db.Wake(Sweep.Access);
            },
            cancellationToken);
    }

    // What is due or in somebody's hands is looked at anyway; what we never touched is not compared.
    private static bool IsKnown(Seat seat) =>
        seat is { Found: not null, DueAt: null, Intent: null, Shown: not null };

    // Paid for, and the account was not inside when we last heard of it.
    private static bool IsAwaited(Seat seat) => seat is
    { Shown: null, DueAt: null, Intent: null, DeliveryStatus: DeliveryStatus.Pending or DeliveryStatus.Sent };

    private static Finding? FindingIn(SeatCall look, Seat seat, SeatResult result)
    {
        if (result is not SeatResult.Answered { Answer: var answer })
        {
            return null;
        }

        if (IsAwaited(seat))
        {
            return answer is AccessAnswer.Open or AccessAnswer.Closed or AccessAnswer.IsAdministrator
                ? new Finding(look, null, "HasJoined", "they have come in, and no news of it was heard")
                : null;
        }

        SeatState? shown = answer switch
        {
            AccessAnswer.Open => SeatState.Open,
            AccessAnswer.Closed or AccessAnswer.WaitsForJoin => SeatState.Closed,
            _ => null,
        };
        return shown is { } state && state != seat.Shown
            ? new Finding(
                look, shown, state.ToString(),
                $"the books said {(seat.Shown == SeatState.Open ? "open" : "closed")}, " +
                $"the platform shows {(state == SeatState.Open ? "open" : "closed")}")
            : null;
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

    // The platform is not asked about places that the bot is out of.
    private static async Task<IReadOnlyList<Seat>> ReadAsync(
        HiltDb db, IReadOnlyList<SeatId> ids, CancellationToken cancellationToken) =>
        await db.Seats.AsNoTracking()
            .Where(seat => ids.Contains(seat.Id) &&
                !db.Communities.Any(row => row.Id == seat.CommunityId && row.LostAt != null))
            .ToListAsync(cancellationToken);

    private async Task<IReadOnlyList<Seat>> RepairAsync(
        HiltDb db, IReadOnlyList<SeatId> ids, Dictionary<SeatId, Finding> drifted,
        CancellationToken cancellationToken)
    {
        var now = time.Now();
        var seats = await db.Seats.Where(seat => ids.Contains(seat.Id)).ToListAsync(cancellationToken);
        foreach (var seat in seats)
        {
            var finding = drifted[seat.Id];
            if (seat.Version != finding.Look.Version)
            {
                continue;
            }

            db.AccessAttempts.Add(new AccessAttempt
            {
                MerchantId = seat.MerchantId,
                SeatId = seat.Id,
                CommunityId = seat.CommunityId,
                Action = AccessAction.Look,
                Reason = finding.Look.Reason,
                Outcome = finding.Outcome,
                Detail = finding.Detail,
                IsCounted = false,
                At = now,
                HappenedAt = business.Now(),
            });
            seat.Shown = finding.Shown;
            seat.DueAt = now;
            seat.Attempts = 0;
        }

        return seats;
    }

    /// <param name="Shown">What the books say from now on; null: not known, it is asked for.</param>
    private sealed record Finding(SeatCall Look, SeatState? Shown, string Outcome, string Detail);
}
