using HiltBot.Engine.Storage;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Payments.Refunds;

/// <summary>Reads a refund by the key of one of its pages.</summary>
public sealed class ReadRefund(Work work)
{
    public Task<RefundView?> ForStaffAsync(string staffKey, CancellationToken cancellationToken) => work.ReadAsync(
        db => ViewAsync(db, db.Refunds.Where(row => row.StaffKey == staffKey), cancellationToken), cancellationToken);

    public Task<RefundView?> ForBuyerAsync(string addressKey, CancellationToken cancellationToken) => work.ReadAsync(
        db => ViewAsync(db, db.Refunds.Where(row => row.AddressKey == addressKey), cancellationToken),
        cancellationToken);

    internal static async Task<RefundView?> ViewAsync(
        HiltDb db, IQueryable<Refund> rows, CancellationToken cancellationToken)
    {
        var refund = await rows.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (refund is null)
        {
            return null;
        }

        var transfer = await db.Transfers.AsNoTracking().SingleAsync(
            row => row.Id == refund.TransferId, cancellationToken);
        var payment = refund.PaymentId is { } paymentId
            ? await db.Payments.AsNoTracking().SingleOrDefaultAsync(row => row.Id == paymentId, cancellationToken)
            : null;
        var merchant = await db.Merchants.Where(row => row.Id == refund.MerchantId).Select(row => row.Name)
            .SingleAsync(cancellationToken);
        return new RefundView(
            refund.Id, refund.MerchantId, refund.Cause, refund.State, refund.Amount, refund.FromWallet,
            refund.ToWallet, refund.ToFrom, transfer.PayerWallet, refund.Access,
            refund.Cause == RefundCause.Paid && payment?.MembershipId is not null, refund.StaffKey, refund.AddressKey,
            refund.Signature, merchant, payment?.IdentityDisplay ?? payment?.IdentityValue, transfer.Signature,
            transfer.Verdict);
    }
}
