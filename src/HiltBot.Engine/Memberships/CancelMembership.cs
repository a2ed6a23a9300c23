using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Memberships;

/// <summary>
/// The buyer wants no more: nothing is charged, reminders stop, access lasts as long as it is paid for.
/// </summary>
public sealed class CancelMembership(Work work, BusinessTime businessTime, TimeProvider time, Network network)
{
    public Task<MembershipOutcome> HandleAsync(
        MerchantId merchantId, MembershipId membershipId, Actor actor, CancellationToken cancellationToken) =>
        work.RunAsync(
            db => MembershipOrder.CarryOutAsync(
                db, merchantId, membershipId, new MembershipFact.Cancelled(),
                new Occasion(actor, businessTime.Now(), time.Now(), network.IsLive), cancellationToken),
            cancellationToken);
}
