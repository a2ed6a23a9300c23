using System.Globalization;

namespace HiltBot.Engine.Memberships;

/// <summary>
/// When members are reminded (design section 4, Billing): so many days before the end; offsets of half the
/// period or more are skipped, and of several overdue ones only the nearest to the end is sent.
/// </summary>
public static class Reminders
{
    /// <summary>The offset that is owed now, in days; null when none is.</summary>
    public static int? DueOffset(MembershipState state, DateTimeOffset now) => state.EndAt > now
        ? Ahead(state).Where(reminder => reminder.At <= now).Select(reminder => (int?)reminder.OffsetDays)
            .Min()
        : null;

    /// <summary>When the next one is owed; null when none lies ahead.</summary>
    public static DateTimeOffset? NextAt(MembershipState state) =>
        Ahead(state).Select(reminder => (DateTimeOffset?)reminder.At).Min();

    /// <summary>Reads the column; days before the period's end.</summary>
    public static IReadOnlyList<int> Offsets(string text) => [.. text
        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(part => int.Parse(part, CultureInfo.InvariantCulture))];

    private static IEnumerable<(int OffsetDays, DateTimeOffset At)> Ahead(MembershipState state)
    {
        if (state is not { Status: MembershipStatus.Active, CancelledAt: null, PausedAt: null, EndAt: { } endAt })
        {
            return [];
        }

        var period = endAt - state.LastPeriodStartAt;
        return Offsets(state.ReminderOffsetsDays)
            .Where(offset => offset > 0 && TimeSpan.FromDays(offset) * 2 < period)
            .Select(offset => (offset, endAt.AddDays(-offset)))
            .Where(reminder => state.LastReminderSentAt is null || reminder.Item2 > state.LastReminderSentAt);
    }
}
