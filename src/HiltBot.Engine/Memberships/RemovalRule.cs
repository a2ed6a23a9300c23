using HiltBot.Engine.Access;

namespace HiltBot.Engine.Memberships;

/// <summary>
/// How long a removal waits; from <c>HiltBot:Access:NoticeLeadHours</c> and <c>:NoticeWaitMaxHours</c>.
/// </summary>
public sealed record RemovalTimes(TimeSpan Lead, TimeSpan WaitMax)
{
    /// <summary>The design's 24 and 72 hours.</summary>
    public static readonly RemovalTimes Default = new(TimeSpan.FromHours(24), TimeSpan.FromHours(72));

    public static RemovalTimes Of(AccessOptions options) =>
        new(TimeSpan.FromHours(options.NoticeLeadHours), TimeSpan.FromHours(options.NoticeWaitMaxHours));
}

/// <summary>What one membership says about closing the seats that it opened.</summary>
public abstract record Removal
{
    private Removal()
    {
    }

    /// <summary>
    /// It does not stand in the way. <paramref name="IsCounted"/>: the closing counts for the brake.
    /// </summary>
    public sealed record Allowed(bool IsCounted) : Removal;

    /// <summary>
    /// Not before <paramref name="UntilAt"/> (business time); null: not before there is news (the membership
    /// still opens its targets, or a notice has not been answered yet).
    /// </summary>
    public sealed record Wait(DateTimeOffset? UntilAt) : Removal;
}

/// <summary>
/// Notice before removal (rule 11) and what of it counts for the brake (rule 13), for one membership at one
/// instant of business time. The answers that it judges are recorded by <see cref="RecordNoticeAnswer"/>;
/// that an unanswered attempt counts as undeliverable after <see cref="RemovalTimes.WaitMax"/> is recorded by
/// <see cref="LapseMemberships"/>.
/// </summary>
public static class RemovalRule
{
    public static Removal Of(Membership membership, DateTimeOffset now, RemovalTimes times)
    {
        if (membership.GivesAccess)
        {
            return new Removal.Wait(null);
        }

        // Staff decided by name and the buyer is told at the same time: nothing waits.
        if (membership.PausedAt is not null || membership.EndCause == EndCause.Revoked)
        {
            return new Removal.Allowed(IsCounted: false);
        }

        var isByHand = membership.EndCause == EndCause.DatesEdited;
        if (membership.NoticeForEndAt is null || membership.NoticeForEndAt != membership.CurrentPeriodEndAt)
        {
            return new Removal.Wait(null);
        }

        if (membership.NoticeAcceptedAt is { } acceptedAt)
        {
            var allowedAt = acceptedAt + LeadOf(membership, times);
            return now >= allowedAt ? new Removal.Allowed(isByHand) : new Removal.Wait(allowedAt);
        }

        // Nobody has heard of it. That is allowed, but it was not announced: a broken channel shall meet the
        // brake.
        return membership.NoticeUndeliverableAt is null
            ? new Removal.Wait(null)
            : new Removal.Allowed(IsCounted: true);
    }

    /// <summary>24 hours, or a quarter of the period where that is shorter.</summary>
    public static TimeSpan LeadOf(Membership membership, RemovalTimes times)
    {
        var startAt = membership.LastPeriodStartAt ?? membership.CurrentPeriodStartAt;
        var quarter = ((membership.CurrentPeriodEndAt ?? DateTimeOffset.MaxValue) - startAt) / 4;
        return quarter > TimeSpan.Zero && quarter < times.Lead ? quarter : times.Lead;
    }
}
