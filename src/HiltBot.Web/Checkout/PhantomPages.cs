using HiltBot.Web.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Checkout;

/// <summary>
/// Where the Phantom wallet returns to on the phone. What it brings stands in the address and is sealed; the page's
/// script hands it to the routes of the API and goes on: to sign, to send, back to the payment.
/// </summary>
internal static class PhantomPages
{
    private const int SubjectMax = 128;

    public static void MapPhantomPages(this IEndpointRouteBuilder pay)
    {
        pay.MapGet("/phantom/{step}", (string slug, string paymentId, string step, PayPages pages,
            CancellationToken cancellationToken) => ShowAsync(slug, paymentId, step, null, pages, cancellationToken));
        pay.MapGet("/phantom/{step}/{subject}", ShowAsync);
    }

    /// <param name="subject">The identity session or the setup key that was signed; null for the other steps.</param>
    private static async Task<IResult> ShowAsync(
        string slug, string paymentId, string step, string? subject, PayPages pages,
        CancellationToken cancellationToken)
    {
        if (await pages.FindAsync(slug, paymentId, cancellationToken) is not { } view)
        {
            return Html.Problem(CheckoutProblems.UnknownPayment);
        }

        var isKnown = (step, subject) is ("connected" or "signed", null) ||
            (step is "message" or "mandate" && subject is { Length: <= SubjectMax });
        return !isKnown
            ? Html.Problem(Problems.NoSuchPage)
            : Html.Page<PhantomPage>(new
            {
                View = new PhantomPageView(
                    PayPages.PathOf(slug, view.Payment.Id), view.Payment.Id.ToString(), step, subject,
                    view.Product.Title, PayPages.Missing(view).ToString(), view.MerchantName),
            });
    }
}

/// <summary>What the wallet's answer is about.</summary>
public sealed record PhantomPageView(
    string Path, string PaymentId, string Step, string? Subject, string Title, string Price, string MerchantName);
