using HiltBot.Solana.Keys;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Rpc;

namespace HiltBot.Solana.Subscriptions;

/// <summary>
/// Judges a pull as the program does, its checks in its order (solana.md, section 7). Pure. Not judged is what
/// our own instruction always gets right: flags of accounts, the program's own addresses, the mint's account.
/// </summary>
public sealed class PullRules(SubscriptionProgram program)
{
    public PullOutcome Judge(PullRequest request, PullAccounts accounts, long clock)
    {
        if (accounts.Subscription?.Owner != program.ProgramId)
            return Fails(SubscriptionErrors.AccountOwner);
        if (accounts.Plan?.Owner != program.ProgramId)
            return Fails(SubscriptionErrors.PlanClosed);
        if (accounts.Authority?.Owner != program.ProgramId)
            return Fails(SubscriptionErrors.AuthorityClosed);
        if (!SubscriptionAccount.TryParse(accounts.Subscription.Data.Span, out var subscription))
            return new PullOutcome.Unreadable("subscription");
        if (!PlanAccount.TryParse(accounts.Plan.Data.Span, out var plan))
            return new PullOutcome.Unreadable("plan");
        if (!SubscriptionAuthorityAccount.TryParse(accounts.Authority.Data.Span, out var authority))
            return new PullOutcome.Unreadable("authority");

        if (!ProgramIds.IsTokenProgram(request.TokenProgram))
            return Fails(SubscriptionErrors.TokenProgram);
        if (Token(accounts.Source, request) is not { } source
            || Token(accounts.Receiver, request) is not { } receiver)
        {
            return Fails(
                request.TokenProgram == ProgramIds.Token2022
                    ? SubscriptionErrors.Token2022Account
                    : SubscriptionErrors.TokenAccount);
        }

        if (OfPlan(request, plan, receiver, clock) is { } ofPlan)
            return Fails(ofPlan);
        if (OfSubscription(request, plan, subscription, clock) is { } ofSubscription)
            return Fails(ofSubscription);

        var period = SubscriptionPeriods.Advance(
            new PeriodState(subscription.PeriodStart, subscription.Pulled),
            subscription.PeriodHours,
            plan.EndAt,
            clock);
        if (request.Amount > subscription.Amount - Math.Min(period.Pulled, subscription.Amount))
            return Fails(SubscriptionErrors.AmountExceedsPeriod);
        return OfAuthority(request, subscription, authority, source, receiver) is { } ofAuthority
            ? Fails(ofAuthority)
            : new PullOutcome.Succeeds(period.Start, period.Pulled + request.Amount);
    }

    private static uint? OfPlan(PullRequest request, PlanAccount plan, TokenAccount receiver, long clock)
    {
        if (plan.Mint != request.Mint)
            return SubscriptionErrors.MintMismatch;
        if (plan.EndAt != 0 && clock > plan.EndAt)
            return SubscriptionErrors.PlanEnded;
        if (!plan.AllowsPullsBy(request.Caller))
            return SubscriptionErrors.Unauthorized;
        return plan.Destinations.Any() && !plan.Destinations.Contains(receiver.Owner)
            ? SubscriptionErrors.Destination
            : null;
    }

    private static uint? OfSubscription(
        PullRequest request, PlanAccount plan, SubscriptionAccount subscription, long clock)
    {
        if (subscription.Amount != plan.Amount
            || subscription.PeriodHours != plan.PeriodHours
            || subscription.PlanCreatedAt != plan.CreatedAt)
        {
            return SubscriptionErrors.TermsMismatch;
        }

        if (subscription.Plan != request.Plan)
            return SubscriptionErrors.PlanMismatch;
        if (subscription.Subscriber != request.Subscriber)
            return SubscriptionErrors.Unauthorized;
        if (subscription.HasExpired(clock))
            return SubscriptionErrors.Expired;
        if (request.Amount == 0)
            return SubscriptionErrors.AmountZero;
        return clock < subscription.PeriodStart ? SubscriptionErrors.PeriodNotStarted : null;
    }

    private uint? OfAuthority(
        PullRequest request,
        SubscriptionAccount subscription,
        SubscriptionAuthorityAccount authority,
        TokenAccount source,
        TokenAccount receiver)
    {
        if (authority.User != request.Subscriber || authority.Mint != request.Mint)
            return SubscriptionErrors.AuthorityMismatch;
        if (authority.InitId != subscription.InitId)
            return SubscriptionErrors.AuthorityReplaced;
        if (source.Owner != request.Subscriber)
            return SubscriptionErrors.Unauthorized;
        if (source.Mint != request.Mint || receiver.Mint != request.Mint)
            return SubscriptionErrors.MintMismatch;
        return OfTransfer(program.AuthorityOf(request.Subscriber, request.Mint), request.Amount, source, receiver);
    }

    /// <summary>The token program's own checks, balance before approval.</summary>
    private static uint? OfTransfer(
        Address authority, ulong amount, TokenAccount source, TokenAccount receiver)
    {
        if (source.IsFrozen || receiver.IsFrozen)
            return SubscriptionErrors.TokenFrozen;
        if (source.Amount < amount)
            return SubscriptionErrors.TokenInsufficient;
        if (source.Delegate != authority)
            return SubscriptionErrors.TokenOwner;
        return source.DelegatedAmount < amount ? SubscriptionErrors.TokenInsufficient : null;
    }

    private static TokenAccount? Token(AccountInfo? account, PullRequest request) =>
        account is not null
        && account.Owner == request.TokenProgram
        && TokenAccount.TryParse(account.Data.Span, out var token)
            ? token
            : null;

    private static PullOutcome.Fails Fails(uint code) => new(SubscriptionErrors.Of(code));

    private static PullOutcome.Fails Fails(SubscriptionError error) => new(error);
}
