using HiltBot.Engine.Outbox;

namespace HiltBot.Telegram.Updates;

/// <summary>Which node hears Telegram: a row that one node holds at a time and must renew (design section 5).</summary>
internal interface IUpdatesLease
{
    /// <summary>Takes or renews it; asked every second.</summary>
    /// <returns>Whether this node holds it now.</returns>
    Task<bool> HoldAsync(CancellationToken cancellationToken);

    /// <summary>Whether this node may go on without asking; false some time before another may take it.</summary>
    bool IsHeld { get; }

    Task ReleaseAsync(CancellationToken cancellationToken);
}

/// <summary>By a row of the installation's leases.</summary>
internal sealed class LeasedUpdates(Leases leases) : IUpdatesLease
{
    public const string Name = "telegram updates";

    public bool IsHeld => leases.IsHeld(Name);

    public Task<bool> HoldAsync(CancellationToken cancellationToken) => leases.HoldAsync(Name, cancellationToken);

    public Task ReleaseAsync(CancellationToken cancellationToken) => leases.ReleaseAsync(Name, cancellationToken);
}
