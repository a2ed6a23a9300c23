using HiltBot.Engine.Access;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Checkouts;

/// <summary>Reads one session with all that is shown about it, in two queries.</summary>
public sealed class CheckoutReading(Work work, BusinessTime businessTime)
{
    /// <returns>Null when there is no such session.</returns>
    public Task<CheckoutView?> HandleAsync(PaymentId paymentId, CancellationToken cancellationToken) =>
        work.ReadAsync(db => ReadAsync(db, paymentId, cancellationToken), cancellationToken);

    private async Task<CheckoutView?> ReadAsync(HiltDb db, PaymentId paymentId, CancellationToken cancellationToken)
    {
        var found = await (
            from payment in db.Payments.AsNoTracking()
            join product in db.Products on payment.ProductId equals product.Id
            join merchant in db.Merchants on payment.MerchantId equals merchant.Id
            join receipt in db.Receipts on payment.Id equals receipt.PaymentId into receipts
            from receipt in receipts.DefaultIfEmpty()
            join membership in db.Memberships on payment.MembershipId equals membership.Id into memberships
            from membership in memberships.DefaultIfEmpty()
            where payment.Id == paymentId
            select new
            {
                payment,
                product,
                merchant,
                membership,
                ReceiptId = receipt == null ? (ReceiptId?)null : receipt.Id,
            }).SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return null;
        }

        var buyerId = found.membership?.BuyerId ?? found.payment.BuyerId;
        var seats = await SeatsAsync(db, found.product.Id, buyerId, cancellationToken);
        return new CheckoutView(
            found.payment, found.product, found.merchant.Name, Terms.Of(found.product, found.merchant),
            found.merchant.SupportUrl, found.membership, found.ReceiptId, seats,
            CheckoutStage.Of(
                found.payment, found.membership is { GivesAccess: true }, seats, businessTime.Now()));
    }

    private static async Task<IReadOnlyList<CheckoutSeat>> SeatsAsync(
        HiltDb db, ProductId productId, BuyerId? buyerId, CancellationToken cancellationToken)
    {
        var rows = await Rows(db, productId, buyerId).ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(row => new CheckoutSeat(
                row.Target.Platform, row.Target.Label, row.Seat?.Shown == SeatState.Open, row.Seat?.DeliveryStatus,
                row.Seat?.LastError, !row.HasAccount)
            {
                InviteUrl = row.Seat?.InviteUrl,
                OpenedAt = row.Seat?.OpenedAt,
                AskedAt = row.Seat?.IntentAt,
            }),
        ];
    }

    private static IQueryable<SeatRow> Rows(HiltDb db, ProductId productId, BuyerId? buyerId) =>
        from target in db.ProductTargets.AsNoTracking()
        where target.ProductId == productId
        orderby target.Position
        select new SeatRow(
            target,
            db.BuyerAccounts.Any(account => account.MerchantId == target.MerchantId &&
                account.Platform == target.Platform && account.BuyerId == buyerId),
            db.Seats.FirstOrDefault(seat => seat.Platform == target.Platform && seat.TargetId == target.TargetId &&
                seat.MerchantId == target.MerchantId && seat.BuyerId == buyerId));

    private sealed record SeatRow(ProductTarget Target, bool HasAccount, Seat? Seat);
}
