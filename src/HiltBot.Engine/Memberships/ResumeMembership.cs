using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Memberships;

/// <summary>Gives a paused membership its remaining time back.</summary>
public sealed class ResumeMembership(Work work)
{
    public Task<MembershipOutcome> HandleAsync(
        MerchantId merchantId, MembershipId membershipId, Actor actor, CancellationToken cancellationToken) =>
        work.RunAsync<MembershipOutcome>(_ => throw new NotSupportedException(), cancellationToken);
}
