namespace HiltBot.Engine.Memberships;

/// <summary>When somebody has to look at a membership again.</summary>
public static class NextDue
{
    /// <returns> The earliest of the next reminder, the period's end and the grace's end; for one that has
    /// ended now: the sweep decides when its seats may close (those that staff ended are armed at once). Null
    /// when nothing lies ahead: paused, or for ever. </returns>
    public static DateTimeOffset? Of(MembershipState state, DateTimeOffset now) => state switch
    {
        { Status: MembershipStatus.Expired, EndCause: EndCause.Revoked } => null,
        { Status: MembershipStatus.Expired } => now,
        { PausedAt: not null } => null,
        { Status: MembershipStatus.GracePeriod } => state.GraceEndsAt,
        { EndAt: null } => null,
        _ => Reminders.NextAt(state) is { } at && at < state.EndAt ? at : state.LeavesActiveAt,
    };

    /// <summary>What has become due by now; null when it is only a removal, or nothing.</summary>
    public static MembershipFact? FactAt(MembershipState state, DateTimeOffset now) => state switch
    {
        { Status: MembershipStatus.Expired } or { PausedAt: not null } => null,
        { Status: MembershipStatus.GracePeriod } => state.GraceEndsAt <= now ? new MembershipFact.GraceEnded() : null,
        _ when state.LeavesActiveAt <= now => new MembershipFact.PeriodEnded(),
        _ => Reminders.DueOffset(state, now) is { } offset ? new MembershipFact.Reminded(offset) : null,
    };
}
