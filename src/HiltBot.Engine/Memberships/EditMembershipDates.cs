using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Memberships;

/// <summary>
/// Sets the end by hand; null: for ever. An end that has passed ends it, as an ordinary lapse would, but
/// closings count for the brake (rule 13).
/// </summary>
public sealed class EditMembershipDates(
    Work work, BusinessTime businessTime, TimeProvider time, Network network)
{
    public Task<MembershipOutcome> HandleAsync(
        MerchantId merchantId, MembershipId membershipId, DateTimeOffset? periodEndAt, Actor actor,
        CancellationToken cancellationToken) =>
        work.RunAsync(
            db => MembershipOrder.CarryOutAsync(
                db, merchantId, membershipId, new MembershipFact.DatesEdited(periodEndAt?.Cut()),
                new Occasion(actor, businessTime.Now(), time.Now(), network.IsLive), cancellationToken),
            cancellationToken);
}
