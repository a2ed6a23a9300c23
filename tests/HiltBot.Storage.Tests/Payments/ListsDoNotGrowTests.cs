using System.Data.Common;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Storage.Tests.Payments;

/// <summary>What is listed or swept among 100,000 transfers and payments is found by indexes; nothing reads a table.</summary>
public sealed class ListsDoNotGrowTests(ITestOutputHelper output)
{
    private const int Count = 100_000;

    [Fact]
    public async Task On_postgres_no_list_and_no_sweep_of_settlement_scans_a_large_table()
    {
        var explain = new Explain();
        await using var store = await Store.CreateAsync(
            Store.Postgres, more: services => services.ConfigureDbContext<HiltDb>(db => db.AddInterceptors(explain)));
        var shop = await Till.OpenAsync(store);
        await shop.SettleAsync();
        await FillAsync(store, shop);
        var session = await shop.SessionAsync();
        await shop.PayAsync(session);
        store.Time.Advance(TimeSpan.FromSeconds(60));

        explain.IsOn = true;
        var page = await store.InScopeAsync<ListUnmatched, UnmatchedPage>(
            list => list.HandleAsync(shop.Product.MerchantId, null, 10, default));
        var next = await store.InScopeAsync<ListUnmatched, UnmatchedPage>(
            list => list.HandleAsync(shop.Product.MerchantId, page.Next, 10, default));
        await shop.SettleAsync();
        await shop.EndAsync();
        await store.InScopeAsync<RetryUnreadable, int>(step => step.HandleAsync(default));
        explain.IsOn = false;

        Assert.Equal((10, 10), (page.Items.Count, next.Items.Count));
        Assert.Equal(PaymentStatus.Confirmed, (await shop.ReadAsync(session)).Status);
        output.WriteLine(string.Join("\n\n", explain.Plans));
        Assert.Contains(explain.Plans, plan => plan.Contains("i_x_transfers_open", StringComparison.Ordinal));
        Assert.DoesNotContain(explain.Plans, plan =>
            plan.Contains("Seq Scan on transfers", StringComparison.Ordinal) ||
            plan.Contains("Seq Scan on payments", StringComparison.Ordinal));
    }

    // One transfer in 100 is open, one in 1,000 on the merchant's account, one more in 1,000 about one of its sessions.
    private static Task FillAsync(Store store, Till shop) => store.WriteAsync(async db =>
    {
        var now = db.Dialect.Parameter(store.Now);
        await db.Database.ExecuteSqlRawAsync(
            $$"""
            insert into transfers (id, signature, account, wallet, token_mint, amount_minor_units, slot, verdict,
                payment_id, concerns_merchant_id, excess_minor_units, fee_minor_units, recorded_at)
            select ('00000000-0000-7000-8000-' || lpad(to_hex(n.i), 12, '0'))::uuid, 'signature' || n.i,
                case when n.i % 1000 = 0 then {0} else 'account' || n.i % 500 end, 'wallet', {1}, 5000, n.i,
                case when n.i % 100 < 2 then 'UNKNOWN_MARK' else 'SETTLES' end,
                case when n.i % 100 < 2 then null else ('00000000-0000-7000-8000-' || lpad(to_hex(n.i), 12, '0'))::uuid end,
                case when n.i % 1000 = 1 then {2} end, 0, 0, {3}::timestamptz - n.i * interval '1 second'
            from generate_series(1, {{Count}}) as n(i)
            """,
            shop.Product.ReceivingAccount, Till.Usdc, shop.Product.MerchantId.Value, now);
        await db.Database.ExecuteSqlRawAsync(
            $$"""
            insert into payments (id, merchant_id, product_id, origin, status, nonce, reference, amount_minor_units,
                merchant_amount_minor_units, fee_minor_units, token_mint, asset_symbol, asset_decimals, merchant_wallet,
                receiving_account, fee_wallet, billing_count, billing_time_zone, grace_period_days, reminder_offsets_days,
                received_minor_units, fee_owed_minor_units, created_at, expires_at, look_ups, attempts, version)
            select ('00000000-0000-7000-8000-' || lpad(to_hex(n.i), 12, '0'))::uuid, {0}, {1}, 'CHECKOUT', 'CONFIRMED',
                'nonce' || n.i, 'reference' || n.i, 5000, 5000, 0, {2}, 'USDC', 6, 'wallet', {3}, 'wallet', 30, 'UTC', 3, '',
                5000, 0, {4}, {4}, 0, 0, 0
            from generate_series(1, {{Count}}) as n(i)
            """,
            shop.Product.MerchantId.Value, shop.Product.Id.Value, Till.Usdc, shop.Product.ReceivingAccount, now);
        await db.Database.ExecuteSqlRawAsync("analyze");
    });

    /// <summary>Explains every statement that looks at transfers or payments, with its own parameters.</summary>
    private sealed class Explain : DbCommandInterceptor
    {
        public bool IsOn { get; set; }

        public List<string> Plans { get; } = [];

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            var text = command.CommandText;
            if (IsOn && (text.Contains("transfers", StringComparison.Ordinal) || text.Contains("payments", StringComparison.Ordinal)) &&
                (text.StartsWith("SELECT", StringComparison.Ordinal) || text.StartsWith("with taken", StringComparison.Ordinal)))
            {
                command.CommandText = $"explain {text}";
                await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
                {
                    var lines = new List<string> { text };
                    while (await reader.ReadAsync(cancellationToken))
                    {
                        lines.Add(reader.GetString(0));
                    }

                    Plans.Add(string.Join('\n', lines));
                }

                command.CommandText = text;
            }

            return result;
        }
    }
}
