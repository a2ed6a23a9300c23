using HiltBot.Engine.Access;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Storage.Tests.Memberships;

/// <summary>
/// A lapse reads what is due, not what there is: 1,000 due among 1,000 and among 100,000, from the end of the period to the
/// closed seats, with all that is said about it.
/// </summary>
public sealed class LapsingDoesNotGrowTests(ITestOutputHelper output)
{
    private const int Due = 1_000;

    // Tables that have at least a row for each membership.
    private static readonly string[] Growing =
    [
        "memberships", "membership_periods", "seats", "notices", "history", "webhook_events", "buyers", "buyer_accounts",
        "access_attempts",
    ];

    [Fact]
    public async Task On_postgres_each_pass_of_a_lapse_reads_at_most_twice_as_much_among_100000_as_among_1000()
    {
        var (small, large) = (await LapseAsync(Due), await LapseAsync(100_000));
        Assert.Equal(small.Select(pass => pass.Name), large.Select(pass => pass.Name));
        foreach (var (few, many) in small.Zip(large))
        {
            output.WriteLine(
                $"{many.Name}: {few.Rows} rows and {few.Buffers} buffers among 1,000; {many.Rows} and {many.Buffers} among 100,000");
        }

        foreach (var (few, many) in small.Zip(large))
        {
            Assert.True(few.Buffers > 0 && few.Rows > 0, few.Name);
            Assert.True(many.Rows <= 2 * few.Rows, $"{many.Name}: {many.Rows} rows instead of {few.Rows}.\n{many.Worst()}");
            Assert.True(
                many.Buffers <= 2 * few.Buffers, $"{many.Name}: {many.Buffers} buffers instead of {few.Buffers}.\n{many.Worst()}");
            Assert.All(many.Plans, plan => Assert.DoesNotContain(
                Growing, table => plan.Text.Contains($"Seq Scan on {table}", StringComparison.Ordinal)));
        }

        Assert.Contains(large[0].Plans, plan => plan.Text.Contains("ix_memberships_due", StringComparison.Ordinal));
    }

    [Fact]
    public async Task On_sqlite_the_claim_goes_by_the_due_index()
    {
        var explain = new SqlitePlans();
        await using var store = await Store.CreateAsync(
            Store.Sqlite, more: services => services.ConfigureDbContext<HiltDb>(db => db.AddInterceptors(explain)));
        var shop = await Club.OpenAsync(store);
        await ManyMembers.FillAsync(store, shop, 10_000, Due);
        explain.IsOn = true;
        Assert.Equal(LapseMemberships.BatchMax, await store.InScopeAsync<LapseMemberships, int>(step =>
            step.HandleAsync(CancellationToken.None)));
        output.WriteLine(string.Join('\n', explain.Plans));
        Assert.Contains(explain.Plans, plan => plan.Contains("ix_memberships_due", StringComparison.Ordinal));
        Assert.DoesNotContain(explain.Plans, plan =>
            plan.Contains("SCAN memberships", StringComparison.Ordinal) ||
            plan.Contains("SCAN owed", StringComparison.Ordinal));
    }

    /// <summary>The due ones run out, are told, are closed and told again; each pass goes on until nothing is due.</summary>
    private static async Task<List<Pass>> LapseAsync(int count)
    {
        var plans = new ReadPlans(byIndexOnly: count == Due);
        var place = new FakePlatform(Platform.SimServer);
        await using var store = await Store.CreateAsync(
            Store.Postgres,
            more: services =>
            {
                place.Register(services);
                services.ConfigureDbContext<HiltDb>(db => db.AddInterceptors(plans));
            });
        var shop = await Club.OpenAsync(store);
        await ManyMembers.FillAsync(store, shop, count, Due);
        await ManyMembers.FurnishAsync(store, count);
        var passes = new List<Pass>();
        await RunAsync<LapseMemberships>("into grace", step => step.HandleAsync(default));
        await RunAsync<SendNotices>("told of grace", step => step.HandleAsync(default));
        await RunAsync<RenderEvents>("events of grace", step => step.HandleAsync(default));
        store.Time.Advance(TimeSpan.FromDays(3));
        await RunAsync<LapseMemberships>("expired", step => step.HandleAsync(default));
        await RunAsync<ReconcileAccess>("seats closed", step => step.HandleAsync(default));
        await RunAsync<SendNotices>("told of the end", step => step.HandleAsync(default));
        await RunAsync<RenderEvents>("events of the end", step => step.HandleAsync(default));
        Assert.Equal(Due, place.Count(AccessAction.Revoke));
        Assert.Equal(
            Due, await store.ReadAsync(db => db.Seats.CountAsync(row => row.DeliveryStatus == DeliveryStatus.Revoked)));
        Assert.Equal(2 * Due, place.Messages.Count(message => message.ChannelId is null));
        return passes;

        async Task RunAsync<TStep>(string name, Func<TStep, Task<int>> runAsync)
            where TStep : notnull
        {
            var taken = 0;
            var read = await plans.OfAsync(async () =>
            {
                while (await store.InScopeAsync(runAsync) is var some and > 0)
                {
                    taken += some;
                }
            });
            Assert.True(taken >= Due, $"{name}: {taken}");
            passes.Add(new Pass(name, read));
        }
    }

    private sealed record Pass(string Name, IReadOnlyList<ReadPlan> Plans)
    {
        public long Rows => Plans.Sum(plan => plan.Rows);

        public long Buffers => Plans.Sum(plan => plan.Buffers);

        public string Worst() => string.Join("\n\n", Plans.OrderByDescending(plan => plan.Buffers).Take(3)
            .Select(plan => $"{plan.Statement}\n{plan.Text}"));
    }

    private sealed class SqlitePlans : DbCommandInterceptor
    {
        public bool IsOn { get; set; }

        public List<string> Plans { get; } = [];

        public override async ValueTask<InterceptionResult<System.Data.Common.DbDataReader>> ReaderExecutingAsync(
            System.Data.Common.DbCommand command, CommandEventData eventData,
            InterceptionResult<System.Data.Common.DbDataReader> result, CancellationToken cancellationToken = default)
        {
            var text = command.CommandText;
            if (!IsOn || !text.Contains("memberships", StringComparison.Ordinal) ||
                text.StartsWith("INSERT", StringComparison.OrdinalIgnoreCase) || text.Contains("UPDATE", StringComparison.Ordinal))
            {
                return result;
            }

            command.CommandText = $"explain query plan {text}";
            var lines = new List<string>();
            await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
            {
                while (await reader.ReadAsync(cancellationToken))
                {
                    lines.Add(reader.GetString(reader.FieldCount - 1));
                }
            }

            Plans.Add(string.Join('\n', lines));
            command.CommandText = text;
            return result;
        }
    }
}
