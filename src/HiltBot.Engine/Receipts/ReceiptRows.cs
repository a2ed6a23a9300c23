using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Receipts;

/// <summary>
/// Signs and writes receipts. The insert may lose, against another receipt of the payment or of the transaction
/// (rule 3): whoever loses finds the row that stands.
/// </summary>
internal static class ReceiptRows
{
    /// <param name="account">The receiving account that the transaction credited.</param>
    /// <param name="now">Business time.</param>
    /// <param name="realNow">Real time.</param>
    /// <returns>The new receipt's id; null when one stands already.</returns>
    public static async Task<ReceiptId?> InsertAsync(
        HiltDb db, (KeyId Id, byte[] Secret) key, MerchantId merchantId, ReceiptStatement statement, string? account,
        BuyerId? buyerId, DateTimeOffset now, DateTimeOffset realNow, CancellationToken cancellationToken)
    {
        var id = ReceiptId.New(realNow);
        var publicKey = Convert.ToBase64String(Signatures.PublicKeyOf(key.Secret));
        var document = ReceiptDocument.Write(id, statement, publicKey, now);
        var hash = ReceiptDocument.Hash(document);
        var (amount, asset) = (statement.Amount.MinorUnits, statement.Amount.Asset);
        var signature = statement.TxSig ?? string.Empty;
        var added = await db.Database.ExecuteSqlAsync(
            $"""
            insert into receipts (id, merchant_id, payment_id, product_id, buyer_id, tx_sig, account, payer_wallet,
                merchant_wallet, token_mint, asset_symbol, asset_decimals, amount_minor_units, search_text,
                document_json, hash, ed25519_sig, key_id, schema_version, created_at)
            values ({id.Value}, {merchantId.Value}, {statement.PaymentId?.Value}, {statement.ProductId?.Value},
                {buyerId?.Value}, {signature}, {account}, {statement.PayerWallet}, {statement.MerchantWallet},
                {asset.Mint}, {asset.Symbol}, {asset.Decimals}, {amount}, {$"{id}\n{signature}".ToLowerInvariant()},
                {document}, {Convert.ToHexStringLower(hash)},
                {Convert.ToBase64String(Signatures.Sign(key.Secret, hash))}, {key.Id.Value},
                {ReceiptDocument.SchemaVersion}, {db.Dialect.Parameter(now)})
            on conflict do nothing
            """,
            cancellationToken);
        return added == 1 ? id : null;
    }

    /// <summary>
    /// The transaction's receipt that nobody's payment has yet becomes this payment's. Document, hash and signature
    /// stay as they were issued.
    /// </summary>
    public static async Task AdoptAsync(
        HiltDb db, Payment payment, string account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var free = db.Receipts.Where(row => row.MerchantId == payment.MerchantId &&
            row.TxSig == payment.TxSignature && row.Account == account && row.PaymentId == null);
        var id = await free.Select(row => (ReceiptId?)row.Id).SingleOrDefaultAsync(cancellationToken);
        var adopted = await free.ExecuteUpdateAsync(
            set => set.SetProperty(row => row.PaymentId, payment.Id)
                .SetProperty(row => row.ProductId, payment.ProductId)
                .SetProperty(row => row.BuyerId, payment.BuyerId),
            cancellationToken);
        if (adopted == 1)
        {
            db.Remember(
                payment.MerchantId, Subject.Receipt, id!.Value.Value, "adopted", Actor.System, now, null, payment.Id);
        }
    }

    public static void OweCreated(
        HiltDb db, MerchantId merchantId, ReceiptId id, EventLinks links, bool isLive, DateTimeOffset now,
        DateTimeOffset realNow) => db.OweEvent(
        merchantId, EventTypes.ReceiptCreated, "receipt", id.ToString(), links with { ReceiptId = id }, isLive, now,
        realNow);
}
