using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Memberships;

/// <summary>Sets the end by hand; null: for ever.</summary>
public sealed class EditMembershipDates(Work work)
{
    public Task<MembershipOutcome> HandleAsync(
        MerchantId merchantId, MembershipId membershipId, DateTimeOffset? periodEndAt, Actor actor, CancellationToken cancellationToken) =>
        work.RunAsync<MembershipOutcome>(_ => throw new NotSupportedException(), cancellationToken);
}
