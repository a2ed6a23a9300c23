using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Renewals;

/// <summary>The row of (authorization, period start): the insert that may lose decides who makes it (rule 3).</summary>
internal static class CollectionRows
{
    public static async Task<Collection> FindOrMakeAsync(
        HiltDb db, RenewalAuthorization authorization, DateTimeOffset startAt, DateTimeOffset endAt, DateTimeOffset now,
        DateTimeOffset realNow, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into collections (id, merchant_id, authorization_id, membership_id, period_start_at, period_end_at,
                status, failures, created_at, version)
            values ({CollectionId.New(realNow).Value}, {authorization.MerchantId.Value}, {authorization.Id.Value},
                {authorization.MembershipId!.Value.Value}, {db.Dialect.Parameter(startAt)},
                {db.Dialect.Parameter(endAt)}, {EnumText.Of(CollectionStatus.Open)}, 0, {db.Dialect.Parameter(now)}, 0)
            on conflict do nothing
            """,
            cancellationToken);
        return await db.Collections.IgnoreQueryFilters().SingleAsync(
            row => row.AuthorizationId == authorization.Id && row.PeriodStartAt == startAt, cancellationToken);
    }
}
