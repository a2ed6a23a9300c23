using HiltBot.Engine.Values;

namespace HiltBot.Engine.Memberships;

/// <summary>Terms that a period brings along; frozen when it was paid or given.</summary>
/// <param name="Billing">Null: for ever.</param>
/// <param name="ReminderOffsetsDays">Days before the end, separated by commas.</param>
public sealed record PaidTerms(Billing? Billing, int GracePeriodDays, string ReminderOffsetsDays);

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
