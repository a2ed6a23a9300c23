using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Storage;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Storage.Tests.Memberships;

/// <summary>One lapse pass reads what is due, not what there is: 1,000 due among 1,000 and among 100,000.</summary>
public sealed partial class LapsingDoesNotGrowTests(ITestOutputHelper output)
{
    private const int Due = 1_000;

    [Fact]
    public async Task On_postgres_the_pass_over_100000_touches_at_most_twice_the_buffers_of_1000()
    {
        var small = await PassAsync(Store.Postgres, Due);
        var large = await PassAsync(Store.Postgres, 100_000);
        var (few, many) = (small.Sum(Buffers), large.Sum(Buffers));
        output.WriteLine($"{few} buffers over 1,000 memberships, {many} over 100,000.");
        output.WriteLine(string.Join('\n', large));
        Assert.True(few > 0);
        Assert.True(many <= 2 * few, $"{many} buffers instead of {few}.");
        Assert.Contains(large, plan => plan.Contains("ix_memberships_due", StringComparison.Ordinal));
        Assert.DoesNotContain(large, plan => plan.Contains("Seq Scan on memberships", StringComparison.Ordinal));
    }

    [Fact]
    public async Task On_sqlite_the_claim_goes_by_the_due_index()
    {
        var plans = await PassAsync(Store.Sqlite, 10_000);
        output.WriteLine(string.Join('\n', plans));
        Assert.Contains(plans, plan => plan.Contains("ix_memberships_due", StringComparison.Ordinal));
        Assert.DoesNotContain(plans, plan =>
            plan.Contains("SCAN memberships", StringComparison.Ordinal) ||
            plan.Contains("SCAN owed", StringComparison.Ordinal));
    }

    /// <summary>Explains every statement of one pass that reads memberships, with its own parameters, in its own transaction.</summary>
    private static async Task<List<string>> PassAsync(string provider, int count)
    {
        var explain = new Explain(provider);
        await using var store = await Store.CreateAsync(
            provider, more: services => services.ConfigureDbContext<HiltDb>(db => db.AddInterceptors(explain)));
        var shop = await Club.OpenAsync(store);
        await FillAsync(store, shop, count);
        explain.IsOn = true;
        Assert.Equal(LapseMemberships.BatchMax, await store.InScopeAsync<LapseMemberships, int>(step =>
            step.HandleAsync(CancellationToken.None)));
        Assert.NotEmpty(explain.Plans);
        return explain.Plans;
    }

    private static Task FillAsync(Store store, Club shop, int count) => store.WriteAsync(async db =>
    {
        var isPostgres = store.Provider == Store.Postgres;
        var numbers = isPostgres
            ? $"generate_series(1, {count}) as n(i)"
            : $"(with recursive s(i) as (select 1 union all select i + 1 from s where i < {count}) select i from s) as n";
        var id = isPostgres
            ? "('00000000-0000-7000-8000-' || lpad(to_hex(n.i), 12, '0'))::uuid"
            : "upper(printf('00000000-0000-7000-8000-%012x', n.i))";
        var sql =
            $$"""
            insert into memberships (id, merchant_id, product_id, buyer_id, identity_type, identity_value, sibling,
                platform, status, current_period_start_at, current_period_end_at, grace_period_days,
                reminder_offsets_days, renewal_count, delivery_status, metadata_json, created_at, updated_at, due_at,
                attempts, version)
            select {{id}}, {0}, {1}, {{id}}, 'CUSTOM', 'member' || n.i, '', 'SIM_SERVER', 'ACTIVE', {2},
                case when n.i % {{count / Due}} = 0 then {3} else {4} end, 3, '7,2,1', 0, 'SENT', '{}', {2}, {2},
                case when n.i % {{count / Due}} = 0 then {3} else {4} end, 0, 0
            from {{numbers}}
            """.Replace("'{}'", "'{{}}'", StringComparison.Ordinal);
        var dialect = db.Dialect;
        Assert.Equal(count, await db.Database.ExecuteSqlRawAsync(
            sql, shop.Merchant.Id.Value, shop.Product.Id.Value, dialect.Parameter(store.Now.AddDays(-30)),
            dialect.Parameter(store.Now.AddSeconds(-1)), dialect.Parameter(store.Now.AddDays(20))));
        await db.Database.ExecuteSqlRawAsync("analyze");
    });

    private static long Buffers(string plan) => BuffersLine().Match(plan) is { Success: true } match
        ? match.Groups.Values.Skip(1).Where(group => group.Success)
            .Sum(group => long.Parse(group.Value, CultureInfo.InvariantCulture))
        : 0;

    [GeneratedRegex(@"Buffers: shared(?: hit=(\d+))?(?: read=(\d+))?")]
    private static partial Regex BuffersLine();

    private sealed class Explain(string provider) : DbCommandInterceptor
    {
        public bool IsOn { get; set; }

        public List<string> Plans { get; } = [];

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            var text = command.CommandText;
            if (!IsOn || !text.Contains("memberships", StringComparison.Ordinal) ||
                text.StartsWith("INSERT", StringComparison.OrdinalIgnoreCase) || text.Contains("UPDATE", StringComparison.Ordinal))
            {
                return result;
            }

            // EXPLAIN ANALYZE executes; a savepoint takes the execution back.
            var isPostgres = provider == Store.Postgres;
            command.CommandText = isPostgres
                ? $"explain (analyze, buffers, timing off) {text}"
                : $"explain query plan {text}";
            if (isPostgres)
            {
                await command.Transaction!.SaveAsync("explained", cancellationToken);
            }

            await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
            {
                var lines = new List<string>();
                while (await reader.ReadAsync(cancellationToken))
                {
                    lines.Add(reader.GetString(reader.FieldCount - 1));
                }

                Plans.Add(string.Join('\n', lines));
            }

            if (isPostgres)
            {
                await command.Transaction!.RollbackAsync("explained", cancellationToken);
            }

            command.CommandText = text;
            return result;
        }
    }
}
