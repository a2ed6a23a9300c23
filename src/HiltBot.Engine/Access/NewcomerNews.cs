using HiltBot.Engine.Buyers;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Access;

/// <summary>How somebody came in.</summary>
public abstract record Arrival
{
    private Arrival()
    {
    }

    /// <summary>By a link that this bot made.</summary>
    public sealed record ByOurLink(string InviteUrl) : Arrival;

    /// <summary>Added or let in by somebody who may.</summary>
    public sealed record ByStaff(string Display) : Arrival;

    /// <summary>By another link, or in a way that the platform does not tell.</summary>
    public sealed record Otherwise : Arrival;
}

/// <summary>
/// Somebody entered a place that is entered as a whole. Who has paid gets what they paid for (<see cref="MemberNews"/>);
/// whoever pays for nothing is reported to staff or put out, as the merchant chose, and never silently.
/// </summary>
public sealed class NewcomerNews(Work work, MemberNews members, BusinessTime business, TimeProvider time)
{
    /// <summary>Single reports in an hour; whoever comes after them is told of in one.</summary>
    private const int ReportsMax = 20;

    /// <param name="updateId">The platform's number of the update: acted on once.</param>
    public Task HandleAsync(
        Platform platform, string communityExternalId, string updateId, Newcomer newcomer, Arrival arrival,
        CancellationToken cancellationToken) =>
        work.RunAsync(
            async db =>
            {
                if (!await InboundUpdates.TakeAsync(db, platform, updateId, time.Now(), cancellationToken))
                {
                    return;
                }

                await members.HandleAsync(
                    platform, communityExternalId, newcomer.AccountId, MemberChange.Joined, cancellationToken);
                var community = await StaffDirectory.FindCommunityAsync(
                    db, platform, communityExternalId, cancellationToken);
                if (community is not null && await MayBeInside.IsSoldAsync(db, community, cancellationToken) &&
                    !await MayBeInside.IsSoAsync(db, community, newcomer.AccountId, cancellationToken))
                {
                    await TakeAsync(db, community, newcomer, arrival, cancellationToken);
                }
            },
            cancellationToken);

    private async Task TakeAsync(
        HiltDb db, Community community, Newcomer newcomer, Arrival arrival, CancellationToken cancellationToken)
    {
        var isPutOut = arrival is Arrival.ByOurLink || community.NewcomerRule == NewcomerRule.Remove;
        var seat = await FindOrMakeSeatAsync(db, community, newcomer, cancellationToken);
        seat.Exception = isPutOut ? SeatException.Intruder : SeatException.Kept;
        if (isPutOut)
        {
            // Ours to close, whatever was before: nobody looks first.
            seat.Found = SeatState.Closed;
            seat.Shown = SeatState.Open;
        }

        seat.Attempts = 0;
        seat.DueAt = time.Now();
        if (arrival is Arrival.ByOurLink { InviteUrl: var used })
        {
            await InviteAgainAsync(db, community, seat.Id, used, cancellationToken);
        }

        var how = How(arrival);
        db.Remember(
            community.MerchantId, Subject.Seat, seat.Id.Value, isPutOut ? "intruder" : MayBeInside.CameInUnpaid, Actor.System,
            business.Now(), new { how });
        await db.SaveChangesAsync(cancellationToken);
        await TellAsync(db, community, seat, newcomer, how, isPutOut, cancellationToken);
    }

    // Whose link it was needs another one.
    private async Task InviteAgainAsync(
        HiltDb db, Community community, SeatId intruder, string inviteUrl, CancellationToken cancellationToken)
    {
        var owners = await db.Seats
            .Where(row => row.CommunityId == community.Id && row.InviteUrl == inviteUrl && row.Id != intruder &&
                row.InviteUrl != community.InviteUrl)
            .ToListAsync(cancellationToken);
        foreach (var owner in owners)
        {
            owner.InviteUrl = null;
            owner.InvitedAt = null;
            owner.DueAt = time.Now();
        }
    }

    private async Task<Seat> FindOrMakeSeatAsync(
        HiltDb db, Community community, Newcomer newcomer, CancellationToken cancellationToken)
    {
        var known = await db.Seats.SingleOrDefaultAsync(
            row => row.Platform == community.Platform && row.TargetId == community.ExternalId &&
                row.AccountId == newcomer.AccountId,
            cancellationToken);
        if (known is not null)
        {
            return known;
        }

        var buyer = await BuyerDirectory.FindOrMakeAsync(
            db, community.MerchantId, community.Platform, newcomer.AccountId, newcomer.Display, business.Now(),
            cancellationToken);
        var now = time.Now();
        var seat = new Seat
        {
            Id = SeatId.New(now),
            MerchantId = community.MerchantId,
            BuyerId = buyer.Id,
            CommunityId = community.Id,
            Platform = community.Platform,
            TargetId = community.ExternalId,
            AccountId = newcomer.AccountId,
            DeliveryStatus = DeliveryStatus.Pending,
            CreatedAt = now,
            AuditedAt = now,
        };
        db.Seats.Add(seat);
        return seat;
    }

    // A crowd that pours in fills nobody's alert channel.
    private async Task TellAsync(
        HiltDb db, Community community, Seat seat, Newcomer newcomer, string how, bool isPutOut,
        CancellationToken cancellationToken)
    {
        var now = business.Now();
        var since = now - TimeSpan.FromHours(1);
        var told = await db.Notices
            .Where(row => row.MerchantId == community.MerchantId && row.CommunityId == community.Id &&
                row.Kind == NoticeKind.CameInUnpaid && row.CreatedAt > since)
            .Take(ReportsMax).CountAsync(cancellationToken);
        var facts = new NoticeFacts
        {
            Targets = [community.Title],
            MemberDisplay = told < ReportsMax ? newcomer.Display : null,
            Text = how,
            Problem = isPutOut ? "put-out" : null,
            Seat = told < ReportsMax && !isPutOut ? Id.ToOpaque(seat.Id) : null,
        };
        var key = told < ReportsMax
            ? $"came-in:{seat.Id}:{Instants.ToMicroseconds(time.Now())}"
            : $"came-in-many:{community.Id}:{now.ToUnixTimeSeconds() / 3600}";
        await Alerts.TellAsync(
            db, community, key, NoticeKind.CameInUnpaid, facts, now, time.Now(), cancellationToken);
    }

    private static string How(Arrival arrival) => arrival switch
    {
        Arrival.ByOurLink => "with a link that was made for somebody else",
        Arrival.ByStaff staff => $"let in by {Chat.PlainText.Name(staff.Display, "an administrator")}",
        _ => "not by me",
    };
}
