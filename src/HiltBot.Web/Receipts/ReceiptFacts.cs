using System.Globalization;
using System.Text.Json;
using HiltBot.Engine.Values;
using HiltBot.Web.Pages;

namespace HiltBot.Web.Receipts;

/// <summary>One movement of money that the document names.</summary>
public sealed record TransferFacts(string? TxSig, string? PayerWallet, string? Amount);

/// <summary>What the signed document says, read leniently: a tampered one still has a page.</summary>
public sealed record ReceiptFacts(
    JsonElement Document, string? Amount, long? AmountMinorUnits, string? PayerWallet, string? MerchantWallet,
    string? TokenMint, string? AssetSymbol, string? ConfirmedAt, string? IssuedAt, string? Signature, string? PublicKey)
{
    /// <summary>What arrived, where it is not the price.</summary>
    public string? Received { get; init; }

    public IReadOnlyList<TransferFacts> Transfers { get; init; } = [];

    public static ReceiptFacts Of(ReceiptView view)
    {
        var document = Parse(view.Receipt.DocumentJson);
        var mint = Text(document, "token_mint");
        var symbol = Text(document, "asset_symbol");
        var asset = mint is null || symbol is null ? null : new Asset(mint, symbol, Places(document, view, mint));
        var units = Units(document, "amount_minor_units");
        var received = Units(document, "received_minor_units");
        return new ReceiptFacts(
            document, Shown(units, asset), units, Text(document, "payer_wallet"), Text(document, "merchant_wallet"), mint,
            symbol, Instant(Text(document, "confirmed_at")), Instant(Text(document, "issued_at")),
            Text(document, "tx_sig"), Text(document, "public_key"))
        {
            Received = received == units ? null : Shown(received, asset),
            Transfers = Property(document, "transfers") is { ValueKind: JsonValueKind.Array } transfers
                ?
                [
                    .. transfers.EnumerateArray().Select(one => new TransferFacts(
                        Text(one, "tx_sig"), Text(one, "payer_wallet"), Shown(Units(one, "amount_minor_units"), asset))),
                ]
                : [],
        };
    }

    // Receipts of earlier versions do not say how many places their asset has.
    private static int Places(JsonElement document, ReceiptView view, string mint) =>
        Units(document, "asset_decimals") is >= 0 and <= 18 and var said
            ? (int)said
            : view.Receipt.AssetDecimals ?? (mint == Asset.SolMint ? 9 : 6);

    private static string? Shown(long? units, Asset? asset) =>
        units is { } known && asset is not null ? new Money(known, asset).ToString() : null;

    private static JsonElement Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : JsonSerializer.SerializeToElement(new { unreadable = text });
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(new { unreadable = text });
        }
    }

    private static JsonElement? Property(JsonElement document, string name) =>
        document.ValueKind == JsonValueKind.Object && document.TryGetProperty(name, out var value) ? value : null;

    private static long? Units(JsonElement document, string name) =>
        Property(document, name) is { } amount &&
        (amount.ValueKind == JsonValueKind.Number
            ? amount.TryGetInt64(out var number)
            : long.TryParse(amount.ToString(), CultureInfo.InvariantCulture, out number))
            ? number
            : null;

    private static string? Instant(string? text) =>
        DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? PageText.Instant(instant)
            : text;

    private static string? Text(JsonElement document, string name) =>
        Property(document, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
