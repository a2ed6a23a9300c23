using HiltBot.Engine.Memberships;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Access;

/// <summary>One target of a membership's product, as the books show it.</summary>
/// <param name="Seat">Null while the buyer has no account there, or the seat was never asked for.</param>
/// <param name="IsOpenedByAnother">Whether another membership of the buyer opens the same target.</param>
public sealed record DeliveryPart(DeliveryStatus? Seat, string? Error, bool IsOpenedByAnother);

/// <summary>Delivery of a membership is the worst of its seats (design section 4; contract 3.2).</summary>
public static class DeliveryRule
{
    public static (DeliveryStatus Status, string? Error) Of(
        bool givesAccess, IReadOnlyList<DeliveryPart> parts)
    {
        if (parts.Count == 0)
        {
            return (DeliveryStatus.NotRequired, null);
        }

        // The order of the enumeration is from best to worst.
        var worst = parts.Select(part => (Status: StatusOf(givesAccess, part), part.Error))
            .MaxBy(part => part.Status);
        return (worst.Status, worst.Status is DeliveryStatus.Revoked ? null : worst.Error);
    }

    private static DeliveryStatus StatusOf(bool givesAccess, DeliveryPart part) => part switch
    {
        { Seat: null } when givesAccess => DeliveryStatus.Pending,
        { Seat: DeliveryStatus.Revoked } when givesAccess => DeliveryStatus.Pending,
        { Seat: { } status } when givesAccess => status,
        { Seat: null } or { IsOpenedByAnother: true } => DeliveryStatus.Revoked,
        _ => part.Seat.Value,
    };
}

/// <summary>
/// Keeps memberships' delivery in step with their seats, in the transaction that changed a seat.
/// </summary>
internal static class Deliveries
{
    /// <param name="seats">Seats that changed and are saved.</param>
    /// <param name="now">Business time.</param>
    /// <param name="realNow">Real time: what waited for a delivery to be decided is due then.</param>
    /// <returns>Memberships whose delivery changed, with what it was.</returns>
    public static async Task<IReadOnlyList<DeliveryChange>> UpdateAsync(
        HiltDb db, IReadOnlyCollection<Seat> seats, DateTimeOffset now, DateTimeOffset realNow,
        CancellationToken cancellationToken)
    {
        if (seats.Count == 0)
        {
            return [];
        }

        var buyers = seats.Select(seat => seat.BuyerId).Distinct().ToList();
        var merchants = seats.Select(seat => seat.MerchantId).Distinct().ToList();
        var memberships = await db.Memberships
            .Where(row => merchants.Contains(row.MerchantId) && buyers.Contains(row.BuyerId))
            .ToListAsync(cancellationToken);
        var products = memberships.Select(row => row.ProductId).Distinct().ToList();
        var targets = (await db.ProductTargets.AsNoTracking().Where(row => products.Contains(row.ProductId))
            .ToListAsync(cancellationToken)).ToLookup(row => row.ProductId);
        var all = (await db.Seats
            .Where(row => merchants.Contains(row.MerchantId) && buyers.Contains(row.BuyerId))
            .ToListAsync(cancellationToken)).ToLookup(row => (row.BuyerId, row.Platform, row.TargetId));
        var open = memberships.Where(row => row.GivesAccess)
            .SelectMany(row => targets[row.ProductId].Select(target => (row.BuyerId, target.Platform, target.TargetId)))
            .ToHashSet();
        var changes = new List<DeliveryChange>();
        foreach (var membership in memberships)
        {
            var parts = targets[membership.ProductId].Select(target =>
            {
                var key = (membership.BuyerId, target.Platform, target.TargetId);
                var seat = all[key].FirstOrDefault();
                return new DeliveryPart(
                    seat?.DeliveryStatus, seat?.LastError, !membership.GivesAccess && open.Contains(key));
            }).ToList();
            var (status, error) = DeliveryRule.Of(membership.GivesAccess, parts);
            if (status == membership.DeliveryStatus && error == membership.DeliveryLastError)
            {
                continue;
            }

            changes.Add(new DeliveryChange(membership, membership.DeliveryStatus));
            membership.DeliveryStatus = status;
            membership.DeliveryLastError = error;
            membership.UpdatedAt = now;
        }

        var decided = changes.Where(change => change.Before == DeliveryStatus.Pending &&
            change.Membership.DeliveryStatus != DeliveryStatus.Pending);
        await db.RenderNowAsync(
            [.. decided.Select(change => change.Membership.Id)], realNow, cancellationToken);
        return changes;
    }
}

internal sealed record DeliveryChange(Membership Membership, DeliveryStatus Before);
