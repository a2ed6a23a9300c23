using HiltBot.Contracts.Phantom;
using HiltBot.Engine.Checkouts.Phantom;
using HiltBot.Engine.Values;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Api.Identity;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Web.Api.Phantom;

/// <summary>The Phantom wallet on a phone, by deep links (contract 4.6). Without a key none of this is here.</summary>
internal static class PhantomRoutes
{
    private const string Source = "phantom";

    public static void MapPhantom(this IEndpointRouteBuilder routes)
    {
        var offered = routes.MapGroup(string.Empty).AddEndpointFilter(async (context, next) =>
            context.HttpContext.RequestServices.GetRequiredService<PhantomLinks>().AreOffered
                ? await next(context)
                : Refusal.NoSuchPath);
        var phantom = offered.MapPublic("/v1/pay/phantom", "Phantom");
        phantom.MapPost("/connect/callback", ConnectedAsync).WithName("phantom_connected").Refuses(404, 410)
            .WithSummary("The wallet connected: keeps its session for this payment.");
        phantom.MapPost("/message-url", MessageAsync).WithName("phantom_message_url").Refuses(404, 409, 410)
            .WithSummary("A link by which the wallet signs an identity session's text.");
        phantom.MapPost("/message/callback", MessageSignedAsync).WithName("phantom_message_signed")
            .Refuses(404, 409, 410).WithSummary("The wallet signed the text: completes the identity session.");
        phantom.MapPost("/renewal-message-url", MandateAsync).WithName("phantom_mandate_url").Refuses(404, 409, 410)
            .WithSummary("A link by which the wallet signs the mandate of an automatic renewal.");
        phantom.MapPost("/renewal-message/callback", MandateSignedAsync).WithName("phantom_mandate_signed")
            .Refuses(404, 409, 410).WithSummary("The wallet signed the mandate: its signature, for the confirmation.");
        phantom.MapPost("/transaction-url", TransactionAsync).WithName("phantom_transaction_url")
            .Refuses(404, 409, 410).WithSummary("A link by which the wallet signs the transaction of this payment.");
        phantom.MapPost("/transaction/callback", TransactionSignedAsync).WithName("phantom_transaction_signed")
            .Refuses(404, 409, 410).WithSummary("The wallet signed the transaction: its bytes, to be sent by the page.");
    }

    private static async Task<Results<Ok<PhantomConnectCallbackResponse>, Refusal>> ConnectedAsync(
        Body<PhantomConnectCallbackRequest> body, KeepPhantomWallet keep, CancellationToken cancellationToken)
    {
        var sent = body.Value;
        var outcome = Id.TryParse<PaymentId>(sent.PaymentId, out var id)
            ? await keep.HandleAsync(
                id, new PhantomAnswer(sent.PhantomEncryptionPublicKey, sent.Nonce, sent.Data), cancellationToken)
            : new PhantomOutcome.UnknownPayment();
        return outcome is PhantomOutcome.Connected connected
            ? TypedResults.Ok(new PhantomConnectCallbackResponse
            {
                PaymentId = id.Value,
                WalletAddress = connected.WalletAddress,
                WalletSource = Source,
                SessionStored = true,
            })
            : Answer(outcome)!;
    }

    private static async Task<Results<Ok<PhantomUrlResponse>, Refusal>> MessageAsync(
        Body<PhantomMessageUrlRequest> body, AskPhantomForMessage ask, CancellationToken cancellationToken) =>
        Link(body.Value.PaymentId, Id.TryParse<PaymentId>(body.Value.PaymentId, out var id)
            ? await ask.HandleAsync(id, body.Value.IdentitySessionId, body.Value.HandoffToken, cancellationToken)
            : new PhantomOutcome.UnknownPayment());

    private static async Task<Results<Ok<PhantomUrlResponse>, Refusal>> MandateAsync(
        Body<PhantomRenewalMessageUrlRequest> body, AskPhantomForMandate ask, CancellationToken cancellationToken) =>
        Link(body.Value.PaymentId, Id.TryParse<PaymentId>(body.Value.PaymentId, out var id)
            ? await ask.HandleAsync(id, body.Value.AutomaticRenewSetupKey, body.Value.HandoffToken, cancellationToken)
            : new PhantomOutcome.UnknownPayment());

    private static async Task<Results<Ok<PhantomUrlResponse>, Refusal>> TransactionAsync(
        Body<PhantomTransactionUrlRequest> body, AskPhantomForTransaction ask, CancellationToken cancellationToken) =>
        Link(body.Value.PaymentId, Id.TryParse<PaymentId>(body.Value.PaymentId, out var id)
            ? await ask.HandleAsync(id, body.Value.SerializedTransactionB58, body.Value.HandoffToken, cancellationToken)
            : new PhantomOutcome.UnknownPayment());

    private static async Task<Results<Ok<PhantomMessageCallbackResponse>, Refusal>> MessageSignedAsync(
        Body<PhantomMessageCallbackRequest> body, TakePhantomMessage take, GuessLimits guesses, HttpContext context,
        CancellationToken cancellationToken)
    {
        var sent = body.Value;
        if (guesses.Count(context, Guess.Identity, sent.IdentitySessionId) is { } tooMany)
        {
            return tooMany;
        }

        var outcome = Id.TryParse<PaymentId>(sent.PaymentId, out var id)
            ? await take.HandleAsync(id, sent.IdentitySessionId, sent.Nonce, sent.Data, cancellationToken)
            : new PhantomOutcome.UnknownPayment();
        return outcome is PhantomOutcome.MessageSigned { Session: var session }
            ? TypedResults.Ok(new PhantomMessageCallbackResponse
            {
                PaymentId = id.Value,
                IdentitySessionId = session.Id.ToString(),
                WalletAddress = session.WalletAddress,
                VerifiedAt = session.VerifiedAt!.Value,
            })
            : Answer(outcome)!;
    }

    private static async Task<Results<Ok<PhantomRenewalMessageCallbackResponse>, Refusal>> MandateSignedAsync(
        Body<PhantomRenewalMessageCallbackRequest> body, TakePhantomMandate take, CancellationToken cancellationToken)
    {
        var sent = body.Value;
        var outcome = Id.TryParse<PaymentId>(sent.PaymentId, out var id)
            ? await take.HandleAsync(id, sent.AutomaticRenewSetupKey, sent.Nonce, sent.Data, cancellationToken)
            : new PhantomOutcome.UnknownPayment();
        return outcome is PhantomOutcome.MandateSigned signed
            ? TypedResults.Ok(new PhantomRenewalMessageCallbackResponse
            {
                PaymentId = id.Value,
                AutomaticRenewSetupKey = sent.AutomaticRenewSetupKey,
                WalletAddress = signed.WalletAddress,
                SignedMessageB64 = signed.SignatureBase64,
            })
            : Answer(outcome)!;
    }

    private static async Task<Results<Ok<PhantomTransactionCallbackResponse>, Refusal>> TransactionSignedAsync(
        Body<PhantomTransactionCallbackRequest> body, TakePhantomTransaction take, CancellationToken cancellationToken)
    {
        var sent = body.Value;
        var outcome = Id.TryParse<PaymentId>(sent.PaymentId, out var id)
            ? await take.HandleAsync(id, sent.Nonce, sent.Data, cancellationToken)
            : new PhantomOutcome.UnknownPayment();
        return outcome is PhantomOutcome.TransactionSigned signed
            ? TypedResults.Ok(new PhantomTransactionCallbackResponse
            {
                PaymentId = id.Value,
                WalletAddress = signed.WalletAddress,
                SerializedTransactionB64 = signed.TransactionBase64,
            })
            : Answer(outcome)!;
    }

    private static Results<Ok<PhantomUrlResponse>, Refusal> Link(string paymentId, PhantomOutcome outcome) =>
        outcome is PhantomOutcome.Linked linked
            ? TypedResults.Ok(new PhantomUrlResponse { PaymentId = Guid.Parse(paymentId), DeeplinkUrl = linked.Url })
            : Answer(outcome)!;

    /// <summary>Null for what is no refusal.</summary>
    internal static Refusal? Answer(PhantomOutcome outcome) => outcome switch
    {
        PhantomOutcome.Connected or PhantomOutcome.Linked or PhantomOutcome.MessageSigned or
            PhantomOutcome.MandateSigned or PhantomOutcome.TransactionSigned => null,
        PhantomOutcome.UnknownPayment => Refusal.NotFound("Payment not found."),
        PhantomOutcome.SessionExpired => Refusal.Gone("Payment session has expired"),
        PhantomOutcome.NotConnected => Refusal.Conflict("The wallet has not connected to this payment yet."),
        PhantomOutcome.Unreadable unreadable => Refusal.Field("data", unreadable.Why),
        PhantomOutcome.HandoffRefused { HasExpired: true } => Refusal.Gone("Handoff link has expired"),
        PhantomOutcome.HandoffRefused =>
            Refusal.Field("handoff_token", "This handoff token is not genuine, or was made for another product."),
        PhantomOutcome.NotProven not => IdentityWire.Answer(not.Why),
        PhantomOutcome.NotAutomatic => Refusal.Conflict("This product does not renew by itself."),
        PhantomOutcome.WrongSetupKey =>
            Refusal.Field("automatic_renew_setup_key", "This is not the setup key of this payment."),
        PhantomOutcome.OtherTransaction =>
            Refusal.Field("serialized_transaction_b58", "This is not the transaction that pays this session."),
        _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
    };
}
