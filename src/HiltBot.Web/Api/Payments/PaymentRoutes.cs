using HiltBot.Contracts.Checkout;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Checkouts.Phantom;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api.Payments;

/// <summary>
/// A session while it is paid (contract 4.3): naming a transaction, asking for the outcome, looking.
/// </summary>
internal static class PaymentRoutes
{
    internal const string NoPayment = "Payment not found.";
    private const string Expired = "Payment session has expired";

    public static void MapPublicPayments(this IEndpointRouteBuilder routes)
    {
        var pay = routes.MapPublic("/v1/pay", "Payments");
        pay.MapPost("/broadcast", BroadcastAsync).WithName("broadcast_payment").Refuses(404, 409, 410)
            .WithSummary("Names the transaction that a wallet sent.");
        pay.MapPost("/confirm", ConfirmAsync).WithName("confirm_payment").Refuses(404, 409, 410, 503)
            .WithSummary("Asks for the outcome of a payment; the same call again gets the same answer.");
        routes.MapPublic("/v1/payments", "Payments").MapGet("/{payment_id}", ReadAsync).WithName("get_payment").Refuses(404)
            .WithSummary("Reads how a payment stands, for whoever holds its id.");
    }

    private static async Task<Results<Ok<PublicPaymentResponse>, Refusal>> ReadAsync(
        [FromRoute(Name = "payment_id")] string paymentId, CheckoutReading reading, PhantomLinks links,
        CancellationToken cancellationToken) =>
        Id.TryParse<PaymentId>(paymentId, out var id) && await reading.HandleAsync(id, cancellationToken) is { } view
            ? TypedResults.Ok(PaymentWire.Public(view, links))
            : Refusal.NotFound(NoPayment);

    private static async Task<Results<Ok<BroadcastResponse>, Refusal>> BroadcastAsync(
        Body<BroadcastRequest> body, NameSignature name, CancellationToken cancellationToken)
    {
        var request = body.Value;
        if (!Id.TryParse<PaymentId>(request.PaymentId, out var id))
        {
            return Refusal.NotFound(NoPayment);
        }

        var outcome = await name.HandleAsync(id, request.TxSignature, request.PayerWallet, cancellationToken);
        return outcome is NameOutcome.Named named
            ? TypedResults.Ok(new BroadcastResponse
            {
                PaymentId = id.Value,
                Status = EnumText.Of(named.Status),
                TxSignature = request.TxSignature.Trim(),
            })
            : Answer(outcome)!;
    }

    private static async Task<Results<Ok<ConfirmResponse>, Refusal>> ConfirmAsync(
        Body<ConfirmRequest> body, FindSession find, ConfirmSession confirm, CancellationToken cancellationToken)
    {
        var request = body.Value;
        if (request is { PaymentId: null, Slug: null, ProductId: null })
        {
            return Refusal.Field("payment_id", "Name the session by payment_id, slug or product_id.");
        }

        // What cannot be read names nobody either.
        return NameSignature.Unreadable(request.TxSignature, request.PayerWallet) is { } unreadable
            ? Answer(unreadable)!
            : await find.HandleAsync(request, cancellationToken) is { } id
                ? await confirm.HandleAsync(id, request, cancellationToken)
                : Refusal.NotFound(NoPayment);
    }

    /// <summary>Null when the signature was named.</summary>
    internal static Refusal? Answer(NameOutcome outcome) => outcome switch
    {
        NameOutcome.Named => null,
        NameOutcome.UnknownPayment => Refusal.NotFound(NoPayment),
        NameOutcome.TiedToAnother => Refusal.Conflict("Payment session is already tied to a different transaction"),
        NameOutcome.SessionExpired => Refusal.Gone(Expired),
        NameOutcome.NotAWallet => Refusal.Field("payer_wallet", "This is no Solana address."),
        NameOutcome.NotASignature => Refusal.Field("tx_signature", "This is no Solana signature."),
        _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
    };
}
