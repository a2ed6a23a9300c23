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
