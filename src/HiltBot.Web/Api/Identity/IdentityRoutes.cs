using HiltBot.Contracts.Identity;
using HiltBot.Engine.Buyers;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api.Identity;

/// <summary>The identity handshake (contract 4.4).</summary>
internal static class IdentityRoutes
{
    public static void MapIdentity(this IEndpointRouteBuilder routes)
    {
        var identity = routes.MapPublic("/v1/pay/identity", "Identity");
        identity.MapPost("/start", StartAsync).WithName("start_identity").Refuses(404)
            .WithSummary("The text by whose signature a wallet says whom it pays for. It can be signed for 10 minutes.");
        identity.MapPost("/complete", CompleteAsync).WithName("complete_identity").Refuses(401, 404, 410)
            .WithSummary("Checks the signature. The session can be used for 30 minutes from then on.");
    }

    private static async Task<Results<Ok<IdentityStartResponse>, Refusal>> StartAsync(
        Body<IdentityStartRequest> body, StartIdentity start, CancellationToken cancellationToken)
    {
        var wanted = body.Value;
        if (!IdentityWire.TryType(wanted.CustomerReferenceType, out var type))
        {
            return IdentityWire.UnknownType;
        }

        var outcome = await start.HandleAsync(
            new IdentityWish(
                wanted.Slug, wanted.WalletAddress, wanted.WalletSource, type, wanted.CustomerReferenceValue,
                wanted.CustomerReferenceDisplay),
            cancellationToken);
        return outcome is IdentityStartOutcome.Started started
            ? TypedResults.Ok(IdentityWire.Started(started.Session))
            : Answer(outcome)!;
    }

    private static async Task<Results<Ok<IdentityCompleteResponse>, Refusal>> CompleteAsync(
        Body<IdentityCompleteRequest> body, CompleteIdentity complete, GuessLimits guesses, HttpContext context,
        CancellationToken cancellationToken)
    {
        var sent = body.Value;
        if (guesses.Count(context, Guess.Identity, sent.SessionId) is { } tooMany)
        {
            return tooMany;
        }

        var signature = new byte[64];
        var isSignature = Convert.TryFromBase64String(sent.SignedMessageB64, signature, out var length) &&
            length == signature.Length;
        var outcome = await complete.HandleAsync(
            sent.SessionId, sent.WalletAddress, isSignature ? signature : null, cancellationToken);
        return outcome is IdentityCompleteOutcome.Verified verified
            ? TypedResults.Ok(IdentityWire.Verified(verified.Session))
            : Answer(outcome)!;
    }

    /// <summary>Null when it was started.</summary>
    internal static Refusal? Answer(IdentityStartOutcome outcome) => outcome switch
    {
        IdentityStartOutcome.Started => null,
        IdentityStartOutcome.UnknownProduct => Refusal.NotFound("Product not found."),
        IdentityStartOutcome.BadWallet => Refusal.Field("wallet_address", "This is no Solana address."),
        IdentityStartOutcome.NotThatWallet => Refusal.Field(
            "customer_reference_value", "Here the wallet is the identity, so it is the address that signs."),
        _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
    };

    /// <summary>Null when it was verified.</summary>
    internal static Refusal? Answer(IdentityCompleteOutcome outcome) => outcome switch
    {
        IdentityCompleteOutcome.Verified => null,
        IdentityCompleteOutcome.Unknown => Refusal.NotFound("Identity session not found."),
        IdentityCompleteOutcome.Expired => Refusal.Gone("Identity session has expired"),
        IdentityCompleteOutcome.OtherWallet =>
            Refusal.Field("wallet_address", "The session was started for another wallet."),
        IdentityCompleteOutcome.WrongSignature => new Refusal(
            StatusCodes.Status401Unauthorized, "This is not the wallet's signature of the challenge message."),
        _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
    };
}
