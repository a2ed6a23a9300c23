using System.Text.Json;

namespace HiltBot.Engine.Receipts;

/// <summary>Whether a claim agrees with a receipt that stands: by what the document says of that transaction. Pure.</summary>
public static class StatedDifference
{
    /// <returns>The contract's name of the first field that differs; null when all agree.</returns>
    public static string? Of(Receipt receipt, TransactionClaim claim) => claim switch
    {
        { MerchantWallet: { } wallet } when wallet != receipt.MerchantWallet => "counterparty_wallet",
        { TokenMint: { } mint } when mint != receipt.TokenMint => "token_mint",
        { PayerWallet: { } payer } when !Payers(receipt, claim.TxSig).Contains(payer) => "wallet",
        { AmountMinorUnits: { } amount } when !Amounts(receipt, claim.TxSig).Contains(amount) => "amount_raw",
        { Memo: { Length: > 0 } memo } when memo != Text(Document(receipt), "memo") => "memo",
        _ => null,
    };

    private static List<string?> Payers(Receipt receipt, string txSig) =>
        [receipt.PayerWallet, .. Transfers(receipt, txSig).Select(one => Text(one, "payer_wallet"))];

    // The price, and what this very transaction brought.
    private static List<long?> Amounts(Receipt receipt, string txSig) =>
    [
        receipt.AmountMinorUnits,
        .. Transfers(receipt, txSig).Select(one =>
            one.TryGetProperty("amount_minor_units", out var amount) && amount.ValueKind == JsonValueKind.Number &&
            amount.TryGetInt64(out var units) ? units : (long?)null),
    ];

    private static IEnumerable<JsonElement> Transfers(Receipt receipt, string txSig) =>
        Document(receipt) is { ValueKind: JsonValueKind.Object } document &&
        document.TryGetProperty("transfers", out var transfers) && transfers.ValueKind == JsonValueKind.Array
            ? transfers.EnumerateArray().Where(one => Text(one, "tx_sig") == txSig)
            : [];

    private static JsonElement Document(Receipt receipt)
    {
        try
        {
            using var document = JsonDocument.Parse(receipt.DocumentJson);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static string? Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var found) &&
        found.ValueKind == JsonValueKind.String ? found.GetString() : null;
}
