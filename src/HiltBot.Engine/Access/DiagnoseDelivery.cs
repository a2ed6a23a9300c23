using HiltBot.Engine.Memberships;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Access;

/// <summary>
/// Looks at a member's seats, accounts and places in the books; no platform is asked, so it may be called often.
/// </summary>
public sealed class DiagnoseDelivery(Work work, SeatCalls calls)
{
    /// <returns>Null when this merchant has no such membership.</returns>
    public Task<DeliveryReport?> HandleAsync(
        MerchantId merchantId, MembershipId membershipId, CancellationToken cancellationToken) =>
        work.ReadAsync<DeliveryReport?>(
            async db =>
            {
                var membership = await db.Memberships.AsNoTracking().SingleOrDefaultAsync(
                    row => row.Id == membershipId && row.MerchantId == merchantId, cancellationToken);
                return membership is null ? null : await ReportAsync(db, membership, cancellationToken);
            },
            cancellationToken);

    private async Task<DeliveryReport> ReportAsync(
        HiltDb db, Membership membership, CancellationToken cancellationToken)
    {
        var places = await PlacesAsync(db, membership, cancellationToken);
        var fallback = await db.Products.Where(row => row.Id == membership.ProductId)
            .Select(row => row.DeliveryValue).SingleAsync(cancellationToken);
        return new DeliveryReport(
            await MembershipViews.LoadAsync(db, membership, cancellationToken),
            fallback is { Length: > 0 } ? fallback : null, places, DeliveryChecks.Of(membership, places));
    }

    private async Task<List<DeliveryPlace>> PlacesAsync(
        HiltDb db, Membership membership, CancellationToken cancellationToken)
    {
        var targets = await db.ProductTargets.AsNoTracking().Where(row => row.ProductId == membership.ProductId)
            .OrderBy(row => row.Position).ToListAsync(cancellationToken);
        var communityIds = targets.Select(row => row.CommunityId).Distinct().ToList();
        var communities = await db.Communities.AsNoTracking().Where(row => communityIds.Contains(row.Id))
            .ToDictionaryAsync(row => row.Id, cancellationToken);
        var accounts = await db.BuyerAccounts.AsNoTracking()
            .Where(row => row.MerchantId == membership.MerchantId && row.BuyerId == membership.BuyerId)
            .ToDictionaryAsync(row => row.Platform, row => row.AccountId, cancellationToken);
        var seats = await db.Seats.AsNoTracking()
            .Where(row => row.MerchantId == membership.MerchantId && row.BuyerId == membership.BuyerId)
            .ToListAsync(cancellationToken);
        var seatIds = seats.ConvertAll(seat => seat.Id);
        var attempts = await db.AccessAttempts.Where(row => seatIds.Contains(row.SeatId)).GroupBy(row => row.SeatId)
            .Select(group => new { group.Key, At = group.Max(row => row.At) })
            .ToDictionaryAsync(group => group.Key, group => group.At, cancellationToken);
        var registered = calls.Registered();
        return targets.ConvertAll(target =>
        {
            var seat = seats.Find(row => row.Platform == target.Platform && row.TargetId == target.TargetId);
            var community = communities[target.CommunityId];
            return new DeliveryPlace(
                target, community.Title, community.LostAt, community.RightsProblem,
                registered.Contains(target.Platform), accounts.GetValueOrDefault(target.Platform), seat,
                seat is not null && attempts.TryGetValue(seat.Id, out var at) ? at : null);
        });
    }
}
