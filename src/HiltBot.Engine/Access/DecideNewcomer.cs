using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Access;

public abstract record NewcomerOutcome
{
    private NewcomerOutcome()
    {
    }

    public sealed record Stays : NewcomerOutcome;

    public sealed record Goes : NewcomerOutcome;

    /// <summary>They have bought it meanwhile: nobody decides about them.</summary>
    public sealed record Pays : NewcomerOutcome;

    public sealed record UnknownSeat : NewcomerOutcome;

    public sealed record NotAllowed(string Why) : NewcomerOutcome;
}

/// <summary>Staff say what becomes of somebody who came in without a membership: they stay, or are put out.</summary>
public sealed class DecideNewcomer(Work work, BusinessTime business, TimeProvider time)
{
    public Task<NewcomerOutcome> HandleAsync(
        MerchantId merchantId, SeatId seatId, bool stays, Actor actor, CancellationToken cancellationToken) =>
        work.RunAsync<NewcomerOutcome>(
            async db =>
            {
                if (!await StaffRights.MayAsync(db, merchantId, actor, StaffAction.Revoke, cancellationToken))
                {
                    return new NewcomerOutcome.NotAllowed(StaffRights.Refusal(StaffAction.Revoke));
                }

                var seat = await db.Seats.SingleOrDefaultAsync(
                    row => row.Id == seatId && row.MerchantId == merchantId, cancellationToken);
                if (seat is null)
                {
                    return new NewcomerOutcome.UnknownSeat();
                }

                if (seat.Exception is null && seat.Shown != SeatState.Closed)
                {
                    return new NewcomerOutcome.Pays();
                }

                Take(seat, stays);
                db.Remember(
                    merchantId, Subject.Seat, seatId.Value, stays ? MayBeInside.SaidKept : "removal_allowed", actor,
                    business.Now());
                return stays ? new NewcomerOutcome.Stays() : new NewcomerOutcome.Goes();
            },
            cancellationToken);

    private void Take(Seat seat, bool stays)
    {
        seat.Exception = stays ? SeatException.Kept : SeatException.Removed;
        if (!stays)
        {
            // What was there before us is ours to close now: they were asked, and said so.
            seat.Found = SeatState.Closed;
            seat.Shown = seat.Shown == SeatState.Closed ? SeatState.Closed : SeatState.Open;
        }

        seat.Attempts = 0;
        seat.DueAt = time.Now();
    }
}
