using HiltBot.Contracts.Checkout;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Values;
using HiltBot.Web.Api.Identity;
using HiltBot.Web.Api.Subscriptions;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HiltBot.Web.Api.Payments;

/// <summary>
/// What a confirmation brings, in this order: whom it is for, the transaction, the set-up of the renewal. The money is
/// looked for as soon as it is named, whatever else is missing (contract 4.3).
/// </summary>
internal sealed class ConfirmSession(
    NameIdentity nameIdentity, NameSignature nameSignature, ConfirmRenewal confirmRenewal, FollowPayment follow)
{
    public async Task<Results<Ok<ConfirmResponse>, Refusal>> HandleAsync(
        PaymentId id, ConfirmRequest request, CancellationToken cancellationToken)
    {
        if (!IdentityWire.TryType(request.CustomerReferenceType, out var type))
        {
            return IdentityWire.UnknownType;
        }

        var given = new IdentityGiven(
            type, request.CustomerReferenceValue, request.CustomerReferenceDisplay, request.IdentitySessionId,
            request.PayerWallet);
        var naming = await nameIdentity.HandleAsync(id, given, cancellationToken);
        if (IdentityWire.Answer(naming) is { } notNamed)
        {
            return notNamed;
        }

        var outcome = await nameSignature.HandleAsync(
            id, request.TxSignature, request.PayerWallet, cancellationToken);
        if (PaymentRoutes.Answer(outcome) is { } notFound)
        {
            return notFound;
        }

        var renewal = await confirmRenewal.HandleAsync(id, ProofOf(request), cancellationToken);
        if (SubscriptionRoutes.Answer(renewal) is { } notSetUp)
        {
            return notSetUp;
        }

        return await follow.HandleAsync(id, cancellationToken) is { } view
            ? TypedResults.Ok(PaymentWire.Confirmation(view, SubscriptionRoutes.Words(renewal)))
            : Refusal.NotFound(PaymentRoutes.NoPayment);
    }

    private static RenewalProof? ProofOf(ConfirmRequest request) => request.AutomaticRenewSetupKey is not { } key
        ? null
        : new RenewalProof(key, request.AutomaticRenewMessageSignatureB64, request.AutomaticRenewNativeSetupSignature)
        {
            AuthorityPda = request.AutomaticRenewNativeSubscriptionAuthorityPda,
            SubscriptionPda = request.AutomaticRenewNativeSubscriptionPda,
            PlanPda = request.AutomaticRenewNativePlanPda,
            PayerTokenAccount = request.AutomaticRenewNativePayerTokenAccount,
        };
}
