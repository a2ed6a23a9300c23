using HiltBot.Engine.Buyers;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Checkout;

/// <summary>
/// A visitor of the checkout proves who they are: they are sent to the platform, and return to the same checkout with a
/// link of their own. Nobody types a platform's id here.
/// </summary>
internal static class ConnectPages
{
    /// <summary>Ties what comes back to the browser that was sent away.</summary>
    private const string Cookie = "hilt_connect";

    public static void MapConnectPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/p/{slug}/connect", SendAsync).ExcludeFromDescription();
        routes.MapGet(DiscordOAuth.ReturnPath, ReceiveAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> SendAsync(
        string slug, SendVisitor send, GuessLimits guesses, HttpContext context, CancellationToken cancellationToken)
    {
        if (guesses.Count(context, Guess.Identity, name: null) is not null)
        {
            return Html.Problem(CheckoutProblems.TooOften);
        }

        switch (await send.HandleAsync(slug, cancellationToken))
        {
            case SendOutcome.Away away:
                if (away.BrowserKey is { } key)
                {
                    context.Response.Cookies.Append(Cookie, key, Options(context, VisitorState.Lifetime));
                }

                context.Response.Headers.CacheControl = "no-store";
                return Html.SeeOther(away.Url);
            case SendOutcome.UnknownProduct:
                return Html.Problem(CheckoutProblems.UnknownProduct);
            case SendOutcome.NotOffered:
                return Html.Problem(CheckoutProblems.NobodyToAsk(slug));
            case var other:
                throw new InvalidOperationException($"No page for {other.GetType().Name}.");
        }
    }

    private static async Task<IResult> ReceiveAsync(
        [FromQuery] string? state, [FromQuery] string? code, ReceiveVisitor receive, HttpContext context,
        CancellationToken cancellationToken)
    {
        var browser = context.Request.Cookies[Cookie];
        context.Response.Cookies.Delete(Cookie, Options(context, lifetime: null));
        var outcome = await receive.HandleAsync(
            new VisitorReturn(state ?? string.Empty, browser, code), cancellationToken);
        return outcome switch
        {
            ReceiveOutcome.Known known =>
                Html.SeeOther(CheckoutPages.PagePath(known.Handoff.Slug, known.Handoff.Token)),
            ReceiveOutcome.NotBegunHere => Html.Problem(CheckoutProblems.NotBegunHere),
            ReceiveOutcome.Declined declined => Html.Problem(CheckoutProblems.Declined(declined.Slug)),
            ReceiveOutcome.Refused refused => Html.Problem(CheckoutProblems.NotProven(refused.Slug)),
            ReceiveOutcome.Unreachable unreachable =>
                Html.Problem(CheckoutProblems.Unreachable(unreachable.Slug, unreachable.Why)),
            ReceiveOutcome.NoLink { Why: { } why } => Html.Problem(CheckoutProblems.Of(why, null)),
            ReceiveOutcome.NoLink => Html.Problem(CheckoutProblems.UnknownProduct),
            _ => throw new InvalidOperationException($"No page for {outcome.GetType().Name}."),
        };
    }

    // Lax: the platform sends the browser back by a link, and the cookie has to come along with it.
    private static CookieOptions Options(HttpContext context, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        Path = DiscordOAuth.ReturnPath,
        MaxAge = lifetime,
    };
}
