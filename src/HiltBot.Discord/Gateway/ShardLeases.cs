using HiltBot.Engine.Outbox;

namespace HiltBot.Discord.Gateway;

/// <summary>Shards by the engine's leases, one row each.</summary>
internal sealed class ShardLeases(Leases leases) : IShardLease
{
    public Task<bool> TryTakeAsync(int shard, CancellationToken cancellationToken) =>
        leases.HoldAsync(NameOf(shard), cancellationToken);

    public Task<bool> RenewAsync(int shard, CancellationToken cancellationToken) =>
        leases.HoldAsync(NameOf(shard), cancellationToken);

    public bool IsHeld(int shard) => leases.IsHeld(NameOf(shard));

    public Task ReleaseAsync(int shard, CancellationToken cancellationToken) =>
        leases.ReleaseAsync(NameOf(shard), cancellationToken);

    private static string NameOf(int shard) => $"discord_shard_{shard}";
}
