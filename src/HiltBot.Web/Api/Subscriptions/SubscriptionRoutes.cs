using HiltBot.Contracts.Subscriptions;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Values;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api.Subscriptions;

/// <summary>Renewals that are collected by themselves: setting one up, looking at it, ending it (contract 10).</summary>
internal static class SubscriptionRoutes
{
    private const string NoAuthorization = "Native subscription not found.";

    private static readonly Refusal Ended = Refusal.Conflict("This subscription has ended already.");

    private static readonly Refusal NeedsSession = new(
        StatusCodes.Status403Forbidden,
        new CodedDetail("invalid_authorization", "Only somebody who signed in may end it without asking the ledger."));

    public static void MapSubscriptions(this IEndpointRouteBuilder routes)
    {
        routes.MapPublic("/v1/pay/automatic-renew", "Native subscriptions").MapPost("/setup", SetUpAsync)
            .WithName("set_up_automatic_renewal").Refuses(404, 409, 410, 503)
            .WithSummary("What the buyer's wallet signs so that the membership renews by itself.");
        var kept = routes.MapMerchant("/v1/access/native-subscriptions/{authorization_id}", "Native subscriptions");
        kept.MapGet("/", ReadAsync).WithName("get_native_subscription").TakesAccessScopes().Refuses(404)
            .WithSummary("One permission to collect, with its product and membership.");
        kept.MapPost("/cancel-intent", IntendAsync).WithName("intend_native_subscription_cancel").TakesAccessScopes()
            .Refuses(404, 409, 503).WithSummary("Somebody wants to end it; answers what the payer's wallet has to sign.");
        kept.MapPost("/cancel-confirm", ConfirmAsync).WithName("confirm_native_subscription_cancel")
            .TakesAccessScopes().NeedsIdempotencyKey().Refuses(400, 404, 409, 503)
            .WithSummary("Ends it by the signature of the wallet's transaction.");
    }

    private static async Task<Results<Ok<AutomaticRenewSetupResponse>, Refusal>> SetUpAsync(
        Body<AutomaticRenewSetupRequest> body, SetUpRenewal setUp, CancellationToken cancellationToken)
    {
        if (!Id.TryParse<PaymentId>(body.Value.PaymentId, out var id))
        {
            return Answer(new RenewalTermsOutcome.UnknownPayment())!;
        }

        var outcome = await setUp.HandleAsync(id, cancellationToken);
        return outcome is RenewalTermsOutcome.Offered offered
            ? TypedResults.Ok(SubscriptionWire.SetUp(offered))
            : Answer(outcome)!;
    }

    private static async Task<Results<Ok<NativeSubscriptionResponse>, Refusal>> ReadAsync(
        [FromRoute(Name = "authorization_id")] string authorizationId, ReadAuthorization read, CalledBy by,
        CancellationToken cancellationToken) =>
        await read.HandleAsync(by.MerchantId, authorizationId, cancellationToken) is { } view
            ? TypedResults.Ok(SubscriptionWire.Subscription(view))
            : Refusal.NotFound(NoAuthorization);

    private static async Task<Results<Ok<NativeSubscriptionCancelResponse>, Refusal>> IntendAsync(
        [FromRoute(Name = "authorization_id")] string authorizationId, Body<CancelIntentRequest> body,
        ReadAuthorization read, IRenewalProgram program, CalledBy by, CancellationToken cancellationToken)
    {
        if (await read.HandleAsync(by.MerchantId, authorizationId, cancellationToken) is not { } view)
        {
            return Refusal.NotFound(NoAuthorization);
        }

        return view.Authorization.IsOver
            ? Ended
            : Answer(
                view,
                await program.IntendCancelAsync(
                    view.Authorization, body.Value.Reason, body.Value.CancelAtPeriodEnd ?? true, cancellationToken));
    }

    private static async Task<Results<Ok<NativeSubscriptionCancelResponse>, Refusal>> ConfirmAsync(
        [FromRoute(Name = "authorization_id")] string authorizationId, Body<CancelConfirmRequest> body,
        ReadAuthorization read, IRenewalProgram program, CalledBy by, CancellationToken cancellationToken)
    {
        var sent = body.Value;
        if (await read.HandleAsync(by.MerchantId, authorizationId, cancellationToken) is not { } view)
        {
            return Refusal.NotFound(NoAuthorization);
        }

        var mustVerify = sent.VerifyOnchain ?? true;
        if (!mustVerify && !by.Caller.IsSession)
        {
            return NeedsSession;
        }

        var signature = sent.CancelTxSignature ?? sent.RevokeTxSignature;
        return mustVerify && signature is null
            ? Refusal.Field("cancel_tx_signature", "Name the transaction by which the payer's wallet ended it.")
            : Answer(
                view,
                await program.ConfirmCancelAsync(
                    view.Authorization,
                    new CancelProof(signature, sent.ImmediateRevoke ?? false, mustVerify, sent.Reason),
                    cancellationToken));
    }

    private static Results<Ok<NativeSubscriptionCancelResponse>, Refusal> Answer(
        AuthorizationView view, CancelStep step) => step switch
        {
            CancelStep.Taken taken => TypedResults.Ok(SubscriptionWire.Cancelled(view, taken)),
            CancelStep.EndedAlready => Ended,
            CancelStep.NotShown not => Refusal.Field("cancel_tx_signature", not.Why),
            _ => throw new InvalidOperationException($"No answer for {step.GetType().Name}."),
        };

    /// <summary>Null when it is offered.</summary>
    internal static Refusal? Answer(RenewalTermsOutcome outcome) => outcome switch
    {
        RenewalTermsOutcome.Offered => null,
        RenewalTermsOutcome.UnknownPayment => Refusal.NotFound("Payment not found."),
        RenewalTermsOutcome.NotAutomatic => Refusal.Conflict("This product does not renew by itself."),
        RenewalTermsOutcome.SessionExpired => Refusal.Gone("Payment session has expired"),
        _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
    };

    /// <summary>Null when nothing stands in the way of the answer to a confirmation.</summary>
    internal static Refusal? Answer(RenewalCheck check) => check switch
    {
        RenewalCheck.NotAsked or RenewalCheck.Ready => null,
        RenewalCheck.Skipped => Refusal.Conflict("Automatic renewal has to be set up first."),
        RenewalCheck.WrongKey =>
            Refusal.Field("automatic_renew_setup_key", "This is not the setup key of this payment."),
        _ => throw new InvalidOperationException($"No answer for {check.GetType().Name}."),
    };

    /// <summary>How the set-up stands, and why it failed; as the confirmation tells it.</summary>
    internal static (string? Status, string? Error) Words(RenewalSetUp? setUp) => setUp switch
    {
        null => (null, null),
        RenewalSetUp.Active => ("active", null),
        RenewalSetUp.Pending => ("pending", null),
        RenewalSetUp.Failed failed => ("failed", failed.Why),
        _ => throw new InvalidOperationException($"No word for {setUp.GetType().Name}."),
    };
}
