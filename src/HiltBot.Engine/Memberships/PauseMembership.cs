using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Memberships;

/// <summary>Stops access and keeps the remaining time.</summary>
public sealed class PauseMembership(Work work)
{
    public Task<MembershipOutcome> HandleAsync(
        MerchantId merchantId, MembershipId membershipId, Actor actor, CancellationToken cancellationToken) =>
        work.RunAsync<MembershipOutcome>(_ => throw new NotSupportedException(), cancellationToken);
}
