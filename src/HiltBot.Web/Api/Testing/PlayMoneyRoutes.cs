using HiltBot.Contracts.Testing;
using HiltBot.Engine.Sandbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Web.Api.Testing;

/// <summary>Pays sessions with play money, so that software can be tried without a browser. On the sandbox network only.</summary>
internal static class PlayMoneyRoutes
{
    public static void MapPlayMoney(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetRequiredService<Network>().IsSandbox)
        {
            routes.MapMerchant("/v1/testing", "Testing").MapPost("/pay", PayAsync).WithName("pay_with_play_money")
                .Refuses(404, 409).IsExtension()
                .WithSummary("Pays a session with play money. What is sent twice is paid twice.");
        }
    }

    internal static Refusal? Answer(PlayOutcome outcome) => outcome switch
    {
        PlayOutcome.Sent => null,
        PlayOutcome.UnknownPayment => Refusal.NotFound("Payment not found."),
        PlayOutcome.SentAlready => Refusal.Conflict("This session was paid since you looked."),
        PlayOutcome.NotPossible notPossible => Refusal.Field("payer_wallet", notPossible.Why),
        PlayOutcome.NotASandbox => Refusal.Conflict("Play money exists on the sandbox network only."),
        _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
    };

    private static async Task<Results<Ok<PlayPaymentResponse>, Refusal>> PayAsync(
        Body<PlayPaymentRequest> body, PayWithPlayMoney pay, CancellationToken cancellationToken)
    {
        if (!Id.TryParse<PaymentId>(body.Value.PaymentId, out var paymentId))
        {
            return Refusal.NotFound("Payment not found.");
        }

        var wallet = body.Value.PayerWallet ?? SimWallet.Of(paymentId.ToString());
        var outcome = await pay.HandleAsync(paymentId, wallet, body.Value.AmountMinorUnits, cancellationToken);
        return outcome is PlayOutcome.Sent sent
            ? TypedResults.Ok(new PlayPaymentResponse
            {
                PaymentId = paymentId.Value,
                PayerWallet = wallet,
                TxSignature = sent.Signature,
            })
            : Answer(outcome)!;
    }
}
