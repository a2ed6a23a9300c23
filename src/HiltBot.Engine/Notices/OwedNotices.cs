using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Notices;

/// <summary>What a notice is about and for whom; it becomes a row in the transaction that caused it.</summary>
/// <param name="Key">Unique per merchant: owing it twice is owing it once.</param>
public sealed record NewNotice(string Key, NoticeAudience Audience, NoticeKind Kind, object Facts)
{
    public BuyerId? BuyerId { get; init; }

    public CommunityId? CommunityId { get; init; }

    public MembershipId? MembershipId { get; init; }

    public DateTimeOffset? PeriodEndAt { get; init; }
}

/// <summary>Owes notices.</summary>
public static class OwedNotices
{
    extension(HiltDb db)
    {
        /// <param name="now">Business time: when it happened.</param>
        /// <param name="dueAt">Real time: when it may be sent.</param>
        /// <returns>Whether it is new; false when it is owed already.</returns>
        public async Task<bool> OweAsync(
            MerchantId merchantId, NewNotice notice, DateTimeOffset now, DateTimeOffset dueAt,
            CancellationToken cancellationToken)
        {
            var dialect = db.Dialect;
            var periodEnd = notice.PeriodEndAt is { } end ? dialect.Parameter(end) : null;
            var added = await db.Database.ExecuteSqlAsync(
                $"""
                insert into notices (id, merchant_id, key, audience, kind, buyer_id, community_id, membership_id,
                    period_end_at, facts_json, state, created_at, due_at, attempts, version)
                values ({NoticeId.New(dueAt).Value}, {merchantId.Value}, {notice.Key},
                    {EnumText.Of(notice.Audience)}, {EnumText.Of(notice.Kind)}, {notice.BuyerId?.Value},
                    {notice.CommunityId?.Value}, {notice.MembershipId?.Value}, {periodEnd},
                    {Facts.Write(notice.Facts)}, {EnumText.Of(NoticeState.Pending)}, {dialect.Parameter(now)},
                    {dialect.Parameter(dueAt)}, 0, 0)
                on conflict do nothing
                """,
                cancellationToken);
            db.Wake(Sweep.Notices);
            return added == 1;
        }
    }
}
