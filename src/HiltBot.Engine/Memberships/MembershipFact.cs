using HiltBot.Engine.Values;

namespace HiltBot.Engine.Memberships;

/// <summary>Terms that a period brings along; frozen when it was paid or given.</summary>
/// <param name="Billing">Null: for ever.</param>
/// <param name="ReminderOffsetsDays">Days before the end, separated by commas.</param>
public sealed record PaidTerms(Billing? Billing, int GracePeriodDays, string ReminderOffsetsDays)
{
    /// <summary>The very stretch that was paid, as the ledger counts it; null: by the calendar.</summary>
    public NewPeriod? Exact { get; init; }
}

/// <summary>
/// What happens to a membership. <see cref="MembershipRules"/> says what follows from each.
/// </summary>
public abstract record MembershipFact
{
    private MembershipFact()
    {
    }

    /// <summary>A payment is confirmed.</summary>
    public sealed record Paid(PaymentId PaymentId, string? TxSignature, string? PayerWallet, PaidTerms Terms)
        : MembershipFact;

    /// <summary>Staff gave time without charging.</summary>
    public sealed record Gifted(PaidTerms Terms) : MembershipFact;

    /// <summary>The reminder of this many days before the end is owed now.</summary>
    public sealed record Reminded(int OffsetDays) : MembershipFact;

    /// <summary>The paid time is over.</summary>
    public sealed record PeriodEnded : MembershipFact;

    public sealed record GraceEnded : MembershipFact;

    /// <summary>The next period will be collected at this end, at the latest until then.</summary>
    public sealed record CollectionAwaited(DateTimeOffset EndAt, DateTimeOffset UntilAt) : MembershipFact;

    /// <summary>A collection failed for sure: nothing holds the membership after its end any more.</summary>
    public sealed record CollectionFailed(string Problem, string Mend) : MembershipFact;

    /// <summary>Something stands in the way of the collection that is to come.</summary>
    public sealed record CollectionAtRisk(string Problem, string Mend) : MembershipFact;

    /// <summary>Nothing more can be collected before somebody approves again.</summary>
    public sealed record ReapprovalNeeded(string Problem, string Mend) : MembershipFact;

    /// <summary>The payer took a cancellation back.</summary>
    public sealed record CollectionsResumed : MembershipFact;

    /// <summary>Nothing is collected any more: the membership ends when it ends.</summary>
    public sealed record CollectionsEnded(string Why) : MembershipFact;

    /// <summary>Staff ended it by name, at once.</summary>
    public sealed record EndedNow(string Reason) : MembershipFact;

    /// <summary>Staff ended it with what is paid for.</summary>
    public sealed record EndAtPeriodEnd(string Reason) : MembershipFact;

    /// <summary>The buyer wants no more.</summary>
    public sealed record Cancelled : MembershipFact;

    public sealed record Paused : MembershipFact;

    public sealed record Resumed : MembershipFact;

    /// <summary>Staff set the end by hand; null: for ever.</summary>
    public sealed record DatesEdited(DateTimeOffset? EndAt) : MembershipFact;
}
