using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using HiltBot.Storage.Tests.Webhooks;
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

    [Theory, MemberData(nameof(Both))]
    public async Task Deliveries_go_after_their_time_events_with_their_last_one_and_what_is_owed_stays(string provider)
    {
        await using var scene = await HookScene.OpenAsync(provider);
        var endpoint = await scene.ListenAsync("https://one.example/hook");
        var states = new Dictionary<EventId, (DeliveryState State, int Days, bool Stays)>();
        foreach (var (state, days, stays) in ((DeliveryState, int, bool)[])
                 [(DeliveryState.Delivered, 91, false), (DeliveryState.Delivered, 89, true), (DeliveryState.DeadLetter, 364, true),
                  (DeliveryState.DeadLetter, 366, false), (DeliveryState.Retrying, 400, true), (DeliveryState.Pending, 400, true)])
        {
            states.Add(await scene.HappensAsync(), (state, days, stays));
        }

        var lonely = await scene.HappensAsync();
        var now = scene.Store.Time.Now();
        await scene.Store.WriteAsync(async db =>
        {
            await db.WebhookDeliveries.Where(row => row.EventId == lonely).ExecuteDeleteAsync();
            var old = now.AddDays(-400);
            await db.WebhookEvents.ExecuteUpdateAsync(set => set.SetProperty(row => row.RenderDueAt, old));
            foreach (var (id, (state, days, _)) in states)
            {
                DateTimeOffset? due = state is DeliveryState.Retrying or DeliveryState.Pending ? now.AddDays(-days) : null;
                await db.WebhookDeliveries.Where(row => row.EventId == id).ExecuteUpdateAsync(set => set
                    .SetProperty(row => row.State, state).SetProperty(row => row.UpdatedAt, now.AddDays(-days))
                    .SetProperty(row => row.DueAt, due));
            }
        });
        Assert.Equal(states.Count, await scene.Store.ReadAsync(db => db.WebhookDeliveries.CountAsync(row => row.EndpointId == endpoint)));
        Assert.Equal(5, await PruneAsync(scene.Store));
        Assert.Equal(0, await PruneAsync(scene.Store));
        var kept = states.Where(pair => pair.Value.Stays).Select(pair => pair.Key).OrderBy(id => id.Value).ToList();
        Assert.Equal(kept, await scene.Store.ReadAsync(
            db => db.WebhookDeliveries.OrderBy(row => row.EventId).Select(row => row.EventId).ToListAsync()));
        Assert.Equal(kept, await scene.Store.ReadAsync(
            db => db.WebhookEvents.OrderBy(row => row.Id).Select(row => row.Id).ToListAsync()));
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
