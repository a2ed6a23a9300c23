using HiltBot.Engine.Memberships;
using HiltBot.Engine.Payments;

namespace HiltBot.Engine.Renewals;

/// <summary>What is decided by, from the books.</summary>
/// <param name="CollectTime">How long a collection may stay unresolved before grace begins.</param>
/// <param name="Terms">The plan that was agreed to.</param>
/// <param name="Membership">Null: the first payment has made none yet.</param>
/// <param name="Open">The collection of the period that begins at the membership's end; null: none was begun.</param>
/// <param name="Now">Business time.</param>
public sealed record RenewalFacts(
    AuthorizationStatus Status, long AmountMinorUnits, TimeSpan Period, TimeSpan CollectTime, AgreedPlan Terms,
    FirstPayment First, MemberFacts? Membership, CollectionFacts? Open, DateTimeOffset? WarnedForAt, DateTimeOffset Now);

public sealed record AgreedPlan(string Account, long? PublishedAt, string Puller, string Destination);

public sealed record FirstPayment(PaymentStatus Status, DateTimeOffset? ConfirmedAt);

public sealed record MemberFacts(
    MembershipStatus Status, DateTimeOffset? EndAt, DateTimeOffset? GraceEndsAt, DateTimeOffset? CollectsUntil,
    bool IsPaused, bool IsCancelled);

public sealed record CollectionFacts(DateTimeOffset PeriodStartAt, CollectionStatus Status, int Failures);

/// <summary>What is done next about one authorization.</summary>
public abstract record RenewalStep
{
    private RenewalStep()
    {
    }

    /// <summary>Nothing to be done until then; null: until somebody does something.</summary>
    public sealed record Wait(DateTimeOffset? UntilAt) : RenewalStep;

    /// <summary>The ledger shows what the payer agreed to.</summary>
    /// <param name="EndAt">The end of what is paid: the ledger's boundary.</param>
    public sealed record Activate(DateTimeOffset EndAt) : RenewalStep;

    /// <summary>The next collection is known: the membership waits for it.</summary>
    public sealed record Await(DateTimeOffset EndAt) : RenewalStep;

    /// <summary>Days before a collection: what was seen, and whether the payer has something to mend.</summary>
    public sealed record LookedAhead(DateTimeOffset EndAt, CollectionTrouble? Trouble) : RenewalStep;

    /// <summary>Take the price for this period.</summary>
    public sealed record Pull(DateTimeOffset StartAt, DateTimeOffset EndAt) : RenewalStep;

    /// <summary>Find out what became of the attempt that is under way.</summary>
    public sealed record Resolve : RenewalStep;

    /// <summary>The collection failed for sure.</summary>
    /// <param name="NextAt">When it is tried again; null: never.</param>
    public sealed record Fail(
        DateTimeOffset StartAt, DateTimeOffset EndAt, CollectionTrouble Trouble, DateTimeOffset? NextAt) : RenewalStep;

    /// <summary>Nothing is collected any more.</summary>
    public sealed record End(AuthorizationStatus Status, string Why) : RenewalStep;
}
