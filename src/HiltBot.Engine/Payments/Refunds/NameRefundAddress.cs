using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Payments.Refunds;

public abstract record RefundAddressOutcome
{
    private RefundAddressOutcome()
    {
    }

    public sealed record Named(RefundView Refund) : RefundAddressOutcome;

    /// <summary>No signature of that wallet over the text of this refund, or too late.</summary>
    public sealed record NotProven : RefundAddressOutcome;

    /// <summary>It is signed, sent or withdrawn: it goes nowhere else.</summary>
    public sealed record Over : RefundAddressOutcome;
}

/// <summary>The buyer names where a refund goes, and that address's own wallet signs for it (decision 0026).</summary>
public sealed class NameRefundAddress(Work work, BusinessTime business, TimeProvider time)
{
    public Task<RefundAddressOutcome> HandleAsync(
        string addressKey, MoneyProofId proofId, byte[]? signature, CancellationToken cancellationToken) =>
        work.RunAsync(db => NameAsync(db, addressKey, proofId, signature, cancellationToken), cancellationToken);

    private async Task<RefundAddressOutcome> NameAsync(
        HiltDb db, string addressKey, MoneyProofId proofId, byte[]? signature, CancellationToken cancellationToken)
    {
        var refund = await db.Refunds.SingleOrDefaultAsync(row => row.AddressKey == addressKey, cancellationToken);
        if (refund is null ||
            await MoneyProof.TakeAsync(db, proofId, signature, time.Now(), cancellationToken) is not { } proof ||
            proof.RefundId != refund.Id)
        {
            return new RefundAddressOutcome.NotProven();
        }

        if (refund.State != RefundState.Prepared)
        {
            return new RefundAddressOutcome.Over();
        }

        var transfer = await db.Transfers.AsNoTracking().SingleAsync(
            row => row.Id == refund.TransferId, cancellationToken);
        refund.ToWallet = proof.Wallet;
        refund.ToFrom = proof.Wallet == transfer.PayerWallet ? RefundAddressFrom.SignedMessage : RefundAddressFrom.Named;
        db.Remember(
            refund.MerchantId, Subject.Transfer, refund.TransferId.Value, "refund_address_named",
            Actor.Buyer(proof.Wallet), business.Now(), new { refund = refund.Id, to = proof.Wallet }, refund.PaymentId);
        await db.SaveChangesAsync(cancellationToken);
        return new RefundAddressOutcome.Named((await ReadRefund.ViewAsync(
            db, db.Refunds.Where(row => row.Id == refund.Id), cancellationToken))!);
    }
}
