using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Memberships;

/// <summary>Staff ends a membership by name.</summary>
public sealed class EndMembership(Work work)
{
    public Task<MembershipOutcome> HandleAsync(
        MerchantId merchantId, MembershipId membershipId, EndRequest request, Actor actor, CancellationToken cancellationToken) =>
        work.RunAsync<MembershipOutcome>(_ => throw new NotSupportedException(), cancellationToken);
}
