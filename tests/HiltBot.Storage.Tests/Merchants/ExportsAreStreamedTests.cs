using HiltBot.Engine.Buyers;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Merchants.Export;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Storage.Tests.Memberships;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Storage.Tests.Merchants;

/// <summary>An export holds one row in hand, however many there are.</summary>
public sealed class ExportsAreStreamedTests
{
    private const int Members = 60;

    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Rows_are_made_as_they_are_written_and_are_the_merchants_own(string provider)
    {
        var made = new Made();
        await using var store = await Store.CreateAsync(
            provider, more: services => services.ConfigureDbContext<HiltDb>(db => db.AddInterceptors(made)));
        var mine = await Club.OpenAsync(store);
        await AddStrangerAsync(store);
        foreach (var number in Enumerable.Range(0, Members))
        {
            await mine.PayAsync($"member{number}");
        }

        var rows = new List<ExportedRow>();
        var ahead = 0;
        made.Count = 0;
        var count = await store.InScopeAsync<ExportWorkspace, long>(export => export.HandleAsync(
            mine.Merchant.Id,
            row =>
            {
                rows.Add(row);
                ahead = Math.Max(ahead, made.Count - rows.Count);
                return ValueTask.CompletedTask;
            },
            default));
        Assert.Equal(rows.Count, count);
        Assert.True(ahead <= 1, $"{ahead} rows were made before they were written.");
        Assert.Equal(Members, rows.Count(row => row.Table == "memberships"));
        Assert.Equal(Members, rows.Count(row => row.Table == "payments"));
        Assert.All(
            rows.Where(row => row.Values.Any(value => value.Column == "merchant_id")),
            row => Assert.Equal(mine.Merchant.Id.ToString(), row.Values.Single(value => value.Column == "merchant_id").Value));
        var membership = rows.First(row => row.Table == "memberships").Values.ToDictionary(value => value.Column, value => value.Value);
        Assert.Equal("ACTIVE", membership["status"]);
        Assert.Equal("2026-03-02T09:30:00.000000Z", membership["created_at"]);
        Assert.DoesNotContain("version", membership.Keys);
    }

    private static Task AddStrangerAsync(Store store) => store.WriteAsync(db =>
    {
        var other = MerchantId.New(store.Now);
        db.Merchants.Add(new Merchant { Id = other, Name = "Other", TimeZone = "UTC", CreatedAt = store.Now });
        db.Buyers.Add(new Buyer { Id = BuyerId.New(store.Now), MerchantId = other, Display = "Eve", CreatedAt = store.Now });
        return Task.CompletedTask;
    });

    private sealed class Made : IMaterializationInterceptor
    {
        public int Count { get; set; }

        public object InitializedInstance(MaterializationInterceptionData materializationData, object entity)
        {
            Count++;
            return entity;
        }
    }
}
