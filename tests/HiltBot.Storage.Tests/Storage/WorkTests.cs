using HiltBot.Engine.Merchants;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.TestKit;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Storage.Tests.Storage;

public sealed class WorkTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_change_by_many_at_once_is_made_by_each_exactly_once(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var id = await MakeMerchantAsync(store);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => store.WriteAsync(async db =>
        {
            var merchant = await db.Merchants.SingleAsync(row => row.Id == id);
            merchant.Name += "+";
        })));

        var merchant = await store.ReadAsync(db => db.Merchants.SingleAsync(row => row.Id == id));
        Assert.Equal("M" + new string('+', 16), merchant.Name);
        Assert.Equal(16, merchant.Version);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_body_that_fails_leaves_nothing_behind_and_wakes_nobody(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.WriteAsync(db =>
        {
            db.Merchants.Add(NewMerchant(store));
            db.Wake(Sweep.Notices);
            throw new InvalidOperationException("no");
        }));
        Assert.Equal(0, await store.ReadAsync(db => db.Merchants.CountAsync()));
        Assert.Empty(store.Rung);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_body_inside_another_joins_its_transaction(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        await store.InScopeAsync<Work>(async work =>
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => work.RunAsync(
                async _ =>
                {
                    await work.RunAsync(
                        db =>
                        {
                            db.Merchants.Add(NewMerchant(store));
                            return Task.CompletedTask;
                        },
                        CancellationToken.None);
                    throw new InvalidOperationException("the outer one fails");
                },
                CancellationToken.None));
        });
        Assert.Equal(0, await store.ReadAsync(db => db.Merchants.CountAsync()));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_commit_wakes_the_sweeps_it_gave_work_to(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        await store.WriteAsync(db =>
        {
            db.Wake(Sweep.Access);
            return Task.CompletedTask;
        });
        Assert.Contains(Sweep.Access, store.Rung);
    }

    private static Merchant NewMerchant(Store store) => new()
    {
        Id = MerchantId.New(store.Time.Now()),
        Name = "M",
        TimeZone = "UTC",
        CreatedAt = store.Time.Now(),
    };

    private static async Task<MerchantId> MakeMerchantAsync(Store store)
    {
        var merchant = NewMerchant(store);
        await store.WriteAsync(async db => await db.Merchants.AddAsync(merchant));
        return merchant.Id;
    }
}
