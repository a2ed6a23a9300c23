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
}

/// <summary>Tells the membership what became of a notice (rule 11), in the transaction that records it.</summary>
public static class RecordNoticeAnswer
{
    /// <param name="now">Business time.</param>
    public static Task InAsync(
        HiltDb db, MembershipId membershipId, DateTimeOffset periodEndAt, NoticeReply reply, DateTimeOffset now,
        CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
