using System.Security.Cryptography;
using System.Text;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Receipts;

/// <summary>One movement of money that a receipt names.</summary>
public sealed record StatedTransfer(
    string TxSig, string Account, string? PayerWallet, long AmountMinorUnits, DateTimeOffset? BlockTime)
{
    public static StatedTransfer Of(Transfer transfer) => new(
        transfer.Signature, transfer.Account, transfer.PayerWallet, transfer.AmountMinorUnits, transfer.BlockTime);
}

/// <summary>What a receipt is to state, before it has an id and a signature.</summary>
/// <param name="Amount">The price of the payment; without a payment what the transaction brought.</param>
/// <param name="ReceivedMinorUnits">What arrived for it in all.</param>
/// <param name="ConfirmedAt">When the payment was confirmed; without a payment the block time.</param>
public sealed record ReceiptStatement(
    PaymentId? PaymentId, ProductId? ProductId, string? TxSig, string? PayerWallet, string MerchantWallet, Money Amount,
    long ReceivedMinorUnits, string? Memo, DateTimeOffset? ConfirmedAt, string Issuer,
    IReadOnlyList<StatedTransfer> Transfers)
{
    /// <param name="transfers">All that are allocated to the payment.</param>
    public static ReceiptStatement Of(Payment payment, IReadOnlyList<Transfer> transfers, string issuer) => new(
        payment.Id, payment.ProductId, payment.TxSignature,
        transfers.FirstOrDefault(row => row.Signature == payment.TxSignature)?.PayerWallet ?? payment.PayerWallet,
        payment.MerchantWallet, payment.Price, payment.ReceivedMinorUnits, Marks.MemoOf(payment.Nonce),
        payment.ConfirmedAt, issuer,
        [
            .. transfers.OrderBy(row => row.Slot).ThenBy(row => row.Signature, StringComparer.Ordinal)
                .Select(StatedTransfer.Of),
        ]);
}

/// <summary>
/// The document of a receipt (contract section 6): the payment, and every transfer that counts for it by name.
/// Amounts are minor units; one that JSON numbers cannot hold exactly is written as text (RFC 8785, appendix
/// D).
/// </summary>
public static class ReceiptDocument
{
    public const string SchemaVersion = "hilt-v1";

    /// <returns>The canonical text: exactly what is hashed.</returns>
    public static string Write(
        ReceiptId receiptId, ReceiptStatement statement, string publicKey, DateTimeOffset issuedAt) =>
        CanonicalJson.Write(new Dictionary<string, object?>
        {
            ["schema_version"] = SchemaVersion,
            ["receipt_id"] = receiptId.ToString(),
            ["payment_id"] = statement.PaymentId?.ToString(),
            ["product_id"] = statement.ProductId?.ToString(),
            ["tx_sig"] = statement.TxSig,
            ["payer_wallet"] = statement.PayerWallet,
            ["merchant_wallet"] = statement.MerchantWallet,
            ["counterparty_wallet"] = statement.MerchantWallet,
            ["token_mint"] = statement.Amount.Asset.Mint,
            ["asset_symbol"] = statement.Amount.Asset.Symbol,
            ["asset_decimals"] = statement.Amount.Asset.Decimals,
            ["amount_minor_units"] = Units(statement.Amount.MinorUnits),
            ["received_minor_units"] = Units(statement.ReceivedMinorUnits),
            ["memo"] = statement.Memo,
            ["confirmed_at"] = WireTime.Of(statement.ConfirmedAt),
            ["issued_at"] = WireTime.Of(issuedAt),
            ["issuer"] = statement.Issuer,
            ["public_key"] = publicKey,
            ["transfers"] = statement.Transfers.Select(row => (object?)Name(row)).ToList(),
        });

    /// <summary>SHA-256 of the text in UTF-8.</summary>
    public static byte[] Hash(string documentJson) => SHA256.HashData(Encoding.UTF8.GetBytes(documentJson));

    private static Dictionary<string, object?> Name(StatedTransfer transfer) => new()
    {
        ["tx_sig"] = transfer.TxSig,
        ["account"] = transfer.Account,
        ["payer_wallet"] = transfer.PayerWallet,
        ["amount_minor_units"] = Units(transfer.AmountMinorUnits),
        ["block_time"] = WireTime.Of(transfer.BlockTime),
    };

    private static object Units(long minorUnits) => minorUnits is >= -CanonicalJson.NumberMax and <= CanonicalJson.NumberMax
        ? minorUnits
        : minorUnits.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
