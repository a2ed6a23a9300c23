using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Memberships;

/// <summary>What the channels said about a notice that names a period's end.</summary>
public enum NoticeReply
{
    /// <summary>A channel took it.</summary>
    Accepted,

    /// <summary>Every channel answered that it cannot deliver, or the buyer has none.</summary>
    Undeliverable,

    /// <summary>It was tried and nobody answered; it is tried again.</summary>
    Unanswered,
}

/// <summary>
/// Tells the membership what became of a notice (rule 11), in the transaction that records it. Reminders and
/// the grace notice of the same end count; the first acceptance stands, and one that comes later than a
/// failure outweighs it.
/// </summary>
public static class RecordNoticeAnswer
{
    /// <param name="periodEndAt">The end that the notice named; news about another end is passed
    /// over.</param>
    /// <param name="now">Business time.</param>
    public static async Task InAsync(
        HiltDb db, MembershipId membershipId, DateTimeOffset periodEndAt, NoticeReply reply,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var membership = await db.Memberships.FindAsync([membershipId], cancellationToken);
        if (membership is null || membership.CurrentPeriodEndAt != periodEndAt)
        {
            return;
        }

        if (reply == NoticeReply.Unanswered)
        {
            // Only who rests without a time has to be woken: from now on their silence counts.
            if (membership is { Status: MembershipStatus.Expired, DueAt: null, NoticeAcceptedAt: null } &&
                (membership.NoticeForEndAt != periodEndAt || membership.NoticeUndeliverableAt is null))
            {
                membership.DueAt = NextDue.Of(MembershipState.Of(membership), now);
            }

            return;
        }

        if (membership.NoticeForEndAt != periodEndAt)
        {
            membership.NoticeForEndAt = periodEndAt;
            membership.NoticeAcceptedAt = null;
            membership.NoticeUndeliverableAt = null;
        }

        if (membership.NoticeAcceptedAt is not null)
        {
            return;
        }

        if (reply == NoticeReply.Accepted)
        {
            membership.NoticeAcceptedAt = now;
        }
        else
        {
            membership.NoticeUndeliverableAt ??= now;
        }

        if (membership.Status == MembershipStatus.Expired)
        {
            // The sweep looks again whether its seats may close, and when.
            membership.DueAt = NextDue.Of(MembershipState.Of(membership), now);
        }
    }
}
