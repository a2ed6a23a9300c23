using System.Collections.Concurrent;
using System.Data.Common;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Club = HiltBot.Storage.Tests.Memberships.Club;

namespace HiltBot.Storage.Tests.Access;

/// <summary>
/// Two batches of a hundred need as many statements as two batches of two: rows are read and owed together. What saving
/// sends is counted on PostgreSQL only, where it goes in one round trip; SQLite has no round trips.
/// </summary>
public sealed class StatementsAreBoundedTests(ITestOutputHelper output)
{
    private const int People = 200;
    private const int PerBatch = 40;

    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Lapses_and_reminders_of_two_hundred(string provider)
    {
        var count = new Statements(provider);
        await using var store = await Store.CreateAsync(
            provider, more: services => services.ConfigureDbContext<HiltDb>(db => db.AddInterceptors(count)));
        var shop = await Club.OpenAsync(store, product => product.GracePeriodDays = 0);
        var first = (await shop.PayAsync("member0"))!;
        foreach (var number in Enumerable.Range(1, People - 1))
        {
            await shop.PayAsync($"member{number}");
        }

        var end = first.CurrentPeriodEndAt!.Value;
        store.Time.SetTo(end.AddDays(-7));
        await BoundedAsync(count, "reminders", async () => Assert.Equal(People, await shop.LapseAsync()));
        store.Time.SetTo(end);
        await BoundedAsync(count, "ends", async () => Assert.True(await shop.LapseAsync() >= People));
        Assert.Equal(2 * People, (await shop.NoticesAsync()).Count);
        Assert.Equal(People, (await shop.NoticesAsync(NoticeAudience.AlertChannel)).Count(kind => kind == "MemberLapsed"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Openings_messages_and_closings_of_two_hundred(string provider)
    {
        var count = new Statements(provider);
        await using var scene = await AccessScene.OpenAsync(
            provider, services => services.ConfigureDbContext<HiltDb>(db => db.AddInterceptors(count)));
        var members = await scene.AdmitAsync(await scene.SellAsync(), People);
        await BoundedAsync(count, "openings", async () => Assert.Equal(People, await scene.ReconcileAsync()));
        await BoundedAsync(count, "messages", async () =>
        {
            while (await scene.Store.InScopeAsync<SendNotices, int>(step => step.HandleAsync(default)) > 0)
            {
            }
        });
        Assert.Equal(People, await scene.Store.ReadAsync(db => db.Notices
            .CountAsync(row => row.Kind == NoticeKind.AccessOpened && row.State == NoticeState.Accepted)));
        await scene.LapseAsync(members);
        await BoundedAsync(count, "closings", async () => Assert.Equal(People, await scene.ReconcileAsync()));
        Assert.Equal(0, scene.Server.HoldersOf(AccessScene.Role));
    }

    [Fact]
    public async Task Warnings_that_are_answered_together_find_their_memberships_together()
    {
        var count = new Statements(Store.Postgres);
        await using var scene = await AccessScene.OpenAsync(
            Store.Postgres, services => services.ConfigureDbContext<HiltDb>(db => db.AddInterceptors(count)));
        var members = await scene.AdmitAsync(await scene.SellAsync(), People, armed: false);
        await scene.Store.WriteAsync(db => db.OweAsync(
            [.. members.Select(member => new OwedNotice(
                scene.MerchantId,
                new NewNotice($"reminder:{member.Id}", NoticeAudience.Buyer, NoticeKind.Reminder, new NoticeFacts())
                {
                    BuyerId = member.BuyerId,
                    MembershipId = member.Id,
                    PeriodEndAt = member.CurrentPeriodEndAt,
                }))],
            scene.Store.Now, scene.Store.Time.Now(), default));
        await BoundedAsync(count, "warnings", async () =>
        {
            while (await scene.Store.InScopeAsync<SendNotices, int>(step => step.HandleAsync(default)) > 0)
            {
            }
        });
        Assert.Equal(People, await scene.Store.ReadAsync(db => db.Memberships.CountAsync(row => row.NoticeAcceptedAt != null)));
    }

    // Two batches, and a look that finds nothing more.
    private async Task BoundedAsync(Statements count, string what, Func<Task> body)
    {
        count.Seen.Clear();
        await body();
        output.WriteLine($"{what}: {count.Seen.Count} statements for {People}.");
        Assert.True(
            count.Seen.Count <= 3 * PerBatch,
            $"{what}: {count.Seen.Count} statements.\n{string.Join("\n---\n", count.Seen.GroupBy(text => text)
                .OrderByDescending(group => group.Count()).Take(3).Select(group => $"{group.Count()} x {group.Key}"))}");
    }

    private sealed class Statements(string provider) : DbCommandInterceptor
    {
        public ConcurrentQueue<string> Seen { get; } = new();

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            Note(command, eventData);
            return ValueTask.FromResult(result);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result,
            CancellationToken cancellationToken = default)
        {
            Note(command, eventData);
            return ValueTask.FromResult(result);
        }

        private void Note(DbCommand command, CommandEventData eventData)
        {
            if (provider == Store.Postgres || eventData.CommandSource != CommandSource.SaveChanges)
            {
                Seen.Enqueue(command.CommandText.Length < 300 ? command.CommandText : command.CommandText[..300]);
            }
        }
    }
}
