using HiltBot.Engine.Buyers;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Http;

namespace HiltBot.Web.Checkout;

/// <summary>
/// The offer page inside a platform's own app: the page hands over what the app says about who looks at it, and hears whose
/// link it is.
/// </summary>
internal static class AppVisits
{
    private const int DataMax = 8192;

    public static async Task<IResult> ReceiveAsync(
        string slug, KnowAppVisitor know, GuessLimits guesses, HttpContext context, CancellationToken cancellationToken)
    {
        if (guesses.Count(context, Guess.Identity, name: null) is { } refused)
        {
            return refused;
        }

        var (body, refusal) = await JsonBody.ReadAsync(context.Request, cancellationToken);
        if (body is null)
        {
            return refusal!;
        }

        var data = body.RequiredText("init_data", DataMax, 1);
        var handoff = body.Text("handoff", Engine.Handoffs.HandoffTokens.LengthMax);
        if (body.Refusal is { } wrong)
        {
            return wrong;
        }

        return await know.HandleAsync(slug, handoff, data, cancellationToken) switch
        {
            AppVisitOutcome.Same or AppVisitOutcome.NoLink => TypedResults.Ok(new AppVisit("same", null, null)),
            AppVisitOutcome.Named named => TypedResults.Ok(new AppVisit(
                "named", CheckoutPages.PagePath(slug, named.Handoff.Token), null)),
            AppVisitOutcome.SomebodyElses other => TypedResults.Ok(new AppVisit(
                "somebody_elses", CheckoutPages.PagePath(slug, other.Own.Token), other.Other)),
            AppVisitOutcome.UnknownProduct => Refusal.NotFound("Product not found."),
            AppVisitOutcome.NotProven => Refusal.Field("init_data", "The app did not sign this, or too long ago: open the page again from the chat."),
            var other => throw new InvalidOperationException($"No answer for {other.GetType().Name}."),
        };
    }
}

/// <param name="Visit"><c>same</c>, <c>named</c> or <c>somebody_elses</c>.</param>
/// <param name="Url">The page with a link of their own.</param>
/// <param name="Other">Who gets access by the link that was opened.</param>
internal sealed record AppVisit(string Visit, string? Url, string? Other);
