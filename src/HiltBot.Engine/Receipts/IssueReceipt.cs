using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Receipts;

/// <summary>
/// One signed receipt per confirmed payment, in the transaction that confirms it (contract section 6). Issued
/// again it answers with the one that stands.
/// </summary>
public sealed class IssueReceipt(KeyRing keys, TimeProvider time, Network network)
{
    /// <param name="now">Business time.</param>
    public async Task<Receipt> InAsync(
        HiltDb db, Payment payment, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // What was allocated in this transaction has to be in the rows that are read here.
        await db.SaveChangesAsync(cancellationToken);
        var receiptId = ReceiptId.New(time.Now());
        var (keyId, seed) = keys.Active(KeyPurpose.Receipt);
        var publicKey = Convert.ToBase64String(Signatures.PublicKeyOf(seed));
        var transfers = await db.Transfers.AsNoTracking().Where(row => row.PaymentId == payment.Id)
            .ToListAsync(cancellationToken);
        var issuer = await db.Merchants.Where(row => row.Id == payment.MerchantId).Select(row => row.Name)
            .SingleOrDefaultAsync(cancellationToken) ?? string.Empty;
        var document = ReceiptDocument.Write(receiptId, payment, transfers, issuer, publicKey, now);
        var hash = ReceiptDocument.Hash(document);
        var added = await db.Database.ExecuteSqlAsync(
            $"""
            insert into receipts (id, merchant_id, payment_id, product_id, buyer_id, tx_sig, document_json, hash,
                ed25519_sig, key_id, schema_version, created_at)
            values ({receiptId.Value}, {payment.MerchantId.Value}, {payment.Id.Value}, {payment.ProductId.Value},
                {payment.BuyerId?.Value}, {payment.TxSignature ?? string.Empty}, {document},
                {Convert.ToHexStringLower(hash)}, {Convert.ToBase64String(Signatures.Sign(seed, hash))}, {keyId.Value},
                {ReceiptDocument.SchemaVersion}, {db.Dialect.Parameter(now)})
            on conflict do nothing
            """,
            cancellationToken);
        if (added == 1)
        {
            db.OweEvent(
                payment.MerchantId, EventTypes.ReceiptCreated, "receipt", receiptId.ToString(),
                EventLinks.Of(payment) with { ReceiptId = receiptId }, network.IsLive, now, time.Now());
        }

        return await db.Receipts.SingleAsync(row => row.PaymentId == payment.Id, cancellationToken);
    }
}
