using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Merchants;

/// <summary>Finds the staff of a workspace; works inside the caller's transaction.</summary>
public static class StaffDirectory
{
    /// <summary>
    /// The person of this merchant's staff behind a platform account; null when it is nobody's.
    /// </summary>
    public static Task<StaffMember?> FindAsync(
        HiltDb db, MerchantId merchantId, Platform platform, string accountId, CancellationToken cancellationToken) =>
        db.Staff.SingleOrDefaultAsync(
            row => row.MerchantId == merchantId && row.Platform == platform && row.AccountId == accountId,
            cancellationToken);

    /// <summary>
    /// The community that something was said in, and so the merchant it concerns; null when it is not bound.
    /// </summary>
    public static Task<Community?> FindCommunityAsync(
        HiltDb db, Platform platform, string externalId, CancellationToken cancellationToken) =>
        db.Communities.SingleOrDefaultAsync(
            row => row.Platform == platform && row.ExternalId == externalId, cancellationToken);

    /// <summary>
    /// How this person stands in histories and is judged by <see cref="StaffRights.MayAsync"/>.
    /// </summary>
    public static Actor ActorOf(StaffMember member) => Actor.Merchant(member.Id.ToString());
}
