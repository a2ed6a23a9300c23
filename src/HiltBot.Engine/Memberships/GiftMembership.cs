using HiltBot.Engine.Storage;

namespace HiltBot.Engine.Memberships;

/// <summary>Extends without charging, also for somebody who is no member yet.</summary>
public sealed class GiftMembership(Work work)
{
    public Task<MembershipOutcome> HandleAsync(GiftRequest request, CancellationToken cancellationToken) =>
        work.RunAsync<MembershipOutcome>(_ => throw new NotSupportedException(), cancellationToken);
}
