using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Memberships;

/// <summary>Staff ends a membership by name: at once, or with what is paid for.</summary>
public sealed class EndMembership(Work work, BusinessTime businessTime, TimeProvider time, Network network)
{
    public Task<MembershipOutcome> HandleAsync(
        MerchantId merchantId, MembershipId membershipId, EndRequest request, Actor actor,
        CancellationToken cancellationToken) =>
        work.RunAsync(
            db => MembershipOrder.CarryOutAsync(
                db, merchantId, membershipId, FactOf(request),
                new Occasion(actor, businessTime.Now(), time.Now(), network.IsLive), cancellationToken),
            cancellationToken);

    private static MembershipFact FactOf(EndRequest request) => request.When == EndWhen.Now
        ? new MembershipFact.EndedNow(request.Reason)
        : new MembershipFact.EndAtPeriodEnd(request.Reason);
}
