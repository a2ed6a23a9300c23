using HiltBot.Engine.Memberships;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Access;

/// <summary>
/// Looks at seats one by one and holds what the platform shows against the books. A difference is written down and the
/// seat armed: the reconciliation repairs it, and a closing that comes of it counts for the brake (rule 13).
/// </summary>
public sealed class SeatComparison(
    Work work, Batches batches, SeatCalls calls, BusinessTime business, TimeProvider time)
{
    /// <param name="passed">Platforms that are compared in another way: nothing is asked of them.</param>
    /// <param name="startedAt"><see cref="TimeProvider.GetTimestamp"/> when the work on these seats began.</param>
    /// <returns>How many differed.</returns>
    internal async Task<int> RunAsync(
        IReadOnlyList<SeatId> ids, IReadOnlySet<Platform> passed, long startedAt, CancellationToken cancellationToken)
    {
        var registered = calls.Registered();
        var page = await batches.ReadAsync(
            ids, (db, some) => ReadAsync(db, some, cancellationToken), ArmAsync, cancellationToken);
        var seats = page
            .Where(seat => registered.Contains(seat.Platform) && !passed.Contains(seat.Platform) &&
                (IsKnown(seat) || IsAwaited(seat)))
            .ToDictionary(seat => seat.Id);
        var looks = seats.Values
            .Select(seat => new SeatCall(
                seat.Id, default, seat.Version, seat.Platform, seat.TargetId, seat.AccountId,
                AccessAction.Look,
                "comparing the books with the platform"))
            .ToList();
        var results = await calls.MakeAsync(looks, startedAt, cancellationToken);
        var drifted = looks.Select(look => FindingIn(look, seats[look.SeatId], results[look.SeatId]))
            .OfType<Finding>().ToDictionary(finding => finding.Look.SeatId);
        if (drifted.Count > 0)
        {
            await batches.ReadAsync(
                [.. drifted.Keys], (db, some) => RepairAsync(db, some, drifted, cancellationToken), ArmAsync,
                cancellationToken);
        }

        return drifted.Count;

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
    internal static bool IsKnown(Seat seat) =>
        seat is { Found: not null, DueAt: null, Intent: null, Shown: not null };

    // Paid for, and the account was not inside when we last heard of it.
    internal static bool IsAwaited(Seat seat) => seat is
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
