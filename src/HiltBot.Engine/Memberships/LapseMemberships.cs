using HiltBot.Engine.Storage;

namespace HiltBot.Engine.Memberships;

/// <summary>Reminders, grace, expiry, allowed removals.</summary>
public sealed class LapseMemberships(Work work)
{
    public Task<int> HandleAsync(CancellationToken cancellationToken) =>
        work.RunAsync<int>(_ => throw new NotSupportedException(), cancellationToken);
}
