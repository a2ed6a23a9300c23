using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Memberships;

/// <summary>Gives a paused membership its remaining time back.</summary>
public sealed class ResumeMembership(Work work, BusinessTime businessTime, TimeProvider time, Network network)
{
    public Task<MembershipOutcome> HandleAsync(
        MerchantId merchantId, MembershipId membershipId, Actor actor, CancellationToken cancellationToken) =>
        work.RunAsync(
            db => MembershipOrder.CarryOutAsync(
                db, merchantId, membershipId, new MembershipFact.Resumed(),
                new Occasion(actor, businessTime.Now(), time.Now(), network.IsLive), cancellationToken),
            cancellationToken);
}
