using System.Globalization;
using HiltBot.Engine.Outbox;

namespace HiltBot.Discord.Gateway;

/// <summary>Shards by rows of the installation's leases: one node runs each, and another takes over when it
/// dies.</summary>
internal sealed class LeasedShards(Leases leases) : IShardLease
{
    public Task<bool> TryTakeAsync(int shard, CancellationToken cancellationToken) =>
        leases.HoldAsync(Name(shard), cancellationToken);

    public Task<bool> RenewAsync(int shard, CancellationToken cancellationToken) =>
        leases.HoldAsync(Name(shard), cancellationToken);

    public bool IsHeld(int shard) => leases.IsHeld(Name(shard));

    public Task ReleaseAsync(int shard, CancellationToken cancellationToken) =>
        leases.ReleaseAsync(Name(shard), cancellationToken);

    private static string Name(int shard) => string.Create(CultureInfo.InvariantCulture, $"discord shard {shard}");
}
