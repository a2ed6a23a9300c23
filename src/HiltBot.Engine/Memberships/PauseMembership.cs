using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Memberships;

/// <summary>
/// Closes access by a word of staff and keeps the remaining time (design section 4, Edits).
/// </summary>
public sealed class PauseMembership(Work work, BusinessTime businessTime, TimeProvider time, Network network)
{
    public Task<MembershipOutcome> HandleAsync(
        MerchantId merchantId, MembershipId membershipId, Actor actor, CancellationToken cancellationToken) =>
        work.RunAsync(
            db => MembershipOrder.CarryOutAsync(
                db, merchantId, membershipId, new MembershipFact.Paused(),
                new Occasion(actor, businessTime.Now(), time.Now(), network.IsLive), cancellationToken),
            cancellationToken);
}
