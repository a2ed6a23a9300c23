using HiltBot.Engine.Memberships;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>How a membership stands, in words.</summary>
internal static class MembershipWords
{
    public static string Standing(Membership membership, string timeZone) => membership switch
    {
        { Status: MembershipStatus.Expired, CurrentPeriodEndAt: null } or
        { Status: MembershipStatus.Expired, EndCause: EndCause.Revoked, EndedAt: not null } =>
            $"ended on {Texts.Until(membership.EndedAt, timeZone)}",
        { Status: MembershipStatus.Expired } => $"ended on {Texts.Until(membership.CurrentPeriodEndAt, timeZone)}",
        { PausedAt: { } pausedAt } =>
            $"paused since {Texts.Date(pausedAt, timeZone)}; the remaining time is kept",
        { Status: MembershipStatus.GracePeriod } =>
            $"ended on {Texts.Until(membership.CurrentPeriodEndAt, timeZone)}; access stays until " +
            Texts.Until(membership.GraceEndsAt, timeZone),
        { CurrentPeriodEndAt: null } => "active, without end",
        _ => $"active until {Texts.Until(membership.CurrentPeriodEndAt, timeZone)}",
    };

    public static bool CanRenew(Membership membership) => membership.CurrentPeriodEndAt is not null;

    /// <summary>Days before the end at which the buyer hears of it; empty when none.</summary>
    public static string Reminders(Membership membership)
    {
        var days = membership.ReminderOffsetsDays.Split(',', StringSplitOptions.RemoveEmptyEntries);
        return membership switch
        {
            { CurrentPeriodEndAt: null } => "Nothing more to pay.",
            { CancelledAt: not null } => "Cancelled: nothing is charged and no reminders come.",
            { CollectsUntil: not null } => "It renews by itself, from the wallet that you allowed it to.",
            _ when days.Length == 0 => "Nothing is charged by itself.",
            _ => $"Nothing is charged by itself; I remind you {Texts.List(days)} " +
                $"{(days is ["1"] ? "day" : "days")} before the end.",
        };
    }
}
