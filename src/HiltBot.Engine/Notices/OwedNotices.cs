using System.Globalization;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Notices;

/// <summary>
/// What a notice is about and for whom; it becomes a row in the transaction that caused it.
/// </summary>
/// <param name="Key">Unique per merchant: owing it twice is owing it once.</param>
public sealed record NewNotice(string Key, NoticeAudience Audience, NoticeKind Kind, object Facts)
{
    public BuyerId? BuyerId { get; init; }

    public CommunityId? CommunityId { get; init; }

    public MembershipId? MembershipId { get; init; }

    public DateTimeOffset? PeriodEndAt { get; init; }
}

/// <summary>A notice that will be owed with others, in one statement.</summary>
public sealed record OwedNotice(MerchantId MerchantId, NewNotice Notice);

/// <summary>Owes notices.</summary>
public static class OwedNotices
{
    private const int RowsPerInsert = 200;

    extension(HiltDb db)
    {
        /// <param name="now">Business time: when it happened.</param>
        /// <param name="dueAt">Real time: when it may be sent.</param>
        /// <returns>Whether it is new; false when it is owed already.</returns>
        public async Task<bool> OweAsync(
            MerchantId merchantId, NewNotice notice, DateTimeOffset now, DateTimeOffset dueAt,
            CancellationToken cancellationToken) =>
            await db.OweAsync([new OwedNotice(merchantId, notice)], now, dueAt, cancellationToken) == 1;

        /// <summary>The same for many, in as few statements as they fit.</summary>
        /// <returns>How many are new.</returns>
        public async Task<int> OweAsync(
            IReadOnlyCollection<OwedNotice> notices, DateTimeOffset now, DateTimeOffset dueAt,
            CancellationToken cancellationToken)
        {
            if (notices.Count == 0)
            {
                return 0;
            }

            var added = 0;
            foreach (var chunk in notices.Chunk(RowsPerInsert))
            {
                var values = new List<object>();
                var rows = string.Join(", ", chunk.Select(owed => Row(db.Dialect, owed, now, dueAt, values)));
                var sql =
                    $"""
                    insert into notices (id, merchant_id, key, audience, kind, buyer_id, community_id, membership_id,
                        period_end_at, facts_json, state, created_at, due_at, attempts, version)
                    values {rows} on conflict do nothing
                    """;
                added += await db.Database.ExecuteSqlRawAsync(sql, values, cancellationToken);
            }

            db.Wake(Sweep.Notices);
            return added;
        }
    }

    private static string Row(
        Dialect dialect, OwedNotice owed, DateTimeOffset now, DateTimeOffset dueAt, List<object> values)
    {
        var (merchantId, notice) = owed;
        object?[] columns =
        [
            NoticeId.New(dueAt).Value, merchantId.Value, notice.Key, EnumText.Of(notice.Audience),
            EnumText.Of(notice.Kind), notice.BuyerId?.Value, notice.CommunityId?.Value,
            notice.MembershipId?.Value,
            notice.PeriodEndAt is { } end ? dialect.Parameter(end) : null, Facts.Write(notice.Facts),
            EnumText.Of(NoticeState.Pending), dialect.Parameter(now), dialect.Parameter(dueAt), 0, 0L,
        ];
        return $"({string.Join(", ", columns.Select(Hole))})";

        string Hole(object? value)
        {
            if (value is null)
            {
                return "null";
            }

            values.Add(value);
            return string.Create(CultureInfo.InvariantCulture, $"{{{values.Count - 1}}}");
        }
    }
}
