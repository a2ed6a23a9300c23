using System.Text.Json;
using HiltBot.Contracts.Accounts;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Merchants.Reports;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api.Accounts;

/// <summary>The account and its workspace (contract 11.2).</summary>
internal static class AccountRoutes
{
    private static readonly Refusal WrongPassword =
        new(StatusCodes.Status403Forbidden, "The current password is not right.");

    public static void MapAccount(this IEndpointRouteBuilder routes)
    {
        var reads = routes.MapMerchant("/v1/account", "Account");
        reads.MapGet("/me", ReadAsync).WithName("get_account")
            .WithSummary("Reads the account that calls, and which key called.");
        reads.MapGet("/summary", SummaryAsync).WithName("get_account_summary")
            .WithSummary("Counts products, members, tickets and money of the workspace.");
        reads.MapGet("/analytics", AnalyticsAsync).WithName("get_account_analytics")
            .WithSummary("Reports about a range of days.");
        reads.MapGet("/delivery/readiness", ReadinessAsync).WithName("get_delivery_readiness")
            .WithSummary("Says whether what is sold can be delivered, and what is missing.");

        var writes = routes.MapSession("/v1/account", "Account");
        writes.MapPatch("/me", EditAsync).WithName("update_account").Refuses(503)
            .WithSummary("Changes the account and the settings of its workspace; what is not sent stays.");
        writes.MapPatch("/me/security", SecureAsync).WithName("update_account_security").Refuses(409)
            .WithSummary("Changes e-mail or password; a new password ends every older token.");
        writes.MapPost("/delivery/test", TestAsync).WithName("test_delivery")
            .WithSummary("Looks at one way of delivery without touching anybody's access.");
        writes.MapDelete("/account", CloseAsync).WithName("delete_account")
            .WithSummary("Closes the account: keys end, products pause, who it was is forgotten, records stay.");
    }

    private static async Task<Results<Ok<AccountResponse>, Refusal>> ReadAsync(
        CalledBy caller, ReadAccount read, CancellationToken cancellationToken) =>
        await read.HandleAsync(caller.MerchantId, cancellationToken) is { } view
            ? TypedResults.Ok(AccountWire.Account(view, caller.Caller))
            : Refusal.NotFound("Account not found.");

    private static async Task<Results<Ok<UpdatedResponse>, Refusal>> EditAsync(
        CalledBy caller, Body<UpdateAccountRequest> body, EditAccount edit, CancellationToken cancellationToken)
    {
        var sent = body.Value;
        var outcome = await edit.HandleAsync(
            caller.MerchantId,
            new AccountEdit
            {
                DisplayName = sent.DisplayName.IsSent ? sent.DisplayName.Value ?? string.Empty : null,
                TimeZone = sent.Timezone?.Trim(),
                NotificationPrefs = Object(sent.NotificationPrefs),
                MerchantSettings = Object(sent.MerchantSettings),
            },
            caller.Actor, cancellationToken);
        return outcome switch
        {
            AccountEditOutcome.Saved saved => TypedResults.Ok(Updated(saved.Fields)),
            AccountEditOutcome.Refused refused => Refusal.Invalid(new FieldProblem(
                refused.Key is { } key ? ["body", refused.Field, key] : ["body", refused.Field], refused.Why,
                "value_error", null)),
            _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
        };
    }

    private static async Task<Results<Ok<UpdatedResponse>, Refusal>> SecureAsync(
        CalledBy caller, Body<UpdateSecurityRequest> body, ChangeSecurity change, GuessLimits guesses,
        HttpContext context, CancellationToken cancellationToken)
    {
        var sent = body.Value;
        var email = sent.Email is { } text ? EmailText.Normal(text) : null;
        if (sent.Email is not null && email is null)
        {
            return Refusal.Field("email", "This is no e-mail address.");
        }

        if (guesses.Count(context, Guess.SignIn, caller.MerchantId.ToString()) is { } tooMany)
        {
            return tooMany;
        }

        return await change.HandleAsync(
            caller.MerchantId, new SecurityEdit(email, sent.CurrentPassword, sent.NewPassword), caller.Actor,
            cancellationToken) switch
        {
            SecurityOutcome.Saved saved => TypedResults.Ok(Updated(saved.Fields)),
            SecurityOutcome.NothingToChange => Refusal.Invalid(new FieldProblem(
                ["body"], "Nothing would change: send another email or a new_password.", "value_error", null)),
            SecurityOutcome.WrongPassword => WrongPassword,
            SecurityOutcome.EmailTaken => Refusal.Conflict("This e-mail is taken."),
            SecurityOutcome.EmailMissing =>
                Refusal.Field("email", "A password needs an e-mail to sign in with; send one along."),
            var other => throw new InvalidOperationException($"No answer for {other.GetType().Name}."),
        };
    }

    private static async Task<Ok<AccountSummaryResponse>> SummaryAsync(
        CalledBy caller, ReadAccountSummary read, CancellationToken cancellationToken) =>
        TypedResults.Ok(ReportWire.Summary(await read.HandleAsync(caller.MerchantId, cancellationToken)));

    private static async Task<Results<Ok<WorkspaceAnalyticsResponse>, Refusal>> AnalyticsAsync(
        CalledBy caller, Query<AnalyticsQuery> query, ReadAnalytics read, CancellationToken cancellationToken)
    {
        var asked = query.Value;
        var (start, end) = (Day(asked.StartDate), Day(asked.EndDate));
        if (asked.StartDate is not null && start is null)
        {
            return NoDay("start_date");
        }

        if (asked.EndDate is not null && end is null)
        {
            return NoDay("end_date");
        }

        return await read.HandleAsync(
            caller.MerchantId, new AnalyticsWish(start, end, asked.WindowDays, asked.DailyDays), cancellationToken) switch
        {
            AnalyticsOutcome.Read done => TypedResults.Ok(ReportWire.Analytics(done.Analytics)),
            AnalyticsOutcome.BadRange bad => Refusal.Invalid(new FieldProblem(
                ["query", "start_date"], bad.Why, "value_error", null)),
            var other => throw new InvalidOperationException($"No answer for {other.GetType().Name}."),
        };
    }

    private static async Task<Ok<DeliveryReadinessResponse>> ReadinessAsync(
        CalledBy caller, ReadDelivery read, CancellationToken cancellationToken) =>
        TypedResults.Ok(ReportWire.Readiness(await read.HandleAsync(caller.MerchantId, cancellationToken)));

    private static async Task<Results<Ok<DeliveryTestResponse>, Refusal>> TestAsync(
        CalledBy caller, Body<DeliveryTestRequest> body, TestDelivery test, CancellationToken cancellationToken)
    {
        var provider = body.Value.Provider.Trim().ToLowerInvariant();
        return TestDelivery.Providers.Contains(provider)
            ? TypedResults.Ok(ReportWire.Test(
                await test.HandleAsync(caller.MerchantId, provider, cancellationToken)))
            : Refusal.Field("provider", $"Input should be one of {string.Join(", ", TestDelivery.Providers)}");
    }

    private static async Task<Ok<DoneResponse>> CloseAsync(
        CalledBy caller, CloseAccount close, CancellationToken cancellationToken)
    {
        await close.HandleAsync(caller.MerchantId, caller.Actor, cancellationToken);
        return TypedResults.Ok(new DoneResponse { Detail = "The account is closed." });
    }

    private static UpdatedResponse Updated(IReadOnlyList<string> fields) => new()
    {
        Detail = fields.Count == 0 ? "Nothing was sent, so nothing was changed." : "Saved.",
        UpdatedFields = fields,
    };

    private static JsonElement? Object(JsonElement? sent) =>
        sent is { ValueKind: JsonValueKind.Object } value ? value : null;

    private static DateOnly? Day(string? text) => text is null ? null : DayRange.Read(text);

    private static Refusal NoDay(string name) => Refusal.Invalid(new FieldProblem(
        ["query", name], "Input should be a date as YYYY-MM-DD, from 2000 to 2199", "date_parsing", null));
}
