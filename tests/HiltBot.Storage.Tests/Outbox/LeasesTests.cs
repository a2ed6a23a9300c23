using HiltBot.Engine.Outbox;
using HiltBot.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Storage.Tests.Outbox;

/// <summary>Work of one node at a time, judged by the database.</summary>
public sealed class LeasesTests
{
    public static TheoryData<string> Both => Store.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task One_node_holds_it_and_another_gets_it_when_it_is_let_go(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var (first, second) = (store.Services.GetRequiredService<Leases>(), Other(store));
        Assert.True(await first.HoldAsync("shard 0", default));
        Assert.True(first.IsHeld("shard 0"));
        Assert.True(await second.HoldAsync("shard 1", default));
        if (provider == Store.Postgres)
        {
            Assert.False(await second.HoldAsync("shard 0", default));
            Assert.False(second.IsHeld("shard 0"));
        }

        await second.ReleaseAsync("shard 0", default);
        Assert.True(await first.HoldAsync("shard 0", default));
        await first.ReleaseAsync("shard 0", default);
        Assert.False(first.IsHeld("shard 0"));
        Assert.True(await second.HoldAsync("shard 0", default));
    }

    [Fact]
    public async Task Of_many_who_reach_for_it_at_once_one_gets_it()
    {
        await using var store = await Store.CreateAsync(Store.Postgres);
        var nodes = Enumerable.Range(0, 12).Select(_ => Other(store)).ToList();
        var held = await Task.WhenAll(nodes.Select(node => Task.Run(() => node.HoldAsync("sending", default))));
        Assert.Single(held, isHeld => isHeld);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_node_counts_itself_out_before_others_may_have_it(string provider)
    {
        await using var store = await Store.CreateAsync(provider);
        var node = store.Services.GetRequiredService<Leases>();
        await node.HoldAsync("sending", default);
        store.Time.Advance(node.Length * 3 / 4 - TimeSpan.FromMilliseconds(1));
        Assert.True(node.IsHeld("sending"));
        store.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(node.IsHeld("sending"));
        Assert.True(await node.HoldAsync("sending", default));
        Assert.True(node.IsHeld("sending"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(3600)]
    public async Task Whoever_asks_every_second_is_never_without_it_however_long_claims_last(int claimSeconds)
    {
        await using var store = await Store.CreateAsync(Store.Sqlite, more: services =>
            services.Configure<WorkOptions>(options => options.ClaimSeconds = claimSeconds));
        var node = store.Services.GetRequiredService<Leases>();
        for (var second = 0; second < 100; second++)
        {
            Assert.True(await node.HoldAsync("sending", default));

            // A machine that is busy asks a second late.
            store.Time.Advance(Leases.HoldInterval * 2);
            Assert.True(node.IsHeld("sending"), $"It was lost in second {second}.");
        }
    }

    [Fact]
    public async Task A_dead_node_of_a_database_of_one_process_keeps_nobody_waiting()
    {
        await using var store = await Store.CreateAsync(Store.Sqlite);
        Assert.True(await store.Services.GetRequiredService<Leases>().HoldAsync("sending", default));
        Assert.True(await Other(store).HoldAsync("sending", default));
    }

    private static Leases Other(Store store) => ActivatorUtilities.CreateInstance<Leases>(store.Services);
}
