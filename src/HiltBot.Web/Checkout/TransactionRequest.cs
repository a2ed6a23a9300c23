using System.Text.Json;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Payments;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Said = Microsoft.AspNetCore.Http.HttpResults.JsonHttpResult<
    System.Collections.Generic.Dictionary<string, object>>;

namespace HiltBot.Web.Checkout;

/// <summary>
/// A Solana Pay transaction request (solana.md section 4): the wallet on the phone asks here for the transaction, signs and
/// sends it itself. Anybody may ask for any account: nothing is signed, kept or promised by an answer, and only the chain
/// says that it was paid.
/// </summary>
internal static class TransactionRequest
{
    private const int BodyBytesMax = 4096;
    private const int RetryMilliseconds = 2000;

    /// <summary>Null where the page is not reached by https: wallets take nothing else.</summary>
    public static string? LinkOf(PublicAddress address, string path) =>
        PaymentLinks.Request(new Uri($"{address.To(path)}/request"));

    public static void MapTransactionRequest(this IEndpointRouteBuilder pay)
    {
        var request = pay.MapGroup("/request");
        request.MapGet("/", DescribeAsync);
        request.MapPost("/", AnswerAsync);
        request.MapMethods("/", [HttpMethods.Options], Preflight);
    }

    private static NoContent Preflight(HttpContext context)
    {
        AllowAll(context);
        context.Response.Headers.AccessControlAllowMethods = "GET, POST, OPTIONS";
        context.Response.Headers.AccessControlAllowHeaders =
            "Content-Type, Accept, Accept-Encoding, Content-Encoding, Authorization, X-Requested-With";
        context.Response.Headers.AccessControlMaxAge = "600";
        return TypedResults.NoContent();
    }

    private static async Task<IResult> DescribeAsync(
        string slug, string paymentId, PayPages pages, PublicAddress address, HttpContext context,
        CancellationToken cancellationToken)
    {
        AllowAll(context);
        return await pages.FindAsync(slug, paymentId, cancellationToken) is { } view
            ? TypedResults.Ok(new { Label = view.MerchantName, Icon = address.To("/assets/icon.svg") })
            : Unknown;
    }

    private static async Task<IResult> AnswerAsync(
        string slug, string paymentId, PayPages pages, IPaymentChain chain, PreparePayment prepare,
        SendPayment sending, HttpContext context, CancellationToken cancellationToken)
    {
        AllowAll(context);
        var (account, refusal) = await AccountAsync(context.Request, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        if (await pages.FindAsync(slug, paymentId, cancellationToken) is not { } view)
        {
            return Unknown;
        }

        if (PayProgress.Of(view) is { CanPay: false })
        {
            return view.Payment.Status == PaymentStatus.Confirmed || view.Stage is CheckoutStage.Seen
                ? No(StatusCodes.Status409Conflict, "SP_ALREADY_PAID", "This has been paid already. Do not pay again.")
                : No(StatusCodes.Status409Conflict, "SP_PRICE_EXPIRED",
                    "The time to pay this is over. Ask the bot for a new link.");
        }

        // A second one beside one that may land would charge twice.
        if (await sending.HoldAsync(view.Payment.Id, cancellationToken) is { } left)
        {
            return No(StatusCodes.Status409Conflict, "SP_ALREADY_PAID",
                "What was signed before may still be counted. Wait a minute before you sign again: you are never charged twice.",
                (int)left.TotalMilliseconds);
        }

        try
        {
            return await PrepareAsync(view, account!, chain, prepare, cancellationToken);
        }
        catch (ChainUnreadableException)
        {
            return No(StatusCodes.Status503ServiceUnavailable, "SP_SERVER_ERROR",
                "The network cannot be read right now. Nothing was paid; try again in a moment.", RetryMilliseconds);
        }
    }

    private static async Task<IResult> PrepareAsync(
        CheckoutView view, string account, IPaymentChain chain, PreparePayment prepare,
        CancellationToken cancellationToken)
    {
        if (await chain.LookAtWalletAsync(account, cancellationToken) is WalletKind.NotAnAddress or WalletKind.OffCurve)
        {
            return No(StatusCodes.Status400BadRequest, "SP_INVALID_REQUEST", "This is no Solana wallet.");
        }

        var prepared = await prepare.HandleAsync(view, account, cancellationToken);
        var readiness = await chain.LookAtPayerAsync(view.Payment, account, prepared, cancellationToken);
        return ReadinessWords.Of(readiness) is { } missing
            ? No(StatusCodes.Status400BadRequest, "SP_INVALID_REQUEST", missing)
            : TypedResults.Ok(new
            {
                Transaction = prepared.TransactionBase64,
                Message = $"{PayPages.Missing(view)} to {view.MerchantName} for {view.Product.Title}",
            });
    }

    private static async Task<(string? Account, IResult? Refusal)> AccountAsync(
        HttpRequest request, CancellationToken cancellationToken)
    {
        var bytes = new byte[BodyBytesMax + 1];
        var length = await request.Body.ReadAtLeastAsync(bytes, bytes.Length, false, cancellationToken);
        if (length > BodyBytesMax)
        {
            return (null, No(StatusCodes.Status413PayloadTooLarge, "SP_INVALID_REQUEST", "Request body too large."));
        }

        try
        {
            using var document = JsonDocument.Parse(bytes.AsMemory(0, length));
            return document.RootElement.ValueKind == JsonValueKind.Object &&
                document.RootElement.TryGetProperty("account", out var account) &&
                account.ValueKind == JsonValueKind.String && WireText.Read(account) is { Length: > 0 } text
                ? (text, null)
                : (null, Wrong);
        }
        catch (JsonException)
        {
            return (null, Wrong);
        }
    }

    private static void AllowAll(HttpContext context)
    {
        context.Response.Headers.AccessControlAllowOrigin = "*";
        context.Response.Headers.CacheControl = "no-store";
    }

    private static Said Unknown =>
        No(StatusCodes.Status404NotFound, "SP_RESOURCE_NOT_FOUND", "There is no such payment.");

    private static Said Wrong => No(
        StatusCodes.Status400BadRequest, "SP_INVALID_REQUEST", "A JSON object with the wallet's address as account is needed.");

    // Older wallets read the message only. Names are the specification's own, not ours.
    private static Said No(int status, string code, string message, int? retryAfterMs = null) => TypedResults.Json(
        retryAfterMs is null
            ? new Dictionary<string, object> { ["code"] = code, ["message"] = message }
            : new Dictionary<string, object> { ["code"] = code, ["message"] = message, ["retryAfterMs"] = retryAfterMs },
        statusCode: status);
}
