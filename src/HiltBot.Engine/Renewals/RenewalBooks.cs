using HiltBot.Engine.Memberships;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Renewals;

/// <summary>One authorization that is due, with what its next step is decided by.</summary>
/// <param name="ClaimId">The claim that it is worked on under.</param>
/// <param name="Order">What a pull of it would be.</param>
/// <param name="Sent">The attempt that is under way; null: none is.</param>
internal sealed record DueRenewal(
    AuthorizationId Id, ClaimId ClaimId, RenewalFacts Facts, PullOrder Order, SentAttempt? Sent);

internal sealed record SentAttempt(
    CollectionId Id, string Signature, string TransactionBase64, long LastValidHeight, string? Refusal);

/// <summary>Loads what renewals are decided by, for a whole batch in a few queries.</summary>
internal static class RenewalBooks
{
    public static async Task<IReadOnlyList<DueRenewal>> LoadAsync(
        HiltDb db, IReadOnlyList<RenewalAuthorization> rows, TimeSpan collectTime, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var planIds = rows.Select(row => row.PlanId).Distinct().ToList();
        var plans = await db.RenewalPlans.AsNoTracking().IgnoreQueryFilters().Where(row => planIds.Contains(row.Id))
            .ToDictionaryAsync(row => row.Id, cancellationToken);
        var paymentIds = rows.Select(row => row.InitialPaymentId).ToList();
        var payments = await db.Payments.AsNoTracking().IgnoreQueryFilters()
            .Where(row => paymentIds.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellationToken);
        var memberIds = rows.Select(row => row.MembershipId ?? payments[row.InitialPaymentId].MembershipId)
            .OfType<MembershipId>().Distinct().ToList();
        var members = await db.Memberships.AsNoTracking().IgnoreQueryFilters()
            .Where(row => memberIds.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellationToken);
        var ids = rows.Select(row => row.Id).ToList();
        var open = await db.Collections.AsNoTracking().IgnoreQueryFilters()
            .Where(row => ids.Contains(row.AuthorizationId) && row.Status != CollectionStatus.Collected)
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(row =>
            {
                var payment = payments[row.InitialPaymentId];
                var member = (row.MembershipId ?? payment.MembershipId) is { } id ? members.GetValueOrDefault(id) : null;
                var begun = open.Where(one => one.AuthorizationId == row.Id).OrderBy(one => one.PeriodStartAt).ToList();
                var current = begun.Find(one => one.Status == CollectionStatus.Sent) ??
                    begun.Find(one => one.PeriodStartAt == member?.CurrentPeriodEndAt);
                return Of(row, plans[row.PlanId], payment, member, current, collectTime, now);
            }),
        ];
    }

    private static DueRenewal Of(
        RenewalAuthorization row, RenewalPlan plan, Payment payment, Membership? member, Collection? current,
        TimeSpan collectTime, DateTimeOffset now)
    {
        var addresses = new RenewalAddresses(
            row.SubscriptionAccount, plan.PlanAccount, row.AuthorityAccount, row.PayerTokenAccount);
        return new DueRenewal(
            row.Id, row.ClaimId!.Value,
            new RenewalFacts(
                row.Status, row.AmountMinorUnits, row.Period, collectTime,
                new AgreedPlan(plan.PlanAccount, plan.PublishedAt, plan.Puller, plan.OwnerWallet),
                new FirstPayment(payment.Status, payment.ConfirmedAt), FactsOf(member),
                current is null
                    ? null
                    : new CollectionFacts(current.PeriodStartAt, current.Status, current.Failures),
                row.WarnedForAt, now),
            new PullOrder(
                addresses, row.PayerWallet, plan.TokenMint, plan.TokenProgram, plan.OwnerWallet, row.AmountMinorUnits),
            current is { Status: CollectionStatus.Sent, Signature: { } signature, SignedTransaction: { } bytes }
                ? new SentAttempt(current.Id, signature, bytes, current.LastValidHeight ?? 0, current.LastRefusal)
                : null);
    }

    private static MemberFacts? FactsOf(Membership? member) => member is null
        ? null
        : new MemberFacts(
            member.Status, member.CurrentPeriodEndAt, member.GraceEndsAt, member.CollectsUntil,
            member.PausedAt is not null, member.CancelledAt is not null);
}
