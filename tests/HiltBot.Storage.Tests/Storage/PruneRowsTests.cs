using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Storage.Tests.Storage;

public sealed class PruneRowsTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Old_updates_and_codes_go_a_bounded_number_a_pass_and_young_ones_stay(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var now = store.Time.Now();
        await store.WriteAsync(db =>
        {
            for (var number = 0; number < 1_500; number++)
            {
                db.InboundUpdates.Add(Update($"old{number}", now - PruneRows.UpdateRetention - TimeSpan.FromSeconds(number)));
            }

            db.InboundUpdates.Add(Update("young", now - PruneRows.UpdateRetention + TimeSpan.FromSeconds(1)));
            db.OneTimeCodes.Add(Code("old", now - PruneRows.CodeRetention - TimeSpan.FromSeconds(1)));
            db.OneTimeCodes.Add(Code("ended", now - TimeSpan.FromDays(29)));
            db.OneTimeCodes.Add(Code("open", now + TimeSpan.FromMinutes(15)));
            return Task.CompletedTask;
        });
        Assert.Equal(PruneRows.RowsMax + 1, await PruneAsync(store));
        Assert.Equal(500, await PruneAsync(store));
        Assert.Equal(0, await PruneAsync(store));
        Assert.Equal("young", (await store.ReadAsync(db => db.InboundUpdates.SingleAsync())).UpdateId);
        Assert.Equal(
            ["ended", "open"], await store.ReadAsync(db => db.OneTimeCodes.Select(row => row.CodeHash).Order().ToListAsync()));
    }

    [Theory]
    [InlineData("inbound_updates", "received_at")]
    [InlineData("one_time_codes", "expires_at")]
    public async Task On_postgres_what_is_old_is_found_by_index(string table, string at)
    {
        var explain = new Explain(table);
        await using var store = await Store.CreateAsync(
            Store.Postgres, more: services => services.ConfigureDbContext<HiltDb>(db => db.AddInterceptors(explain)));
        await store.WriteAsync(async db =>
        {
            await db.Database.ExecuteSqlRawAsync(
                """
                insert into inbound_updates (platform, update_id, received_at)
                select 'DISCORD', i::text, {0} - i * interval '1 minute' from generate_series(1, 100000) as i;
                insert into one_time_codes (code_hash, purpose, created_at, expires_at)
                select i::text, 'CONNECT_ACCOUNT', {0}, {0} - i * interval '1 minute' from generate_series(1, 100000) as i;
                """,
                store.Time.GetUtcNow());
            await db.Database.ExecuteSqlRawAsync("analyze");
        });
        explain.IsOn = true;
        Assert.Equal(2 * PruneRows.RowsMax, await PruneAsync(store));
        Assert.Equal(2, explain.Plans.Count);
        Assert.All(explain.Plans, plan =>
        {
            Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
            Assert.Contains($"i_x_{table}_{at}", plan, StringComparison.Ordinal);
        });
    }

    private static Task<int> PruneAsync(Store store) =>
        store.InScopeAsync<PruneRows, int>(step => step.HandleAsync(default));

    private static InboundUpdate Update(string id, DateTimeOffset at) =>
        new() { Platform = Platform.Discord, UpdateId = id, ReceivedAt = at };

    private static OneTimeCode Code(string hash, DateTimeOffset expiresAt) => new()
    {
        CodeHash = hash,
        Purpose = CodePurpose.ConnectAccount,
        CreatedAt = expiresAt,
        ExpiresAt = expiresAt,
    };
}
