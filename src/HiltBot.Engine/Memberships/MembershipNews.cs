using System.Globalization;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;

namespace HiltBot.Engine.Memberships;

/// <summary>Who did it, why it came about, and when by both clocks.</summary>
internal sealed record Occasion(Actor Actor, DateTimeOffset Now, DateTimeOffset RealNow, bool IsLive)
{
    public PaymentId? PaymentId { get; init; }

    /// <summary>The period that the change made.</summary>
    public PeriodId? PeriodId { get; init; }

    /// <summary>What was paid, for the notice.</summary>
    public Money? Amount { get; init; }

    /// <summary>What staff wrote along with a gift.</summary>
    public string? Note { get; init; }
}

/// <summary>
/// Writes a change to its row and owes what follows from it: history, webhook event, notices (rule 1).
/// </summary>
internal static class MembershipNews
{
    /// <returns>The notices that are owed for it: the caller owes them, a whole batch in one
    /// statement.</returns>
    public static IReadOnlyList<OwedNotice> Apply(
        HiltDb db, Membership membership, MembershipChange change, Surroundings around, Occasion occasion)
    {
        var endBefore = membership.CurrentPeriodEndAt;
        change.State.WriteTo(membership, occasion.Now);
        db.Remember(
            membership, change.HistoryEvent, occasion.Actor, occasion.Now,
            new
            {
                PeriodEndAt = WireTime.Of(membership.CurrentPeriodEndAt),
                PeriodEndedBefore = change.MovesLastPeriod ? WireTime.Of(endBefore) : null,
                change.OffsetDays,
                Reason = change.Reason ?? occasion.Note,
            },
            occasion.PaymentId);
        if (change.WebhookEvent is { } eventType)
        {
            db.OweEvent(
                membership.MerchantId, eventType, "membership", SourceOf(membership, occasion),
                EventLinks.Of(membership, occasion.PaymentId), occasion.IsLive, occasion.Now,
                occasion.RealNow,
                EventFacts.Of(membership, change.Reason ?? ReasonOf(change.State)));
        }

        return [.. NoticesOf(membership, change, around, occasion)];
    }

    private static string? ReasonOf(MembershipState state) =>
        state.Status == MembershipStatus.Expired ? EnumText.Of(state.EndCause ?? EndCause.Lapsed) : null;

    // A version is used once, so the same news can be told again about a later change and never twice about
    // one.
    private static string SourceOf(Membership membership, Occasion occasion) =>
        occasion.PeriodId is { } period
        ? period.ToString()
        : string.Create(CultureInfo.InvariantCulture, $"{membership.Id}:{membership.Version}");

    private static IEnumerable<OwedNotice> NoticesOf(
        Membership membership, MembershipChange change, Surroundings around, Occasion occasion)
    {
        var facts = FactsOf(membership, change, around, occasion);
        if (change.BuyerNotice is { } kind)
        {
            yield return new OwedNotice(
                membership.MerchantId,
                new NewNotice(KeyOf(kind, membership, change, occasion), NoticeAudience.Buyer, kind, facts)
                {
                    BuyerId = membership.BuyerId,
                    MembershipId = membership.Id,
                    PeriodEndAt = IsWarning(kind) ? membership.CurrentPeriodEndAt : null,
                });
        }

        if (change.StaffNotice is { } staffKind)
        {
            var zone = around.MerchantOf(membership)?.TimeZone ?? facts.TimeZone;
            foreach (var community in around.AlertedBy(membership))
            {
                var key = $"{KeyOf(staffKind, membership, change, occasion)}:{community.Id}";
                yield return new OwedNotice(
                    membership.MerchantId,
                    new NewNotice(key, NoticeAudience.AlertChannel, staffKind, facts with { TimeZone = zone })
                    {
                        CommunityId = community.Id,
                        MembershipId = membership.Id,
                    });
            }
        }
    }

    /// <summary>Kinds that name the period's end and so count before a removal (rule 11).</summary>
    private static bool IsWarning(NoticeKind kind) =>
        kind is NoticeKind.Reminder or NoticeKind.GraceStarted or NoticeKind.Ended;

    private static string KeyOf(
        NoticeKind kind, Membership membership, MembershipChange change, Occasion occasion)
    {
        var end = membership.CurrentPeriodEndAt is { } at ? Instants.ToMicroseconds(at) : 0;
        return kind switch
        {
            NoticeKind.Reminder => string.Create(
                CultureInfo.InvariantCulture, $"reminder:{membership.Id}:{end}:{change.OffsetDays ?? 0}"),
            NoticeKind.GraceStarted or NoticeKind.Ended => string.Create(
                CultureInfo.InvariantCulture, $"{EnumText.Of(kind)}:{membership.Id}:{end}"),
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"{EnumText.Of(kind)}:{membership.Id}:{occasion.PeriodId?.ToString() ?? $"{membership.Version}"}"),
        };
    }

    private static NoticeFacts FactsOf(
        Membership membership, MembershipChange change, Surroundings around, Occasion occasion)
    {
        var product = around.ProductOf(membership);
        var merchant = around.MerchantOf(membership);
        return new NoticeFacts
        {
            MerchantName = merchant?.Name,
            ProductTitle = product?.Title,
            MemberDisplay = around.DisplayOf(membership),
            Amount = occasion.Amount?.ToString(),
            PeriodEndAt = membership.CurrentPeriodEndAt,
            GraceEndsAt = membership.GraceEndsAt,
            TimeZone = product?.BillingTimeZone ?? merchant?.TimeZone,
            Targets = [.. around.TargetLabelsOf(membership)],
            OffsetDays = change.OffsetDays,
            RenewsByItself = membership.CollectsUntil is not null,
            Membership = Id.ToOpaque(membership.Id),
            Product = Id.ToOpaque(membership.ProductId),
            Payment = occasion.PaymentId is { } paymentId ? Id.ToOpaque(paymentId) : null,
            Text = change.Reason ?? occasion.Note,
        };
    }
}
