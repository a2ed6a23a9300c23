using HiltBot.Engine.Merchants;
using HiltBot.Engine.Storage;
using HiltBot.Web.Pages;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Setup;

/// <summary>The set-up link of an empty installation: one form, once.</summary>
internal static class SetupRoutes
{
    public static void MapSetup(this IEndpointRouteBuilder routes)
    {
        var setup = routes.MapGroup("/setup/{code}").ExcludeFromDescription();
        setup.MapGet("/", ShowAsync);
        setup.MapPost("/", MakeAsync);
    }

    private static async Task<IResult> ShowAsync(
        string code, OneTimeCodes codes, Work work, Forms forms, HttpContext context,
        CancellationToken cancellationToken)
    {
        var look = await work.ReadAsync(
            db => codes.LookAsync(db, code, CodePurpose.FirstWorkspace, cancellationToken), cancellationToken);
        return look is CodeUse.Used
            ? Form(new SetupWishes(code, string.Empty, "UTC", string.Empty), null, forms.Token(context))
            : Html.Problem(ProblemOf(look));
    }

    private static async Task<IResult> MakeAsync(
        string code, SetUpWorkspace setUp, Forms forms, HttpContext context, CancellationToken cancellationToken)
    {
        if (await forms.ReadAsync(context, cancellationToken) is not { } form)
        {
            return Html.Problem(Problems.FormTooOld);
        }

        var wishes = new SetupWishes(
            code, form["name"].ToString(), form["time_zone"].ToString(), form["wallet"].ToString());
        return await setUp.HandleAsync(wishes, cancellationToken) switch
        {
            SetupOutcome.Made made => Html.Page<SetupDonePage>(new { Made = made, wishes.Name }),
            SetupOutcome.Refused refused => Form(wishes, refused, forms.Token(context)),
            SetupOutcome.CodeRefused refused => Html.Problem(ProblemOf(refused.Why)),
            var other => throw new InvalidOperationException($"No page for {other.GetType().Name}."),
        };
    }

    private static IResult Form(SetupWishes wishes, SetupOutcome.Refused? refused, FormToken token) =>
        Html.Page<SetupPage>(
            new { Wishes = wishes, Refused = refused, Token = token },
            refused is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    private static Problem ProblemOf(CodeUse use) => use switch
    {
        CodeUse.Expired expired => new Problem(
            StatusCodes.Status410Gone, "This set-up link has run out",
            $"It was good until {PageText.Instant(expired.ExpiredAt)}. Start HiltBot again: while there is no workspace " +
            "it prints a fresh link."),
        CodeUse.UsedAlready => new Problem(
            StatusCodes.Status410Gone, "This set-up link was used already",
            "The workspace exists. What is set up in it is done in the chat, with /setup."),
        _ => new Problem(
            StatusCodes.Status404NotFound, "There is no such set-up link",
            "Copy the whole address that HiltBot printed when it started."),
    };
}
