using HiltBot.Engine.Merchants;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Outbox;

public sealed class ClaimsTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Parallel_claims_never_share_a_row(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        await OweAsync(store, 60);

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TakeAsync(store, 10)));

        var ids = taken.SelectMany(ids => ids).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        ids.AddRange(await TakeAsync(store, 100));
        Assert.Equal(60, ids.Distinct().Count());
        Assert.Empty(await TakeAsync(store, 100));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_is_not_due_is_not_claimed_and_the_oldest_comes_first(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        await OweAsync(store, 3, TimeSpan.FromSeconds(30));
        await OweAsync(store, 1, TimeSpan.FromSeconds(-30));
        Assert.Single(await TakeAsync(store, 10));
        store.Time.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(3, (await TakeAsync(store, 10)).Count);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_row_whose_claim_ran_out_is_taken_by_another_and_the_first_can_tell(string provider)
    {
        await using var store = await Store.CreateAsync(
            provider, more: services => Configure(services, claimSeconds: 0));
        await OweAsync(store, 1);

        var first = await TakeRowsAsync(store, 1);
        store.Time.Advance(TimeSpan.FromSeconds(1));
        var second = await TakeRowsAsync(store, 1);

        Assert.Equal(first.Single().Id, second.Single().Id);
        var now = await store.ReadAsync(db => db.Notices.SingleAsync());
        Assert.False(Claims.IsMine(now, first.Single().ClaimId));
        Assert.True(Claims.IsMine(now, second.Single().ClaimId));
    }

    [Fact]
    public async Task A_claim_takes_no_more_than_it_asks_for_where_postgres_believes_the_table_to_be_tiny()
    {
        await using var store = await Store.CreateAsync(Store.Postgres);
        await OweAsync(store, 1);
        await store.WriteAsync(db => db.Database.ExecuteSqlRawAsync("analyze notices"));
        await OweAsync(store, 5);

        Assert.Single(await TakeAsync(store, 1));
        Assert.Equal(5, (await TakeAsync(store, 10)).Count);
    }

    private static void Configure(Microsoft.Extensions.DependencyInjection.IServiceCollection services, int claimSeconds) =>
        Microsoft.Extensions.DependencyInjection.OptionsServiceCollectionExtensions.Configure<WorkOptions>(
            services, options => options.ClaimSeconds = claimSeconds);

    private static Task OweAsync(Store store, int count, TimeSpan later = default) => store.WriteAsync(async db =>
    {
        var now = store.Time.Now();
        var merchant = new Merchant { Id = MerchantId.New(now), Name = "M", TimeZone = "UTC", CreatedAt = now };
        db.Merchants.Add(merchant);
        for (var i = 0; i < count; i++)
        {
            var notice = new NewNotice($"n{i}", NoticeAudience.Owners, NoticeKind.RightsLost, new NoticeFacts());
            Assert.True(await db.OweAsync(merchant.Id, notice, now, now + later, CancellationToken.None));
            Assert.False(await db.OweAsync(merchant.Id, notice, now, now + later, CancellationToken.None));
        }
    });

    private static async Task<IReadOnlyList<NoticeId>> TakeAsync(Store store, int max) =>
        [.. (await TakeRowsAsync(store, max)).Select(row => row.Id)];

    private static Task<IReadOnlyList<Notice>> TakeRowsAsync(Store store, int max) =>
        store.InScopeAsync<Work, IReadOnlyList<Notice>>(work => work.RunAsync(
            db => ((Claims)store.Services.GetService(typeof(Claims))!).TakeAsync<Notice>(
                db, store.Time.Now(), max, CancellationToken.None),
            CancellationToken.None));
}
