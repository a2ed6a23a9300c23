using System.Security.Cryptography;
using System.Text;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Support;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Access;

/// <summary>
/// What changed seats owe, in the transaction that changed them: deliveries of memberships with their history
/// and events, and the notices to buyer and staff.
/// </summary>
public sealed class SeatNews(BusinessTime business, TimeProvider time, Network network, OpenTicket tickets)
{
    internal async Task OweAsync(
        HiltDb db, SeatBatch batch, IReadOnlyCollection<Seat> changed,
        IReadOnlyCollection<SeatHappening> happenings,
        CancellationToken cancellationToken)
    {
        var changes =
            await Deliveries.UpdateAsync(db, changed, business.Now(), time.Now(), cancellationToken);
        foreach (var change in changes)
        {
            Remember(db, change);
        }

        var owed = new List<OwedNotice>();
        await RegainRightsAsync(
            db, batch, happenings.OfType<SeatHappening.Worked>(), owed, cancellationToken);
        TellOpened(batch, happenings.OfType<SeatHappening.Opened>(), owed);
        foreach (var happening in happenings)
        {
            Tell(batch, happening, owed);
        }

        await db.OweAsync(owed, business.Now(), time.Now(), cancellationToken);
        foreach (var gaveUp in happenings.OfType<SeatHappening.GaveUp>().Where(one => one.IsOpening))
        {
            await OpenTicketAsync(db, batch, gaveUp.Seat, cancellationToken);
        }
    }

    // Somebody has paid and stands outside: that ends with a person, not with the last try (contract 3.2).
    private async Task OpenTicketAsync(
        HiltDb db, SeatBatch batch, Seat seat, CancellationToken cancellationToken)
    {
        if (batch.LatestOf(seat) is not { Membership: { GivesAccess: true } membership } opening)
        {
            return;
        }

        await tickets.OpenByItselfAsync(
            db,
            new NewTicket(
                seat.MerchantId, "Access could not be given",
                $"{opening.Target.Label} could not be opened for {NameOf(batch, seat) ?? "a member"}. " +
                $"It was tried six times: {seat.LastError}.")
            {
                Category = TicketCategory.Delivery,
                BuyerId = seat.BuyerId,
                ProductId = membership.ProductId,
                PaymentId = membership.LatestPaymentId,
                MembershipId = membership.Id,
                Source = "delivery",
                AuthorType = TicketAuthors.System,
            },
            cancellationToken);
    }

    private void Remember(HiltDb db, DeliveryChange change)
    {
        var (membership, before) = change;
        var now = business.Now();
        if (membership.DeliveryStatus == before)
        {
            return;
        }

        if (membership.DeliveryStatus == DeliveryStatus.Sent)
        {
            db.Remember(membership, "delivery_sent", Actor.System, now);
        }
        else if (membership.DeliveryStatus == DeliveryStatus.Failed)
        {
            var facts = new
            {
                channel = EnumText.Of(membership.Platform),
                failure_code = "access_not_given",
                failure_message = membership.DeliveryLastError,
            };
            db.Remember(membership, "delivery_failed", Actor.System, now, facts);
            db.OweEvent(
                membership.MerchantId, EventTypes.DeliveryFailed, "membership",
                $"{membership.Id}:{Instants.ToMicroseconds(now)}", EventLinks.Of(membership, membership.LatestPaymentId),
                network.IsLive, now, time.Now(), facts);
        }
    }

    // What opens together is told together.
    private static void TellOpened(
        SeatBatch batch, IEnumerable<SeatHappening.Opened> opened, List<OwedNotice> owed)
    {
        var groups = opened.Select(happening => batch.LatestOf(happening.Seat)).OfType<Opening>()
            .GroupBy(opening => (opening.Membership.Id, opening.Target.Platform));
        foreach (var group in groups)
        {
            var first = group.First();
            var start = Instants.ToMicroseconds(first.Membership.CurrentPeriodStartAt);
            var facts = FactsOf(batch, first) with
            {
                Targets = [.. group.OrderBy(opening => opening.Target.Position).Select(opening => opening.Target.Label)],
            };
            owed.Add(new OwedNotice(
                first.Membership.MerchantId,
                new NewNotice(
                    $"access-opened:{first.Membership.Id}:{EnumText.Of(first.Target.Platform)}:{start}",
                    NoticeAudience.Buyer, NoticeKind.AccessOpened, facts)
                {
                    BuyerId = first.Membership.BuyerId,
                    MembershipId = first.Membership.Id,
                }));
        }
    }

    private void Tell(SeatBatch batch, SeatHappening happening, List<OwedNotice> owed)
    {
        var seat = happening.Seat;
        var opening = batch.LatestOf(seat);
        var community = batch.Communities[seat.CommunityId];
        switch (happening)
        {
            case SeatHappening.FoundOpen when opening is { Product.FoundRule: FoundRule.Keep }:
                owed.Add(ToStaff(
                    seat, NoticeKind.FoundOpen, $"found-open:{opening.Product.Id}", FactsOf(batch, opening)));
                break;
            case SeatHappening.WaitsForJoin waits when opening is not null:
                var start = Instants.ToMicroseconds(opening.Membership.CurrentPeriodStartAt);
                owed.Add(ToBuyer(
                    opening, NoticeKind.AccessWaitsForJoin,
                    $"access-waits:{opening.Membership.Id}:{seat.Id}:{start}{WhichLink(community, waits.InviteUrl)}",
                    FactsOf(batch, opening) with { InviteUrl = waits.InviteUrl }));
                break;
            case SeatHappening.RightsLost lost when community.RightsProblem is null:
                community.RightsProblem = lost.Problem;
                owed.Add(ToStaff(
                    seat, NoticeKind.RightsLost, Key("rights-lost", community),
                    new NoticeFacts { Targets = [community.Title], Problem = lost.Problem }));
                break;
            case SeatHappening.CommunityGone when community.LostAt is null:
                community.LostAt = business.Now();
                owed.Add(ToStaff(
                    seat, NoticeKind.CommunityLost, Key("community-lost", community),
                    new NoticeFacts { Targets = [community.Title] }));
                break;
            case SeatHappening.GaveUp gaveUp:
                GiveUp(batch, gaveUp, opening, owed);
                break;
            default:
                break;
        }
    }

    // A link for one entry that was lost to somebody else, or ran out, is followed by another, and they are told of it.
    private static string WhichLink(Community community, string? inviteUrl) =>
        community.EntryWay == EntryWay.SingleUse && inviteUrl is not null
            ? ":" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(inviteUrl)))[..12]
            : string.Empty;

    // What worked is proof where it is the very thing that was missing, or where nobody waits for that any
    // more: two roles may lack two rights, and staff are not to hear of one being back while it is the other.
    private async Task RegainRightsAsync(
        HiltDb db, SeatBatch batch, IEnumerable<SeatHappening.Worked> worked, List<OwedNotice> owed,
        CancellationToken cancellationToken)
    {
        foreach (var group in worked.GroupBy(happening => happening.Seat.CommunityId))
        {
            var community = batch.Communities[group.Key];
            if (community.RightsProblem is not { } problem ||
                (group.All(happening => happening.ErrorBefore != problem) && await db.Seats.AnyAsync(
                    seat => seat.CommunityId == community.Id && seat.LastError == problem, cancellationToken)))
            {
                continue;
            }

            community.RightsProblem = null;
            db.Remember(
                community.MerchantId, Subject.Community, community.Id.Value, "rights_back", Actor.System,
                business.Now());
            owed.Add(ToStaff(
                group.First().Seat, NoticeKind.RightsBack, Key("rights-back", community),
                new NoticeFacts { Text = community.Title }));
            await Seats.ArmStoppedAsync(db, community.Id, time.Now(), cancellationToken);
        }
    }

    private void GiveUp(SeatBatch batch, SeatHappening.GaveUp gaveUp, Opening? opening, List<OwedNotice> owed)
    {
        var seat = gaveUp.Seat;
        var facts = (opening is null ? new NoticeFacts() : FactsOf(batch, opening)) with
        {
            MemberDisplay = NameOf(batch, seat),
            Problem = gaveUp.IsOpening
                ? $"It was tried six times: {seat.LastError}."
                : $"It should be closed, and could not be: {seat.LastError}.",
            Mend = "Look with /why at this member, mend it at the platform, and it is tried again with the next news.",
        };
        var key = $"access-failed:{seat.Id}:{Instants.ToMicroseconds(time.Now())}";
        owed.Add(ToStaff(seat, NoticeKind.AccessFailed, key, facts));
        if (gaveUp.IsOpening && opening is { Membership.GivesAccess: true })
        {
            owed.Add(ToBuyer(
                opening, NoticeKind.AccessFailed, key + ":buyer",
                facts with { Problem = "The community's staff have been told.", Mend = null }));
        }
    }

    private static OwedNotice ToBuyer(Opening opening, NoticeKind kind, string key, NoticeFacts facts) => new(
        opening.Membership.MerchantId,
        new NewNotice(key, NoticeAudience.Buyer, kind, facts)
        {
            BuyerId = opening.Membership.BuyerId,
            MembershipId = opening.Membership.Id,
        });

    private static OwedNotice ToStaff(Seat seat, NoticeKind kind, string key, NoticeFacts facts) => new(
        seat.MerchantId,
        new NewNotice(key, NoticeAudience.AlertChannel, kind, facts) { CommunityId = seat.CommunityId });

    // The version makes each change of state one notice, however often it comes and goes.
    private static string Key(string what, Community community) =>
        $"{what}:{community.Id}:{community.Version}";

    private static string? NameOf(SeatBatch batch, Seat seat) =>
        batch.Buyers.TryGetValue(seat.BuyerId, out var buyer) ? buyer.Display : null;

    private static NoticeFacts FactsOf(SeatBatch batch, Opening opening)
    {
        var (membership, product, target) = opening;
        return new NoticeFacts
        {
            MerchantName = batch.MerchantNames.GetValueOrDefault(membership.MerchantId),
            ProductTitle = product.Title,
            MemberDisplay =
                batch.Buyers.TryGetValue(membership.BuyerId, out var buyer) ? buyer.Display : null,
            PeriodEndAt = membership.CurrentPeriodEndAt,
            TimeZone = product.BillingTimeZone,
            Targets = [target.Label],
            Membership = Id.ToOpaque(membership.Id),
            Product = Id.ToOpaque(product.Id),
        };
    }
}
