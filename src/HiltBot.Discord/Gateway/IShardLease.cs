namespace HiltBot.Discord.Gateway;

/// <summary>
/// Which node runs a shard: a row in the database that one node holds at a time and must renew (design
/// section 5).
/// </summary>
public interface IShardLease
{
    /// <summary>Takes it where nobody holds it.</summary>
    /// <returns>Whether this node holds it now.</returns>
    Task<bool> TryTakeAsync(int shard, CancellationToken cancellationToken);

    /// <summary>Asked every second; whether that touches the database is the lease's business.</summary>
    /// <returns>False: it is another node's now.</returns>
    Task<bool> RenewAsync(int shard, CancellationToken cancellationToken);

    /// <summary>Whether this node may go on without asking anybody; false some time before another may take
    /// it.</summary>
    bool IsHeld(int shard);

    /// <summary>Lets another node have it at once.</summary>
    Task ReleaseAsync(int shard, CancellationToken cancellationToken);
}
