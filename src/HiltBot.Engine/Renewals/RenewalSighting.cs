using HiltBot.Solana.Subscriptions;

namespace HiltBot.Engine.Renewals;

/// <summary>Where the ledger keeps what one authorization stands on.</summary>
public sealed record RenewalAddresses(
    string Subscription, string Plan, string Authority, string PayerTokenAccount);

/// <summary>What the ledger shows of one authorization, all read at the same slot (solana.md section 7).</summary>
/// <param name="ClockAt">The ledger's own clock.</param>
/// <param name="Subscription">Null: there is none.</param>
/// <param name="IsSurprise">An account has a size or a form that is not known here.</param>
public sealed record RenewalSighting(
    DateTimeOffset ClockAt, SubscriptionSeen? Subscription, PlanSeen? Plan, AuthoritySeen? Authority,
    TokenAccountSeen? Token, bool IsSurprise = false);

/// <param name="TermsCreatedAt">The plan's time of publishing that was agreed to, seconds.</param>
/// <param name="PulledMinorUnits">Taken in the period that begins at <paramref name="PeriodStartAt"/>.</param>
/// <param name="ExpiresAt">Null: not cancelled.</param>
public sealed record SubscriptionSeen(
    string Plan, string Subscriber, long InitId, long AmountMinorUnits, int PeriodHours, long TermsCreatedAt,
    long PulledMinorUnits, DateTimeOffset PeriodStartAt, DateTimeOffset? ExpiresAt)
{
    /// <summary>The period of the ledger that an instant lies in; boundaries follow the subscribing, not the calendar.</summary>
    public DateTimeOffset PeriodAt(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(Advance(at).Start);

    /// <summary>What may still be taken in the period of this instant: missed periods do not add up.</summary>
    public long LeftAt(DateTimeOffset at) => AmountMinorUnits - (long)Advance(at).Pulled;

    private PeriodState Advance(DateTimeOffset at) => SubscriptionPeriods.Advance(
        new PeriodState(PeriodStartAt.ToUnixTimeSeconds(), (ulong)PulledMinorUnits), (ulong)PeriodHours, 0,
        at.ToUnixTimeSeconds());
}

/// <param name="EndsAt">Null: no end.</param>
public sealed record PlanSeen(
    string Owner, long AmountMinorUnits, int PeriodHours, long CreatedAt, DateTimeOffset? EndsAt, bool IsActive,
    IReadOnlyList<string> Destinations, IReadOnlyList<string> Pullers);

public sealed record AuthoritySeen(long InitId);

/// <param name="Delegate">Null: nobody may take anything.</param>
public sealed record TokenAccountSeen(
    string Owner, long AmountMinorUnits, string? Delegate, long DelegatedMinorUnits, bool IsFrozen);
