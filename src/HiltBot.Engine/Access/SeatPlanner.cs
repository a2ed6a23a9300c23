using HiltBot.Engine.Memberships;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Access;

/// <summary>
/// Decides about claimed seats and commits what is about to be done before it is done. Seats for which no
/// call is needed are settled and released here.
/// </summary>
public sealed class SeatPlanner(
    Doubts doubts, Brakes brakes, SeatNews news, BusinessTime business, TimeProvider time, Network network,
    IOptions<AccessOptions> options)
{
    public const string NoArm = "this platform is not connected to the bot: set its token, then it goes on by itself";

    private static readonly TimeSpan DoubtedTime = TimeSpan.FromMinutes(1);

    // On play networks the clock is moved by hand, and accounts are read through to it a moment later.
    private static readonly TimeSpan PlayTime = TimeSpan.FromSeconds(1);

    /// <returns>The calls to be made; each seat's intent is saved.</returns>
    internal async Task<IReadOnlyList<SeatCall>> PlanAsync(
        HiltDb db, IReadOnlyList<Seat> seats, IReadOnlySet<Platform> registered,
        CancellationToken cancellationToken)
    {
        var batch = await SeatBatch.LoadAsync(db, seats, doubts, cancellationToken);
        var verdicts = seats.ToDictionary(seat => seat.Id, seat => Judge(batch, seat, isBraked: false));
        var holding = await GateAsync(db, batch, seats, verdicts, registered, cancellationToken);
        var calls = new List<(Seat Seat, AccessAction Action, string Why, SeatState? IntentBefore)>();
        foreach (var seat in seats)
        {
            var isBraked = holding.TryGetValue(seat.CommunityId, out var brakeId);
            var verdict = isBraked ? Judge(batch, seat, isBraked) : verdicts[seat.Id];
            if (batch.OpeningOf(seat) is not null)
            {
                seat.Exception = null;
            }

            seat.BrakeId = verdict.Step is SeatStep.HoldForBrake ? seat.BrakeId : null;
            if (ActionOf(verdict.Step) is { } action)
            {
                if (ObstacleOf(batch, seat, registered) is { } obstacle)
                {
                    seat.LastError = obstacle;
                    Claims.Release(seat, null);
                    continue;
                }

                calls.Add((seat, action, verdict.Why, seat.Intent));
                Intend(db, seat, verdict, action);
                continue;
            }

            Claims.Release(seat, Settle(db, batch, seat, verdict, brakeId));
        }

        await db.SaveChangesAsync(cancellationToken);
        var called = calls.Select(call => call.Seat.Id).ToHashSet();
        var settled = seats.Where(seat => !called.Contains(seat.Id)).ToList();
        await news.OweAsync(db, batch, settled, [], cancellationToken);
        return calls.ConvertAll(call => new SeatCall(
            call.Seat.Id, call.Seat.ClaimId!.Value, call.Seat.Version, call.Seat.Platform, call.Seat.TargetId,
            call.Seat.AccountId, call.Action, call.Why)
        {
            IntentBefore = call.IntentBefore,
            Terms = new EntryTerms(
                batch.Communities.TryGetValue(call.Seat.CommunityId, out var community)
                    ? community.EntryWay
                    : EntryWay.JoinRequest,
                call.Seat.InviteUrl, call.Seat.InvitedAt),
        });
    }

    private SeatVerdict Judge(SeatBatch batch, Seat seat, bool isBraked) => SeatRule.Of(batch.FactsOf(
        seat, business.Now(),
        new RemovalTimes(
            TimeSpan.FromHours(options.Value.NoticeLeadHours),
            TimeSpan.FromHours(options.Value.NoticeWaitMaxHours)),
        isBraked));

    private static AccessAction? ActionOf(SeatStep step) => step switch
    {
        SeatStep.Look => AccessAction.Look,
        SeatStep.Grant => AccessAction.Grant,
        SeatStep.Revoke => AccessAction.Revoke,
        _ => null,
    };

    private async Task<IReadOnlyDictionary<CommunityId, BrakeId>> GateAsync(
        HiltDb db, SeatBatch batch, IReadOnlyList<Seat> seats, Dictionary<SeatId, SeatVerdict> verdicts,
        IReadOnlySet<Platform> registered, CancellationToken cancellationToken)
    {
        var holding = new Dictionary<CommunityId, BrakeId>();
        var counted = seats
            .Where(seat => verdicts[seat.Id].Step is SeatStep.Revoke { IsCounted: true } &&
                ObstacleOf(batch, seat, registered) is null)
            .GroupBy(seat => seat.CommunityId).OrderBy(group => group.Key.Value);
        foreach (var group in counted)
        {
            var ids = group.Select(seat => seat.Id).ToList();
            if (await brakes.GateAsync(db, batch.Communities[group.Key], ids, cancellationToken) is { } brakeId)
            {
                holding[group.Key] = brakeId;
            }
        }

        return holding;
    }

    // Nothing is asked of a platform that we cannot reach; whoever brings it back arms the seat.
    private static string? ObstacleOf(SeatBatch batch, Seat seat, IReadOnlySet<Platform> registered) =>
        !registered.Contains(seat.Platform) ? NoArm
        : batch.Communities.TryGetValue(seat.CommunityId, out var community) && community.LostAt is not null
            ? $"the bot is not in {community.Title} any more"
            : null;

    private void Intend(HiltDb db, Seat seat, SeatVerdict verdict, AccessAction action)
    {
        if (action == AccessAction.Look)
        {
            return;
        }

        seat.Intent = action == AccessAction.Grant ? SeatState.Open : SeatState.Closed;
        seat.IntentAt = time.Now();
        if (seat.DeliveryStatus == DeliveryStatus.Revoked && action == AccessAction.Grant)
        {
            seat.DeliveryStatus = DeliveryStatus.Pending;
        }

        // A counted closing counts from the moment it is decided, for the other nodes' brakes too.
        if (verdict.Step is SeatStep.Revoke { IsCounted: true })
        {
            db.AccessAttempts.Add(Attempt(seat, action, verdict.Why, "Asked", isCounted: true));
        }
    }

    private DateTimeOffset? Settle(
        HiltDb db, SeatBatch batch, Seat seat, SeatVerdict verdict, BrakeId brakeId)
    {
        var now = time.Now();
        switch (verdict.Step)
        {
            case SeatStep.WaitForNotice wait:
                seat.LastError = null;
                return wait.UntilAt is { } until ? now + (until - business.Now()) : null;
            case SeatStep.HoldForDoubt:
                Hold(db, seat, verdict, isNew: seat.LastError != verdict.Why);
                return now + (batch.Doubt is null && network.IsPlay ? PlayTime : DoubtedTime);
            case SeatStep.HoldForBrake:
                Hold(db, seat, verdict, isNew: seat.BrakeId != brakeId);
                seat.BrakeId = brakeId;
                return null;
            default:
                seat.DeliveryStatus = DeliveryOf(seat, verdict);
                seat.LastError = seat.LastError == SeatAnswers.IsStaff ? seat.LastError : null;
                seat.Attempts = 0;
                return null;
        }
    }

    private static DeliveryStatus DeliveryOf(Seat seat, SeatVerdict verdict) => verdict.ShouldBe switch
    {
        SeatState.Open => DeliveryStatus.Sent,
        _ when seat.Found == SeatState.Open && seat.Shown == SeatState.Open => DeliveryStatus.Sent,
        _ => DeliveryStatus.Revoked,
    };

    private void Hold(HiltDb db, Seat seat, SeatVerdict verdict, bool isNew)
    {
        seat.LastError = verdict.Why;
        if (isNew)
        {
            db.AccessAttempts.Add(Attempt(seat, AccessAction.Hold, verdict.Why, "Held", isCounted: false));
        }
    }

    private AccessAttempt Attempt(
        Seat seat, AccessAction action, string why, string outcome, bool isCounted) => new()
        {
            MerchantId = seat.MerchantId,
            SeatId = seat.Id,
            CommunityId = seat.CommunityId,
            Action = action,
            Reason = why,
            Outcome = outcome,
            IsCounted = isCounted,
            At = time.Now(),
            HappenedAt = business.Now(),
        };
}
