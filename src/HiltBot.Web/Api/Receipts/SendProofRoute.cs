using HiltBot.Contracts.Receipts;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Notices;
using HiltBot.Engine.Receipts;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Receipts;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api.Receipts;

/// <summary>A receipt by e-mail, with its public PDF.</summary>
internal static class SendProofRoute
{
    public static void MapSendProof(this IEndpointRouteBuilder receipt) =>
        receipt.MapPost("/{receipt_id}/send-proof", SendAsync).WithName("send_receipt_proof").Refuses(404, 503)
            .WithSummary("Sends the receipt by e-mail: to the address given, else to the customer of the invoice notes.");

    private static async Task<Results<Ok<SendProofResponse>, Refusal>> SendAsync(
        [FromRoute(Name = "receipt_id")] string receiptId, HttpContext context, CalledBy caller, Body<SendProofRequest> body,
        ReceiptReading reading, ProofMail proof, ILetterTransport mail, RecordProofSent record, GuessLimits limits,
        PublicAddress address, CancellationToken cancellationToken)
    {
        if (await reading.HandleAsync(receiptId, cancellationToken) is not { } view ||
            view.Receipt.MerchantId != caller.MerchantId)
        {
            return Refusal.NotFound(ReceiptRoutes.NoReceipt);
        }

        var wanted = body.Value.Email?.Trim() is { Length: > 0 } sent ? sent : view.Receipt.CustomerEmail;
        if (wanted is null)
        {
            return Refusal.Field("email", "Say where to: the invoice notes of this receipt have no address.");
        }

        if (EmailText.Normal(wanted) is not { } to)
        {
            return Refusal.Field("email", "This is no e-mail address.");
        }

        if (limits.CountLetter(context, caller.MerchantId) is { } tooMany)
        {
            return tooMany;
        }

        switch (await mail.SendAsync(proof.Write(view, to, body.Value.Note), cancellationToken))
        {
            case LetterOutcome.Taken:
                await record.HandleAsync(view.Receipt, caller.Actor, CancellationToken.None);
                return TypedResults.Ok(new SendProofResponse(
                    Sent: true, to, ReceiptWire.PageUrl(address, view.Receipt.Id),
                    ReceiptWire.PdfUrl(address, view.Receipt.Id)));
            case LetterOutcome.NotConfigured:
                return Refusal.Unavailable("This server has no mail transport, so nothing was sent.");
            case LetterOutcome.RecipientRefused:
                return Refusal.Field("email", "The mail server refuses this address.");
            case LetterOutcome.Failed:
                return Refusal.Unavailable("The mail server did not take it, so nothing was sent. Try again later.");
            case var other:
                throw new InvalidOperationException($"No answer for {other.GetType().Name}.");
        }
    }
}
