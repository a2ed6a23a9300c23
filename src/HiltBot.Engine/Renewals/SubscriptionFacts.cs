using HiltBot.Solana.Keys;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Rpc;
using HiltBot.Solana.Subscriptions;

namespace HiltBot.Engine.Renewals;

/// <summary>What accounts of the subscriptions program say to renewals. Strict: what has another form is a surprise. Pure.</summary>
public static class SubscriptionFacts
{
    public static RenewalSighting Of(
        RenewalAddresses addresses, IReadOnlyDictionary<string, AccountInfo?> accounts, Address program,
        DateTimeOffset clockAt)
    {
        var (subscription, plan, authority) = (
            accounts[addresses.Subscription], accounts[addresses.Plan], accounts[addresses.Authority]);
        var seen = new RenewalSighting(
            clockAt, SubscriptionOf(subscription, program), PlanOf(plan, program), AuthorityOf(authority, program),
            TokenOf(accounts[addresses.PayerTokenAccount]));
        return seen with
        {
            IsSurprise = IsSurprise(subscription, seen.Subscription, program) ||
                IsSurprise(plan, seen.Plan, program) || IsSurprise(authority, seen.Authority, program),
        };
    }

    public static PlanSeen? PlanOf(AccountInfo? account, Address program) =>
        account?.Owner == program && PlanAccount.TryParse(account.Data.Span, out var plan)
            ? new PlanSeen(
                plan.Owner.ToString(), Clamp(plan.Amount), Hours(plan.PeriodHours), plan.CreatedAt, At(plan.EndAt),
                plan.Status == PlanStatus.Active, [.. plan.Destinations.Select(one => one.ToString())],
                [.. plan.Pullers.Select(one => one.ToString())])
            : null;

    private static SubscriptionSeen? SubscriptionOf(AccountInfo? account, Address program) =>
        account?.Owner == program && SubscriptionAccount.TryParse(account.Data.Span, out var one)
            ? new SubscriptionSeen(
                one.Plan.ToString(), one.Subscriber.ToString(), one.InitId, Clamp(one.Amount), Hours(one.PeriodHours),
                one.PlanCreatedAt, Clamp(one.Pulled), DateTimeOffset.FromUnixTimeSeconds(one.PeriodStart),
                At(one.ExpiresAt))
            : null;

    private static AuthoritySeen? AuthorityOf(AccountInfo? account, Address program) =>
        account?.Owner == program && SubscriptionAuthorityAccount.TryParse(account.Data.Span, out var authority)
            ? new AuthoritySeen(authority.InitId)
            : null;

    private static TokenAccountSeen? TokenOf(AccountInfo? account) =>
        account is not null && ProgramIds.IsTokenProgram(account.Owner) &&
        TokenAccount.TryParse(account.Data.Span, out var token)
            ? new TokenAccountSeen(
                token.Owner.ToString(), Clamp(token.Amount), token.Delegate?.ToString(), Clamp(token.DelegatedAmount),
                token.IsFrozen)
            : null;

    // An address that somebody sent lamports to is no account of the program yet.
    private static bool IsSurprise(AccountInfo? account, object? seen, Address program) =>
        seen is null && account?.Owner == program && account.Data.Length > 0;

    private static DateTimeOffset? At(long seconds) => seconds == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(seconds);

    private static int Hours(ulong hours) => (int)Math.Min(hours, PlanTerms.PeriodHoursMax);

    private static long Clamp(ulong amount) => (long)Math.Min(amount, long.MaxValue);
}
