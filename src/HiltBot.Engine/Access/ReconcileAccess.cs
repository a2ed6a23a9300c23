using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HiltBot.Engine.Access;

/// <summary>
/// Makes platforms agree about seats (road, step 6). It asks what should be, never what happened: whatever
/// news came, in whatever order or twice, the end is the same. What is about to be done is committed before
/// it is done, and its outcome is recorded only while the claim is still ours.
/// </summary>
public sealed partial class ReconcileAccess(
    Batches batches, SeatPlanner planner, SeatCalls calls, SeatNews news, Doubts doubts,
    SendingLease sending, BusinessTime business,
    TimeProvider time,
    ILogger<ReconcileAccess> logger)
{
    public const int BatchMax = 100;

    /// <returns>How many seats were worked on; a full batch says that there is more.</returns>
    public Task<int> HandleAsync(CancellationToken cancellationToken) => WorkAsync(string.Empty, cancellationToken);

    /// <summary>The same for these seats alone: whoever pushes them works for nobody else.</summary>
    internal Task<int> HandleAsync(IReadOnlyCollection<SeatId> only, CancellationToken cancellationToken) =>
        WorkAsync($"and owed.id in ({Claims.KeysOf(only.Select(id => id.Value))})", cancellationToken);

    private async Task<int> WorkAsync(string also, CancellationToken cancellationToken)
    {
        var registered = calls.Registered();
        var claimedAt = time.GetTimestamp();
        var (taken, planned) = await batches.TakeAsync<Seat, SeatCall>(
            time.Now, BatchMax, (db, seats) => planner.PlanAsync(db, seats, registered, cancellationToken),
            cancellationToken, $"{also} {NotOf(sending.Elsewhere)}");
        var looks = planned.Where(call => call.Action == AccessAction.Look).ToList();
        var changes = planned.Where(call => call.Action != AccessAction.Look).ToList();
        if (looks.Count > 0)
        {
            var seen = await calls.MakeAsync(looks, claimedAt, cancellationToken);
            changes.AddRange(await RecordAsync(looks, seen, registered, cancellationToken));
        }

        if (changes.Count > 0)
        {
            var answers = await calls.MakeAsync(changes, claimedAt, cancellationToken);
            await RecordAsync(changes, answers, registered, cancellationToken);
        }

        return taken;
    }

    private Task<IReadOnlyList<SeatCall>> RecordAsync(
        List<SeatCall> made, IReadOnlyDictionary<SeatId, SeatResult> results,
        IReadOnlySet<Platform> registered,
        CancellationToken cancellationToken) =>
        batches.RecordAsync<Seat, SeatCall, SeatCall>(
            made, call => new Claimed(call.SeatId.Value, call.ClaimId), time.Now,
            (db, some) => RecordAsync(db, some, results, registered, cancellationToken), cancellationToken);

    /// <summary>Records what came of the calls; a look goes on to what follows from it.</summary>
    private async Task<IReadOnlyList<SeatCall>> RecordAsync(
        HiltDb db, IReadOnlyList<SeatCall> made, IReadOnlyDictionary<SeatId, SeatResult> results,
        IReadOnlySet<Platform> registered, CancellationToken cancellationToken)
    {
        var now = time.Now();
        var ids = made.Select(call => call.SeatId).ToList();
        var seats = await db.Seats.Where(seat => ids.Contains(seat.Id))
            .ToDictionaryAsync(seat => seat.Id, cancellationToken);
        var happenings = new List<SeatHappening>();
        var (goOn, done) = (new List<Seat>(), new List<Seat>());
        foreach (var call in made)
        {
            if (!seats.TryGetValue(call.SeatId, out var seat) || !Claims.IsMine(seat, call.ClaimId))
            {
                Log.ClaimIsLost(logger, call.SeatId);
                continue;
            }

            var hadNews = seat.Version != call.Version;
            var outcome = SeatAnswers.Take(seat, call, results[call.SeatId], now);
            happenings.AddRange(outcome.Happenings);
            if (results[call.SeatId] is not SeatResult.NotMade)
            {
                db.AccessAttempts.Add(AttemptOf(seat, call, outcome, now));
            }

            if (outcome.GoesOn)
            {
                goOn.Add(seat);
                continue;
            }

            Claims.Release(seat, hadNews ? now : outcome.DueAt);
            done.Add(seat);
        }

        await db.SaveChangesAsync(cancellationToken);
        var batch = await SeatBatch.LoadAsync(db, [.. goOn, .. done], doubts, cancellationToken);
        await news.OweAsync(db, batch, done, happenings, cancellationToken);
        return goOn.Count > 0 ? await planner.PlanAsync(db, goOn, registered, cancellationToken) : [];
    }

    // Their seats are left to the node that sends; the names are our own words.
    private static string NotOf(IReadOnlySet<Platform> platforms) => platforms.Count == 0
        ? string.Empty
        : $"and owed.platform not in ({string.Join(", ", platforms.Select(platform => $"'{EnumText.Of(platform)}'"))})";

    private AccessAttempt AttemptOf(
        Seat seat, SeatCall call, SeatOutcome outcome, DateTimeOffset now) => new()
        {
            MerchantId = seat.MerchantId,
            SeatId = seat.Id,
            CommunityId = seat.CommunityId,
            Action = call.Action,
            Reason = call.Reason,
            Outcome = outcome.Word,
            Detail = outcome.Detail,
            IsCounted = false,
            At = now,
            HappenedAt = business.Now(),
        };

    private static partial class Log
    {
        [LoggerMessage(6011, LogLevel.Warning,
            "The claim on seat {SeatId} was taken over before its outcome was recorded; it will be looked at again.")]
        public static partial void ClaimIsLost(ILogger logger, SeatId seatId);
    }
}
