using HiltBot.Engine.Memberships;
using HiltBot.Engine.Payments;

namespace HiltBot.Engine.Renewals;

/// <summary>What becomes of an authorization now (design section 4; contract 10.2; solana.md section 7). Pure.</summary>
public static class RenewalRule
{
    /// <summary>The ledger's clock is some seconds off ours.</summary>
    public static readonly TimeSpan PullDelay = TimeSpan.FromSeconds(5);

    /// <summary>The payer is warned so long before a collection, where the period is longer than twice that.</summary>
    public static readonly TimeSpan WarnTime = TimeSpan.FromDays(3);

    /// <summary>How long a subscription may stay unseen after its first payment.</summary>
    public static readonly TimeSpan SignUpTime = TimeSpan.FromHours(1);

    /// <summary>Calendar ends are rounded up; what lies closer to the boundary than this means the boundary.</summary>
    private static readonly TimeSpan BoundarySlack = TimeSpan.FromHours(25);

    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Later = TimeSpan.FromHours(12);

    public static RenewalStep Decide(RenewalFacts facts, RenewalSighting seen) => facts switch
    {
        { Status: AuthorizationStatus.Pending } => OfPending(facts, seen),
        { Open.Status: CollectionStatus.Sent } => new RenewalStep.Resolve(),
        { Status: AuthorizationStatus.Active or AuthorizationStatus.RequiresReapproval } => OfActive(facts, seen),
        _ => new RenewalStep.Wait(null),
    };

    /// <summary>What stands in the way of a collection at this instant; null: nothing that is known.</summary>
    public static CollectionTrouble? TroubleAt(RenewalFacts facts, RenewalSighting seen, DateTimeOffset at) =>
        (seen, seen.Subscription) switch
        {
            ({ IsSurprise: true }, _) => CollectionTrouble.UnknownForm,
            (_, null) => CollectionTrouble.SubscriptionEnded,
            (_, { ExpiresAt: { } expiresAt }) when at >= expiresAt => CollectionTrouble.SubscriptionEnded,
            ({ Plan: null }, _) => CollectionTrouble.PlanEnded,
            ({ Plan.EndsAt: { } endsAt }, _) when at >= endsAt => CollectionTrouble.PlanEnded,
            ({ Authority: null }, _) => CollectionTrouble.AuthorityClosed,
            ({ Plan: { } plan }, { } subscription) when !Agree(facts, plan, subscription) => CollectionTrouble.TermsChanged,
            ({ Authority: { } authority }, { } subscription) when authority.InitId != subscription.InitId =>
                CollectionTrouble.AuthorityReplaced,
            ({ Token: null }, _) => CollectionTrouble.AccountClosed,
            ({ Token.IsFrozen: true }, _) => CollectionTrouble.AccountFrozen,
            ({ Token: { } token }, _) when token.Delegate is null || token.DelegatedMinorUnits < facts.AmountMinorUnits =>
                CollectionTrouble.ApprovalRevoked,
            ({ Token: { } token }, _) when token.AmountMinorUnits < facts.AmountMinorUnits =>
                CollectionTrouble.InsufficientFunds,
            _ => null,
        };

    /// <summary>1 h, 6 h, then every 12 h (design section 4).</summary>
    public static TimeSpan RetryAfter(int failures) => failures switch
    {
        <= 1 => TimeSpan.FromHours(1),
        2 => TimeSpan.FromHours(6),
        _ => TimeSpan.FromHours(12),
    };

    private static RenewalStep OfPending(RenewalFacts facts, RenewalSighting seen) => facts switch
    {
        { First.Status: PaymentStatus.Failed } =>
            new RenewalStep.End(AuthorizationStatus.Expired, "The first period was not paid."),
        { First.Status: not PaymentStatus.Confirmed } or { Membership: null } => new RenewalStep.Wait(facts.Now + Soon),
        { Membership.Status: MembershipStatus.Expired } =>
            new RenewalStep.End(AuthorizationStatus.Expired, "The membership has ended."),
        _ when seen.Subscription is { ExpiresAt: null } subscription && !seen.IsSurprise && seen.Plan is { } plan &&
            Agree(facts, plan, subscription) => Activated(facts, subscription),
        _ when facts.First.ConfirmedAt + SignUpTime <= facts.Now => new RenewalStep.End(
            AuthorizationStatus.Expired, "The wallet paid, and did not subscribe: the next period is paid by hand."),
        _ => new RenewalStep.Wait(facts.Now + Soon),
    };

    private static RenewalStep.Activate Activated(RenewalFacts facts, SubscriptionSeen subscription)
    {
        var boundary = subscription.PeriodAt(facts.Now) + facts.Period;
        return new RenewalStep.Activate(
            facts.Membership!.EndAt is { } endAt && (endAt - boundary).Duration() > BoundarySlack ? endAt : boundary);
    }

    private static RenewalStep OfActive(RenewalFacts facts, RenewalSighting seen)
    {
        var (member, now) = (facts.Membership, facts.Now);
        return member switch
        {
            null or { Status: MembershipStatus.Expired } =>
                new RenewalStep.End(AuthorizationStatus.Expired, "The membership has ended."),
            { IsCancelled: true } => new RenewalStep.End(AuthorizationStatus.CancelPending, "The buyer cancelled."),
            { IsPaused: true } or { EndAt: null } => new RenewalStep.Wait(now + Later),
            { EndAt: { } endAt } when now < endAt => Before(facts, seen, member, endAt),
            { EndAt: { } endAt } when now < endAt + PullDelay => new RenewalStep.Wait(endAt + PullDelay),
            { EndAt: { } endAt } => After(facts, seen, member, endAt),
        };
    }

    private static RenewalStep Before(
        RenewalFacts facts, RenewalSighting seen, MemberFacts member, DateTimeOffset endAt)
    {
        if (seen.Subscription?.ExpiresAt is { } expiresAt && expiresAt <= endAt)
        {
            return new RenewalStep.End(AuthorizationStatus.Cancelled, "The wallet ended the subscription.");
        }

        var warnAt = endAt - (facts.Period > WarnTime * 2 ? WarnTime : facts.Period / 4);
        var isAwaited = member.CollectsUntil == endAt + facts.CollectTime || member.Status != MembershipStatus.Active;
        return (isAwaited, facts) switch
        {
            (false, _) when facts.Status == AuthorizationStatus.Active || TroubleAt(facts, seen, facts.Now) is null =>
                new RenewalStep.Await(endAt),
            _ when facts.WarnedForAt == endAt => new RenewalStep.Wait(endAt + PullDelay),
            _ when facts.Now < warnAt => new RenewalStep.Wait(warnAt),
            _ => new RenewalStep.LookedAhead(endAt, TroubleAt(facts, seen, endAt)),
        };
    }

    private static RenewalStep After(
        RenewalFacts facts, RenewalSighting seen, MemberFacts member, DateTimeOffset endAt)
    {
        var (startAt, now) = (endAt, facts.Now);
        var at = seen.ClockAt > now ? seen.ClockAt : now;
        if (TroubleAt(facts, seen, at) is { } trouble)
        {
            return trouble == CollectionTrouble.SubscriptionEnded
                ? new RenewalStep.End(AuthorizationStatus.Cancelled, "The wallet ended the subscription.")
                : Failed(facts, member, startAt, trouble);
        }

        // The ledger would not let it go yet: its clock is behind, or somebody else has taken this period's money, which
        // settlement finds by itself.
        return seen.Subscription!.LeftAt(seen.ClockAt) < facts.AmountMinorUnits
            ? new RenewalStep.Wait(now + (seen.ClockAt < startAt ? startAt - seen.ClockAt + PullDelay : Soon * 10))
            : new RenewalStep.Pull(startAt, startAt + facts.Period);
    }

    /// <summary>The collection of this period failed for sure, now.</summary>
    public static RenewalStep.Fail Failed(
        RenewalFacts facts, MemberFacts member, DateTimeOffset startAt, CollectionTrouble trouble)
    {
        var failures = (facts.Open?.PeriodStartAt == startAt ? facts.Open.Failures : 0) + 1;
        var nextAt = facts.Now + RetryAfter(failures);
        var lastAt = member.GraceEndsAt ?? startAt;
        return new RenewalStep.Fail(
            startAt, startAt + facts.Period, trouble, trouble.CanHeal() && nextAt < lastAt ? nextAt : null);
    }

    private static bool Agree(RenewalFacts facts, PlanSeen plan, SubscriptionSeen subscription) =>
        subscription.Plan == facts.Terms.Account &&
        (subscription.AmountMinorUnits, subscription.PeriodHours, subscription.TermsCreatedAt) ==
            (plan.AmountMinorUnits, plan.PeriodHours, plan.CreatedAt) &&
        subscription.AmountMinorUnits == facts.AmountMinorUnits &&
        TimeSpan.FromHours(subscription.PeriodHours) == facts.Period &&
        plan.Pullers.Contains(facts.Terms.Puller) && plan.Destinations.Contains(facts.Terms.Destination);
}
