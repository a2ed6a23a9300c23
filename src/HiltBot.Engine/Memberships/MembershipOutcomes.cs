using HiltBot.Engine.Values;

namespace HiltBot.Engine.Memberships;

/// <summary>What became of an order about a membership.</summary>
public abstract record MembershipOutcome
{
    private MembershipOutcome()
    {
    }

    /// <summary>Done; the membership as it is now.</summary>
    public sealed record Done(Membership Membership) : MembershipOutcome;

    /// <summary>There is none of this id at this merchant.</summary>
    public sealed record Unknown : MembershipOutcome;

    /// <summary>
    /// Its state forbids the order; nothing was changed. <paramref name="Why"/> is one sentence for staff.
    /// </summary>
    public sealed record Refused(string Why) : MembershipOutcome;
}

/// <summary>Extends a membership without charging, or makes one.</summary>
/// <param name="Membership">The membership to extend; null when <paramref name="To"/> names a person.</param>
/// <param name="To">Whom to make a member of which product, or to extend; null when a membership is
/// named.</param>
public sealed record GiftRequest(
    MerchantId MerchantId, MembershipId? Membership, GiftTo? To, int Days, string Note, Storage.Actor Actor);

/// <summary>A person as a platform knows them.</summary>
public sealed record GiftTo(ProductId ProductId, Platform Platform, string AccountId, string Display);

public enum EndWhen
{
    /// <summary>Access ends at once; the buyer is told at the same time (rule 11).</summary>
    Now,

    /// <summary>Access ends with what was paid for; no reminders, no grace.</summary>
    AtPeriodEnd,
}

/// <param name="Reason">Goes into the event <c>membership.expired</c> and the history.</param>
public sealed record EndRequest(EndWhen When, string Reason);
