using HiltBot.Engine.Access;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Products;

/// <summary>A payment with what became of it.</summary>
public sealed record ProductPayment(Payment Payment, Membership? Membership)
{
    /// <summary>When the last of its seats was opened.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>When a platform was last asked to open one.</summary>
    public DateTimeOffset? AskedAt { get; init; }
}

/// <summary>The payments of a product, newest first, in three statements however many they are.</summary>
public sealed class ReadProductPayments(Work work)
{
    /// <returns>Null when it is not this merchant's product.</returns>
    public Task<IReadOnlyList<ProductPayment>?> HandleAsync(
        MerchantId merchantId, ProductId productId, PaymentStatus? status, int offset, int limit,
        CancellationToken cancellationToken) =>
        work.ReadAsync(
            async db => await db.Products.AnyAsync(
                row => row.MerchantId == merchantId && row.Id == productId, cancellationToken)
                ? await ReadAsync(db, merchantId, productId, status, offset, limit, cancellationToken)
                : null,
            cancellationToken);

    private static async Task<IReadOnlyList<ProductPayment>> ReadAsync(
        HiltDb db, MerchantId merchantId, ProductId productId, PaymentStatus? status, int offset, int limit,
        CancellationToken cancellationToken)
    {
        var rows = await (
            from payment in db.Payments.AsNoTracking()
                .Where(row => row.MerchantId == merchantId && row.ProductId == productId &&
                    (status == null || row.Status == status))
                .OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id).Skip(offset).Take(limit)
            join membership in db.Memberships on payment.MembershipId equals membership.Id into memberships
            from membership in memberships.DefaultIfEmpty()
            select new ProductPayment(payment, membership)).ToListAsync(cancellationToken);
        var buyers = rows.Select(row => row.Membership?.BuyerId).OfType<BuyerId>().Distinct().ToList();
        var seats = buyers.Count == 0 ? [] : await SeatsAsync(db, merchantId, productId, buyers, cancellationToken);
        var byBuyer = seats.ToLookup(seat => seat.BuyerId);
        return
        [
            .. rows.OrderByDescending(row => row.Payment.CreatedAt).ThenByDescending(row => row.Payment.Id.Value)
                .Select(row => row.Membership is { } membership
                    ? row with
                    {
                        OpenedAt = byBuyer[membership.BuyerId].Max(seat => seat.OpenedAt),
                        AskedAt = byBuyer[membership.BuyerId].Max(seat => seat.IntentAt ?? seat.OpenedAt),
                    }
                    : row),
        ];
    }

    private static Task<List<Seat>> SeatsAsync(
        HiltDb db, MerchantId merchantId, ProductId productId, List<BuyerId> buyers,
        CancellationToken cancellationToken) =>
        db.Seats.AsNoTracking()
            .Where(seat => seat.MerchantId == merchantId && buyers.Contains(seat.BuyerId) &&
                db.ProductTargets.Any(target => target.ProductId == productId &&
                    target.Platform == seat.Platform && target.TargetId == seat.TargetId))
            .ToListAsync(cancellationToken);
}
