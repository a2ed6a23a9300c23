using HiltBot.Engine.Memberships;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HiltBot.Engine.Payments.Refunds;

/// <summary>
/// The ledger closes refunds: a finalized transaction, signed by the merchant's wallet, that carries the
/// refund's reference and paid its address its amount. Also one that was withdrawn meanwhile: the money has gone.
/// </summary>
public sealed partial class CloseRefunds(
    NoteRefund note, BusinessTime business, TimeProvider time, ILogger<CloseRefunds> logger)
{
    /// <param name="named">Whose references the transaction carries (<see cref="Marks.FindAsync"/>).</param>
    /// <returns>How many it closed.</returns>
    public async Task<int> InAsync(
        HiltDb db, IReadOnlyCollection<RefundId> named, ChainTransaction transaction, CancellationToken cancellationToken)
    {
        if (named.Count == 0)
        {
            return 0;
        }

        var refunds = await db.Refunds.IgnoreQueryFilters().Where(row => named.Contains(row.Id))
            .ToListAsync(cancellationToken);
        var closed = 0;
        foreach (var refund in RefundRule.PaidBy(transaction, refunds))
        {
            closed += await CloseAsync(db, refund, transaction, cancellationToken) ? 1 : 0;
        }

        return closed;
    }

    private async Task<bool> CloseAsync(
        HiltDb db, Refund refund, ChainTransaction transaction, CancellationToken cancellationToken)
    {
        var now = business.Now();
        if (refund.State == RefundState.Closed)
        {
            if (refund.Signature != transaction.Signature)
            {
                Log.PaidTwice(logger, refund.Id, transaction.Signature);
            }

            return false;
        }

        refund.State = RefundState.Closed;
        refund.Signature = transaction.Signature;
        refund.ClosedAt = now;
        db.Remember(
            refund.MerchantId, Subject.Transfer, refund.TransferId.Value, "refund_closed", Actor.System, now,
            new { refund = refund.Id, signature = transaction.Signature, amount_minor_units = refund.AmountMinorUnits },
            refund.PaymentId);
        if (refund is { Cause: RefundCause.Paid, PaymentId: { } paymentId })
        {
            var word = new RefundNote(
                transaction.Signature, refund.AmountMinorUnits, null, refund.Access != RefundAccess.Keep)
            {
                EndsWhen = refund.Access == RefundAccess.EndAtPeriodEnd ? EndWhen.AtPeriodEnd : EndWhen.Now,
            };
            await note.HandleAsync(refund.MerchantId, paymentId, word, refund.PreparedBy, cancellationToken);
        }

        await db.TellRefundedAsync(refund, now, time.Now(), cancellationToken);
        Log.Closed(logger, refund.Id, transaction.Signature);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(4300, LogLevel.Information, "{RefundId} was sent back by {Signature}.")]
        public static partial void Closed(ILogger logger, RefundId refundId, string signature);

        [LoggerMessage(4301, LogLevel.Warning, "{RefundId} was paid already, and {Signature} pays it again.")]
        public static partial void PaidTwice(ILogger logger, RefundId refundId, string signature);
    }
}
