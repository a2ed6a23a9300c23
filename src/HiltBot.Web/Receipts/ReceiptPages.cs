using System.Text.Json;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Web.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Receipts;

/// <summary>The human proof page of a receipt: checked afresh each time it is opened.</summary>
internal static class ReceiptPages
{
    private static readonly Problem Unknown = new(
        StatusCodes.Status404NotFound, "There is no such receipt",
        "The address is not complete, or this receipt was issued somewhere else.");

    public static string PathOf(ReceiptId receiptId) => $"/receipt/{receiptId}";

    public static void MapReceiptPages(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/receipt/{receiptId}", ShowAsync).ExcludeFromDescription();

    private static async Task<IResult> ShowAsync(
        string receiptId, ReceiptReading reading, Network network, CancellationToken cancellationToken) =>
        await reading.HandleAsync(receiptId, cancellationToken) is { } view
            ? Html.Page<ReceiptPage>(new { View = view, Facts = ReceiptFacts.Of(view), IsPlay = !network.IsLive })
            : Html.Problem(Unknown);
}

/// <summary>What the signed document says, read leniently: a tampered one still has a page.</summary>
public sealed record ReceiptFacts(
    JsonElement Document, string? Amount, long? AmountMinorUnits, string? PayerWallet, string? MerchantWallet,
    string? TokenMint, string? ConfirmedAt, string? Signature, string? PublicKey)
{
    public static ReceiptFacts Of(ReceiptView view)
    {
        var document = Parse(view.Receipt.DocumentJson);
        var mint = Text(document, "token_mint");
        var symbol = Text(document, "asset_symbol");
        long? units = Property(document, "amount_minor_units") is { } amount &&
            (amount.ValueKind == JsonValueKind.Number ? amount.TryGetInt64(out var number)
                : long.TryParse(amount.ToString(), System.Globalization.CultureInfo.InvariantCulture, out number))
            ? number
            : null;
        var asset = mint is null || symbol is null ? null : new Asset(mint, symbol, mint == Asset.SolMint ? 9 : 6);
        return new ReceiptFacts(
            document, units is { } known && asset is not null ? new Money(known, asset).ToString() : null, units,
            Text(document, "payer_wallet"), Text(document, "merchant_wallet"), mint, Instant(Text(document, "confirmed_at")),
            Text(document, "tx_sig"), Text(document, "public_key"));
    }

    private static JsonElement Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(new { unreadable = text });
        }
    }

    private static JsonElement? Property(JsonElement document, string name) =>
        document.ValueKind == JsonValueKind.Object && document.TryGetProperty(name, out var value) ? value : null;

    private static string? Instant(string? text) =>
        DateTimeOffset.TryParse(
            text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal,
            out var instant)
            ? PageText.Instant(instant)
            : text;

    private static string? Text(JsonElement document, string name) =>
        Property(document, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
