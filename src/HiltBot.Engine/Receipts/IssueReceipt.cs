using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Receipts;

/// <summary>
/// One signed receipt per confirmed payment, in the transaction that confirms it (contract section 6). Issued
/// again it answers with the one that stands; one that was issued for the transaction before
/// (<see cref="SignTransaction"/>) is adopted.
/// </summary>
public sealed class IssueReceipt(KeyRing keys, TimeProvider time, Network network)
{
    /// <param name="now">Business time.</param>
    public async Task<Receipt> InAsync(
        HiltDb db, Payment payment, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // What was allocated in this transaction has to be in the rows that are read here.
        await db.SaveChangesAsync(cancellationToken);
        var transfers = await db.Transfers.AsNoTracking().Where(row => row.PaymentId == payment.Id)
            .ToListAsync(cancellationToken);
        var issuer = await db.Merchants.Where(row => row.Id == payment.MerchantId).Select(row => row.Name)
            .SingleOrDefaultAsync(cancellationToken) ?? string.Empty;
        var account = transfers.Find(row => row.Signature == payment.TxSignature)?.Account ?? payment.ReceivingAccount;
        var added = await ReceiptRows.InsertAsync(
            db, await keys.ActiveAsync(db, KeyPurpose.Receipt, cancellationToken), payment.MerchantId,
            ReceiptStatement.Of(payment, transfers, issuer), account, payment.BuyerId, now, time.Now(),
            cancellationToken);
        if (added is { } id)
        {
            ReceiptRows.OweCreated(
                db, payment.MerchantId, id, EventLinks.Of(payment), network.IsLive, now, time.Now());
        }
        else
        {
            await ReceiptRows.AdoptAsync(db, payment, account, now, cancellationToken);
        }

        return await db.Receipts.SingleAsync(row => row.PaymentId == payment.Id, cancellationToken);
    }
}
