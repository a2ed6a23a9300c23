using HiltBot.Engine.Memberships;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Access;

public enum MemberChange
{
    Joined,
    Left,
}

/// <summary>
/// Somebody entered or left a community. Who enters gets at once what they have paid for; who left is no
/// failure: the seat waits for them.
/// </summary>
public sealed class MemberNews(Work work, BusinessTime business, TimeProvider time)
{
    /// <returns>How many seats of that account stand in the community.</returns>
    public Task<int> HandleAsync(
        Platform platform, string communityExternalId, string accountId, MemberChange change,
        CancellationToken cancellationToken) =>
        work.RunAsync(
            async db =>
            {
                var seats = await db.Seats
                    .Where(seat => seat.Platform == platform && seat.AccountId == accountId && db.Communities
                        .Any(row => row.Id == seat.CommunityId && row.ExternalId == communityExternalId))
                    .ToListAsync(cancellationToken);
                foreach (var seat in seats)
                {
                    Take(seat, change, time.Now());
                }

                await db.SaveChangesAsync(cancellationToken);
                await Deliveries.UpdateAsync(db, seats, business.Now(), time.Now(), cancellationToken);
                return seats.Count;
            },
            cancellationToken);

    private static void Take(Seat seat, MemberChange change, DateTimeOffset realNow)
    {
        seat.Shown = null;
        if (change == MemberChange.Joined)
        {
            seat.DueAt = realNow;
            seat.Attempts = 0;
            if (seat.DeliveryStatus == DeliveryStatus.ManualReview)
            {
                seat.DeliveryStatus = DeliveryStatus.Pending;
            }

            return;
        }

        // What they had before us left with them; what they bring when they come back is looked at anew.
        if (seat.Found == SeatState.Open)
        {
            seat.Found = null;
        }

        if (seat.DeliveryStatus is not DeliveryStatus.Revoked)
        {
            seat.DeliveryStatus = DeliveryStatus.Pending;
            seat.LastError = null;
        }
    }
}
