using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Access;

/// <summary>Who belongs into a place by the books: whoever has access to something there, its staff, and whom they keep.</summary>
internal static class MayBeInside
{
    /// <summary>What the history of a seat says when staff keep somebody.</summary>
    public const string SaidKept = "kept";

    /// <summary>What it says when somebody came in and staff are only asked: no reason to let them in again.</summary>
    public const string CameInUnpaid = "came_in_unpaid";

    public static async Task<bool> IsSoAsync(
        HiltDb db, Community community, string accountId, CancellationToken cancellationToken) =>
        await HasAccessAsync(db, community, accountId, cancellationToken) ||
        await db.Staff.AnyAsync(
            row => row.MerchantId == community.MerchantId && row.Platform == community.Platform &&
                row.AccountId == accountId,
            cancellationToken) ||
        await db.Seats.AnyAsync(
            row => row.Platform == community.Platform && row.AccountId == accountId &&
                row.CommunityId == community.Id && row.Exception == SeatException.Kept &&
                db.History.Where(said => said.Subject == Subject.Seat && said.SubjectId == (Guid)(object)row.Id &&
                        (said.EventType == SaidKept || said.EventType == CameInUnpaid))
                    .OrderByDescending(said => said.Id).Select(said => said.EventType).FirstOrDefault() == SaidKept,
            cancellationToken);

    /// <summary>Whether anything opens this place for money at all.</summary>
    public static Task<bool> IsSoldAsync(HiltDb db, Community community, CancellationToken cancellationToken) =>
        db.ProductTargets.AnyAsync(
            row => row.MerchantId == community.MerchantId && row.CommunityId == community.Id, cancellationToken);

    private static async Task<bool> HasAccessAsync(
        HiltDb db, Community community, string accountId, CancellationToken cancellationToken)
    {
        var memberships = await (
            from account in db.BuyerAccounts
            join membership in db.Memberships
                on new { account.MerchantId, account.BuyerId } equals new { membership.MerchantId, membership.BuyerId }
            join target in db.ProductTargets on membership.ProductId equals target.ProductId
            where account.MerchantId == community.MerchantId && account.Platform == community.Platform &&
                account.AccountId == accountId && target.CommunityId == community.Id
            select membership).AsNoTracking().ToListAsync(cancellationToken);
        return memberships.Exists(membership => membership.GivesAccess);
    }
}
