using System.Security.Cryptography;
using System.Text;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Receipts;

/// <summary>
/// What a receipt states (contract section 6): the payment, and every transfer that counts for it by name.
/// Amounts are minor units; one that JSON numbers cannot hold exactly is written as text (RFC 8785, appendix
/// D).
/// </summary>
public static class ReceiptDocument
{
    public const string SchemaVersion = "hilt-v1";

    /// <returns>The canonical text: exactly what is hashed.</returns>
    public static string Write(
        ReceiptId receiptId, Payment payment, IReadOnlyList<Transfer> transfers, string issuer, string publicKey,
        DateTimeOffset issuedAt) => CanonicalJson.Write(new Dictionary<string, object?>
        {
            ["schema_version"] = SchemaVersion,
            ["receipt_id"] = receiptId.ToString(),
            ["payment_id"] = payment.Id.ToString(),
            ["product_id"] = payment.ProductId.ToString(),
            ["tx_sig"] = payment.TxSignature,
            ["payer_wallet"] = PayerOf(payment, transfers),
            ["merchant_wallet"] = payment.MerchantWallet,
            ["counterparty_wallet"] = payment.MerchantWallet,
            ["token_mint"] = payment.TokenMint,
            ["asset_symbol"] = payment.AssetSymbol,
            ["amount_minor_units"] = Amount(payment.AmountMinorUnits),
            ["received_minor_units"] = Amount(payment.ReceivedMinorUnits),
            ["memo"] = Marks.MemoOf(payment.Nonce),
            ["confirmed_at"] = WireTime.Of(payment.ConfirmedAt),
            ["issued_at"] = WireTime.Of(issuedAt),
            ["issuer"] = issuer,
            ["public_key"] = publicKey,
            ["transfers"] = transfers.OrderBy(row => row.Slot).ThenBy(row => row.Signature, StringComparer.Ordinal)
                .Select(row => (object?)Name(row)).ToList(),
        });

    /// <summary>SHA-256 of the text in UTF-8.</summary>
    public static byte[] Hash(string documentJson) => SHA256.HashData(Encoding.UTF8.GetBytes(documentJson));

    /// <summary>The payer of the completing transfer, else the session's wallet.</summary>
    private static string? PayerOf(Payment payment, IReadOnlyList<Transfer> transfers) =>
        transfers.FirstOrDefault(row => row.Signature == payment.TxSignature)?.PayerWallet ?? payment.PayerWallet;

    private static Dictionary<string, object?> Name(Transfer transfer) => new()
    {
        ["tx_sig"] = transfer.Signature,
        ["account"] = transfer.Account,
        ["payer_wallet"] = transfer.PayerWallet,
        ["amount_minor_units"] = Amount(transfer.AmountMinorUnits),
        ["block_time"] = WireTime.Of(transfer.BlockTime),
    };

    private static object Amount(long minorUnits) => minorUnits is >= -CanonicalJson.NumberMax and <= CanonicalJson.NumberMax
        ? minorUnits
        : minorUnits.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
