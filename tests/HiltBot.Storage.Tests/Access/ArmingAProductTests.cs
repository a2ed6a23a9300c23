using HiltBot.Engine.Access;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Storage.Tests.Access;

/// <summary>Arming the seats of one offer reads its members, not everybody's.</summary>
public sealed class ArmingAProductTests(ITestOutputHelper output)
{
    private const int Members = 100_000;

    [Fact]
    public async Task On_postgres_nothing_is_read_through_from_end_to_end()
    {
        var explain = new Explain("memberships");
        await using var scene = await AccessScene.OpenAsync(
            Store.Postgres, services => services.ConfigureDbContext<HiltDb>(db => db.AddInterceptors(explain)));
        var (big, small) = (await scene.SellAsync(), await scene.SellAsync());
        var few = await scene.AdmitAsync(small, 50);
        await scene.Store.WriteAsync(async db =>
        {
            await db.Database.ExecuteSqlRawAsync(
                """
                insert into buyers (id, merchant_id, display, is_forgetting_unfinished, created_at, attempts, version)
                select ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, {0}, 'm', false, now(), 0, 0
                from generate_series(1, {2}) as i;
                insert into buyer_accounts (merchant_id, platform, account_id, buyer_id, display, connected_at)
                select {0}, 'DISCORD', 'm' || i, ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 'm', now()
                from generate_series(1, {2}) as i;
                insert into memberships (id, merchant_id, product_id, buyer_id, identity_type, identity_value, sibling,
                    platform, status, current_period_start_at, grace_period_days, reminder_offsets_days, renewal_count,
                    delivery_status, metadata_json, created_at, updated_at, attempts, version)
                select ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, {0}, {1},
                    ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 'CUSTOM', 'm' || i, '', 'DISCORD',
                    'ACTIVE', now(), 3, '7', 0, 'SENT', '', now(), now(), 0, 0 from generate_series(1, {2}) as i;
                insert into seats (id, merchant_id, buyer_id, community_id, platform, target_id, account_id,
                    delivery_status, created_at, audited_at, attempts, version)
                select ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, {0},
                    ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, {3}, 'DISCORD', 'guild/role', 'm' || i,
                    'SENT', now(), now(), 0, 0 from generate_series(1, {2}) as i;
                """,
                scene.MerchantId.Value, big.Id.Value, Members, scene.Place.Value);
            await db.Database.ExecuteSqlRawAsync("analyze");
        });
        explain.IsOn = true;
        await scene.Store.WriteAsync(db => Seats.ArmProductAsync(db, small.Id, scene.Store.Time.Now(), default));
        explain.IsOn = false;
        output.WriteLine(string.Join("\n\n", explain.Plans));
        Assert.Equal(few.Count, await scene.Store.ReadAsync(db => db.Seats.CountAsync(seat => seat.DueAt != null)));
        Assert.NotEmpty(explain.Plans);
        foreach (var table in (string[])["memberships", "seats", "buyer_accounts", "buyers"])
        {
            Assert.DoesNotContain(explain.Plans, plan => plan.Contains($"Seq Scan on {table}", StringComparison.Ordinal));
        }
    }
}
