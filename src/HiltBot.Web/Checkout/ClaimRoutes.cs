using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Web.Pages;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Checkout;

/// <summary>The page on which a buyer claims money that came without a memo, by signing with the sending wallet.</summary>
internal static class ClaimRoutes
{
    public static void MapClaimPages(this IEndpointRouteBuilder routes)
    {
        var claim = routes.MapGroup("/p/{slug}/pay/{paymentId}/claim").ExcludeFromDescription();
        claim.MapGet("/", ShowAsync);
        claim.MapPost("/text", TextAsync);
        claim.MapPost("/prove", ProveAsync);
        claim.MapPost("/count", CountAsync);
    }

    private static async Task<IResult> ShowAsync(
        string slug, string paymentId, PayPages pages, Network network, CancellationToken cancellationToken) =>
        await pages.FindAsync(slug, paymentId, cancellationToken) is { } view
            ? Html.Page<ClaimPage>(new
            {
                PayPath = PayPages.PathOf(slug, view.Payment.Id),
                view.Product.Title,
                view.MerchantName,
                Price = view.Payment.Price.ToString(),
                Chain = RefundRoutes.ChainOf(network),
                IsPlay = !network.IsLive,
            })
            : Html.Problem(CheckoutProblems.UnknownPayment);

    private static async Task<IResult> TextAsync(
        string slug, string paymentId, PayPages pages, StartMoneyProof start, HttpRequest request,
        CancellationToken cancellationToken)
    {
        var (body, refusal) = await JsonBody.ReadAsync(request, cancellationToken);
        if (body is null)
        {
            return refusal!;
        }

        var wallet = body.RequiredText("wallet", 64, 1);
        if (await pages.FindAsync(slug, paymentId, cancellationToken) is not { } view)
        {
            return Refusal.NotFound("Payment not found.");
        }

        return body.Refusal ??
            RefundAddressRoutes.Started(await start.ForClaimAsync(view.Payment.Id, wallet, cancellationToken));
    }

    private static async Task<IResult> ProveAsync(
        string slug, string paymentId, PayPages pages, ClaimMoney claim, HttpRequest request,
        CancellationToken cancellationToken)
    {
        var (body, refusal) = await JsonBody.ReadAsync(request, cancellationToken);
        if (body is null)
        {
            return refusal!;
        }

        var (id, signature) = RefundAddressRoutes.ReadProof(body);
        if (await pages.FindAsync(slug, paymentId, cancellationToken) is not { } view)
        {
            return Refusal.NotFound("Payment not found.");
        }

        if (body.Refusal is { } wrong)
        {
            return wrong;
        }

        return await claim.ProveAsync(view.Payment.Id, id, signature, cancellationToken) is { } offers
            ? TypedResults.Ok(new
            {
                Said = offers.Count == 0
                    ? "Nothing without a memo has arrived from this wallet around the time of this payment. What was " +
                        "just sent needs about half a minute: sign again then. If it stays so, ask the merchant."
                    : "This arrived from your wallet. Press what was meant for this payment.",
                Offers = offers.Select(one => new
                {
                    Transfer = one.Id.ToString(),
                    Text = $"{one.Amount}, {PageText.Instant(one.At)}",
                }),
            })
            : Refusal.Field(
                "signature", "This signature does not count: it is too late, was used, or is of another wallet. Sign again.");
    }

    private static async Task<IResult> CountAsync(
        string slug, string paymentId, PayPages pages, ClaimMoney claim, HttpRequest request,
        CancellationToken cancellationToken)
    {
        var (body, refusal) = await JsonBody.ReadAsync(request, cancellationToken);
        if (body is null)
        {
            return refusal!;
        }

        var proof = Id.TryParse<MoneyProofId>(body.RequiredText("proof", 36, 1), out var id) ? id : default;
        var transfer = Id.TryParse<TransferId>(body.RequiredText("transfer", 36, 1), out var named) ? named : default;
        if (await pages.FindAsync(slug, paymentId, cancellationToken) is not { } view)
        {
            return Refusal.NotFound("Payment not found.");
        }

        if (body.Refusal is { } wrong)
        {
            return wrong;
        }

        return await claim.HandleAsync(view.Payment.Id, proof, transfer, cancellationToken) switch
        {
            ClaimOutcome.Counted { Completes: true } => Said("Thank you: it is counted, and the payment is complete."),
            ClaimOutcome.Counted => Said("It is counted. The payment page shows what is still missing."),
            ClaimOutcome.SettledLate => Said(
                "The time to pay was over, but product and price are still the same: it is counted."),
            ClaimOutcome.MerchantDecides => Said(
                "It is noted that this money is yours. The merchant was told, and lets it count or sends it back to you."),
            ClaimOutcome.NotProven => Refusal.Conflict("Your signature is too old by now. Sign again."),
            ClaimOutcome.NotClaimable => Refusal.Conflict(
                "This money counts for a payment already, is being sent back, or is not of this wallet."),
            var other => throw new InvalidOperationException($"No answer for {other.GetType().Name}."),
        };
    }

    private static Ok<ClaimAnswer> Said(string said) => TypedResults.Ok(new ClaimAnswer(said));
}

/// <summary>What the page says about a claim.</summary>
internal sealed record ClaimAnswer(string Said);
