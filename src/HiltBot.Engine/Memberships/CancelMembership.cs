using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Memberships;

/// <summary>The buyer wants no more: nothing is charged, reminders stop, access lasts.</summary>
public sealed class CancelMembership(Work work)
{
    public Task<MembershipOutcome> HandleAsync(
        MerchantId merchantId, MembershipId membershipId, Actor actor, CancellationToken cancellationToken) =>
        work.RunAsync<MembershipOutcome>(_ => throw new NotSupportedException(), cancellationToken);
}
