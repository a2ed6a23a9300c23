using HiltBot.Engine.Memberships;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;

namespace HiltBot.Engine.Access;

/// <summary>
/// What changed seats owe, in the transaction that changed them: deliveries of memberships with their history and events,
/// and the notices to buyer and staff.
/// </summary>
public sealed class SeatNews(BusinessTime business, TimeProvider time, Network network)
{
    internal async Task OweAsync(
        HiltDb db, SeatBatch batch, IReadOnlyCollection<Seat> changed, IReadOnlyCollection<SeatHappening> happenings,
        CancellationToken cancellationToken)
    {
        foreach (var change in await Deliveries.UpdateAsync(db, changed, business.Now(), cancellationToken))
        {
            Remember(db, change);
        }

        await TellOpenedAsync(db, batch, happenings.OfType<SeatHappening.Opened>(), cancellationToken);
        foreach (var happening in happenings)
        {
            await TellAsync(db, batch, happening, cancellationToken);
        }
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
    private async Task TellOpenedAsync(
        HiltDb db, SeatBatch batch, IEnumerable<SeatHappening.Opened> opened, CancellationToken cancellationToken)
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
            await db.OweAsync(
                first.Membership.MerchantId,
                new NewNotice(
                    $"access-opened:{first.Membership.Id}:{EnumText.Of(first.Target.Platform)}:{start}",
                    NoticeAudience.Buyer, NoticeKind.AccessOpened, facts)
                {
                    BuyerId = first.Membership.BuyerId,
                    MembershipId = first.Membership.Id,
                },
                business.Now(), time.Now(), cancellationToken);
        }
    }

    private async Task TellAsync(
        HiltDb db, SeatBatch batch, SeatHappening happening, CancellationToken cancellationToken)
    {
        var seat = happening.Seat;
        var opening = batch.LatestOf(seat);
        var community = batch.Communities[seat.CommunityId];
        switch (happening)
        {
            case SeatHappening.FoundOpen when opening is { Product.FoundRule: FoundRule.Keep }:
                await ToStaffAsync(
                    db, seat, NoticeKind.FoundOpen, $"found-open:{opening.Product.Id}", FactsOf(batch, opening),
                    cancellationToken);
                break;
            case SeatHappening.WaitsForJoin waits when opening is not null:
                var start = Instants.ToMicroseconds(opening.Membership.CurrentPeriodStartAt);
                await ToBuyerAsync(
                    db, opening, NoticeKind.AccessWaitsForJoin, $"access-waits:{opening.Membership.Id}:{seat.Id}:{start}",
                    FactsOf(batch, opening) with { InviteUrl = waits.InviteUrl },
                    cancellationToken);
                break;
            case SeatHappening.RightsLost lost:
                await LoseRightsAsync(db, seat, community, lost.Problem, cancellationToken);
                break;
            case SeatHappening.CommunityGone when community.LostAt is null:
                community.LostAt = business.Now();
                await ToStaffAsync(
                    db, seat, NoticeKind.CommunityLost, Key("community-lost", community),
                    new NoticeFacts { Targets = [community.Title] },
                    cancellationToken);
                break;
            case SeatHappening.GaveUp gaveUp:
                await GiveUpAsync(db, batch, gaveUp, opening, cancellationToken);
                break;
            default:
                break;
        }
    }

    private async Task LoseRightsAsync(
        HiltDb db, Seat seat, Community community, string problem, CancellationToken cancellationToken)
    {
        if (community.RightsProblem is not null)
        {
            return;
        }

        community.RightsProblem = problem;
        await ToStaffAsync(
            db, seat, NoticeKind.RightsLost, Key("rights-lost", community),
            new NoticeFacts { Targets = [community.Title], Problem = problem }, cancellationToken);
    }

    private async Task GiveUpAsync(
        HiltDb db, SeatBatch batch, SeatHappening.GaveUp gaveUp, Opening? opening, CancellationToken cancellationToken)
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
        await ToStaffAsync(db, seat, NoticeKind.AccessFailed, key, facts, cancellationToken);
        if (gaveUp.IsOpening && opening is { Membership.GivesAccess: true })
        {
            await ToBuyerAsync(
                db, opening, NoticeKind.AccessFailed, key + ":buyer",
                facts with { Problem = "The community's staff have been told.", Mend = null }, cancellationToken);
        }
    }

    private Task<bool> ToBuyerAsync(
        HiltDb db, Opening opening, NoticeKind kind, string key, NoticeFacts facts,
        CancellationToken cancellationToken) =>
        db.OweAsync(
            opening.Membership.MerchantId,
            new NewNotice(key, NoticeAudience.Buyer, kind, facts)
            {
                BuyerId = opening.Membership.BuyerId,
                MembershipId = opening.Membership.Id,
            },
            business.Now(), time.Now(), cancellationToken);

    private Task<bool> ToStaffAsync(
        HiltDb db, Seat seat, NoticeKind kind, string key, NoticeFacts facts, CancellationToken cancellationToken) =>
        db.OweAsync(
            seat.MerchantId,
            new NewNotice(key, NoticeAudience.AlertChannel, kind, facts) { CommunityId = seat.CommunityId },
            business.Now(), time.Now(), cancellationToken);

    // The version makes each change of state one notice, however often it comes and goes.
    private static string Key(string what, Community community) => $"{what}:{community.Id}:{community.Version}";

    private static string? NameOf(SeatBatch batch, Seat seat) =>
        batch.Buyers.TryGetValue(seat.BuyerId, out var buyer) ? buyer.Display : null;

    private static NoticeFacts FactsOf(SeatBatch batch, Opening opening)
    {
        var (membership, product, target) = opening;
        return new NoticeFacts
        {
            MerchantName = batch.MerchantNames.GetValueOrDefault(membership.MerchantId),
            ProductTitle = product.Title,
            MemberDisplay = batch.Buyers.TryGetValue(membership.BuyerId, out var buyer) ? buyer.Display : null,
            PeriodEndAt = membership.CurrentPeriodEndAt,
            TimeZone = product.BillingTimeZone,
            Targets = [target.Label],
            Membership = Id.ToOpaque(membership.Id),
            Product = Id.ToOpaque(product.Id),
        };
    }
}
