using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Memberships;

/// <summary>Members by the thousand, written by plain SQL: some of them due, all others far from it.</summary>
internal static class ManyMembers
{
    private const string PostgresId = "('00000000-0000-7000-8000-' || lpad(to_hex(n.i), 12, '0'))::uuid";

    /// <summary>Memberships of the club's product, of which <paramref name="due"/> have just reached their end.</summary>
    public static Task FillAsync(Store store, Club shop, int count, int due) => store.WriteAsync(async db =>
    {
        var isPostgres = store.Provider == Store.Postgres;
        var numbers = isPostgres
            ? $"generate_series(1, {count}) as n(i)"
            : $"(with recursive s(i) as (select 1 union all select i + 1 from s where i < {count}) select i from s) as n";
        var id = isPostgres ? PostgresId : "upper(printf('00000000-0000-7000-8000-%012x', n.i))";
        var sql =
            $$"""
            insert into memberships (id, merchant_id, product_id, buyer_id, identity_type, identity_value, sibling,
                platform, status, current_period_start_at, current_period_end_at, grace_period_days,
                reminder_offsets_days, renewal_count, delivery_status, metadata_json, created_at, updated_at, due_at,
                attempts, version)
            select {{id}}, {0}, {1}, {{id}}, 'CUSTOM', 'member' || n.i, '', 'SIM_SERVER', 'ACTIVE', {2},
                case when n.i % {{count / due}} = 0 then {3} else {4} end, 3, '7,2,1', 0, 'SENT', '{}', {2}, {2},
                case when n.i % {{count / due}} = 0 then {3} else {4} end, 0, 0
            from {{numbers}}
            """.Replace("'{}'", "'{{}}'", StringComparison.Ordinal);
        var dialect = db.Dialect;
        Assert.Equal(count, await db.Database.ExecuteSqlRawAsync(
            sql, shop.Merchant.Id.Value, shop.Product.Id.Value, dialect.Parameter(store.Now.AddDays(-30)),
            dialect.Parameter(store.Now.AddSeconds(-1)), dialect.Parameter(store.Now.AddDays(20))));
        await db.Database.ExecuteSqlRawAsync("analyze");
    });

    /// <summary>
    /// What belongs to each of them, on PostgreSQL: buyer and account, period, open seat with the attempt that opened it,
    /// a message, an event and two entries of the history, all of them done with.
    /// </summary>
    public static Task FurnishAsync(Store store, int count) => store.WriteAsync(async db =>
    {
        var at = db.Dialect.Parameter(store.Now.AddDays(-30));
        foreach (var sql in Furniture())
        {
            var rows = await db.Database.ExecuteSqlRawAsync(sql.Replace("'{}'", "'{{}}'", StringComparison.Ordinal), at);
            Assert.True(rows >= count, sql);
        }

        await db.Database.ExecuteSqlRawAsync("analyze");
    });

    private static IEnumerable<string> Furniture()
    {
        const string Members = "memberships as m cross join lateral (select * from communities limit 1) as place";
        yield return
            """
            insert into buyers (id, merchant_id, display, is_forgetting_unfinished, created_at, attempts, version)
            select m.id, m.merchant_id, m.identity_value, false, {0}, 0, 0 from memberships as m
            """;
        yield return
            """
            insert into buyer_accounts (merchant_id, platform, account_id, buyer_id, display, connected_at)
            select m.merchant_id, 'SIM_SERVER', m.identity_value, m.id, m.identity_value, {0} from memberships as m
            """;
        yield return
            """
            insert into membership_periods (id, merchant_id, membership_id, amount_minor_units, token_mint, status,
                period_start_at, period_end_at, activated_at, created_at)
            select m.id, m.merchant_id, m.id, 29000000, 'mint', 'active', m.current_period_start_at,
                m.current_period_end_at, {0}, {0} from memberships as m
            """;
        yield return
            $$"""
            insert into seats (id, merchant_id, buyer_id, community_id, platform, target_id, account_id, found, shown,
                delivery_status, opened_at, audited_at, created_at, attempts, version)
            select m.id, m.merchant_id, m.id, place.id, 'SIM_SERVER', 'sim:gold', m.identity_value, 'CLOSED', 'OPEN',
                'SENT', {0}, {0}, {0}, 0, 0 from {{Members}}
            """;
        yield return
            $$"""
            insert into access_attempts (merchant_id, seat_id, community_id, action, reason, outcome, is_counted, at)
            select m.merchant_id, m.id, place.id, 'GRANT', 'paid', 'Open', false, {0} from {{Members}}
            """;
        yield return
            """
            insert into notices (id, merchant_id, key, audience, kind, buyer_id, membership_id, facts_json, state,
                accepted_at, created_at, attempts, version)
            select m.id, m.merchant_id, 'opened:' || m.id, 'BUYER', 'ACCESS_OPENED', m.id, m.id, '{}', 'ACCEPTED', {0},
                {0}, 1, 0 from memberships as m
            """;
        yield return
            """
            insert into webhook_events (id, merchant_id, event_type, source_type, source_id, product_id, membership_id,
                facts_json, is_live, created_at, render_due_at, payload, attempts)
            select m.id, m.merchant_id, 'membership.activated', 'membership', m.id::text, m.product_id, m.id, '{}', false,
                {0}, {0}, '{}', 0 from memberships as m
            """;
        yield return
            """
            insert into history (merchant_id, subject, subject_id, event_type, actor_type, payload_json, created_at)
            select m.merchant_id, 'MEMBERSHIP', m.id, what.happened, 'system', '{}', {0}
            from memberships as m cross join (values ('activated'), ('delivery_sent')) as what(happened)
            """;
    }
}
