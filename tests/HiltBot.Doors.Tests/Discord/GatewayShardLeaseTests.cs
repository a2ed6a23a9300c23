using HiltBot.Discord.Gateway;
using HiltBot.TestKit;

namespace HiltBot.Doors.Tests.Discord;

/// <summary>A shard runs where its lease is, and nowhere else.</summary>
public sealed class GatewayShardLeaseTests
{
    [Fact]
    public async Task A_shard_runs_when_its_lease_is_free_and_not_before()
    {
        await using var scene = new Scene();
        scene.Lease.IsFree = false;
        scene.Start();
        await scene.UntilAsync(() => scene.Lease.Asked > 3, "it has asked several times");
        Assert.Equal(0, scene.Begun);
        Assert.Equal(ShardStanding.Elsewhere, scene.State.Shards[0]);

        scene.Lease.IsFree = true;
        await scene.UntilAsync(() => scene.Begun == 1, "it runs");
    }

    [Fact]
    public async Task A_lost_lease_ends_the_shard_and_is_taken_again_when_it_is_free()
    {
        await using var scene = new Scene();
        scene.Start();
        await scene.UntilAsync(() => scene.Begun == 1, "it runs");
        scene.Lease.IsFree = false;
        await scene.UntilAsync(() => scene.Ended == 1, "it has ended");
        Assert.Equal(1, scene.Lease.Released);

        scene.Lease.IsFree = true;
        await scene.UntilAsync(() => scene.Begun == 2, "it runs again");
    }

    [Fact]
    public async Task A_database_that_is_away_ends_the_shard_only_when_another_node_may_have_it()
    {
        await using var scene = new Scene();
        scene.Start();
        await scene.UntilAsync(() => scene.Begun == 1, "it runs");
        scene.Lease.IsBroken = true;
        var asked = scene.Lease.Asked;
        await scene.UntilAsync(() => scene.Lease.Asked > asked + 5, "it has asked several times");
        Assert.Equal(0, scene.Ended);
        Assert.Single(scene.Log.Lines, line => line.Id == 11221);

        scene.Lease.IsHeldStill = false;
        await scene.UntilAsync(() => scene.Ended == 1, "it has ended");
    }

    [Fact]
    public async Task A_shard_that_discord_does_not_want_is_not_begun_again_and_lets_go_of_its_lease()
    {
        await using var scene = new Scene { Sentence = "Somebody must click." };
        scene.Start();
        await scene.Running.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal((1, 1), (scene.Begun, scene.Lease.Released));
    }

    [Fact]
    public async Task A_stop_ends_the_shard_and_lets_go_of_its_lease()
    {
        await using var scene = new Scene();
        scene.Start();
        await scene.UntilAsync(() => scene.Begun == 1, "it runs");
        await scene.StopAsync();
        await scene.Running.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal((1, 1), (scene.Ended, scene.Lease.Released));
    }

    private sealed class Scene : IAsyncDisposable
    {
        private readonly CancellationTokenSource stop = new();
        public ManualTime Time { get; } = new();

        public FakeLease Lease { get; } = new();

        public GatewayState State { get; } = new();

        public LogBook Log { get; } = new();

        public string? Sentence { get; init; }

        public int Begun { get; private set; }

        public int Ended { get; private set; }

        public Task Running { get; private set; } = Task.CompletedTask;

        public void Start() => Running = new ShardRunner(0, Lease, RunAsync, State, Time, Log.For<ShardRunner>())
            .RunAsync(stop.Token);

        public Task StopAsync() => stop.CancelAsync();

        public Task UntilAsync(Func<bool> isSo, string what) => Pump.UntilAsync(Time, isSo, what);

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await Running;
            stop.Dispose();
        }

        private async Task<string?> RunAsync(CancellationToken cancellationToken)
        {
            Begun++;
            if (Sentence is null)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, Time, cancellationToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            Ended++;
            return Sentence;
        }
    }

    private sealed class FakeLease : IShardLease
    {
        public bool IsFree { get; set; } = true;

        public bool IsBroken { get; set; }

        public bool IsHeldStill { get; set; } = true;

        public int Asked { get; private set; }

        public int Released { get; private set; }

        public Task<bool> TryTakeAsync(int shard, CancellationToken cancellationToken) => AskAsync();

        public Task<bool> RenewAsync(int shard, CancellationToken cancellationToken) => AskAsync();

        public bool IsHeld(int shard) => IsHeldStill;

        public Task ReleaseAsync(int shard, CancellationToken cancellationToken)
        {
            Released++;
            return Task.CompletedTask;
        }

        private Task<bool> AskAsync()
        {
            Asked++;
            return IsBroken ? Task.FromException<bool>(new InvalidOperationException("away")) : Task.FromResult(IsFree);
        }
    }
}
