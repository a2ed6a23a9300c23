using HiltBot.Contracts.Checkout;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Web.Api.Identity;
using HiltBot.Web.Api.Subscriptions;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HiltBot.Web.Api.Payments;

/// <summary>
/// What a confirmation brings: whom the payment is for, its transaction, the set-up of its renewal (contract 4.3). All of
/// it is taken, or nothing; money that was sent is found by its marks either way.
/// </summary>
internal sealed class ConfirmSession(
    Work work, NameIdentity nameIdentity, NameSignature nameSignature, CheckRenewal checkRenewal,
    IRenewalProgram renewals, FollowPayment follow)
{
    public async Task<Results<Ok<ConfirmResponse>, Refusal>> HandleAsync(
        PaymentId id, ConfirmRequest request, CancellationToken cancellationToken)
    {
        if (!IdentityWire.TryType(request.CustomerReferenceType, out var type))
        {
            return IdentityWire.UnknownType;
        }

        var proof = ProofOf(request);
        var check = await checkRenewal.HandleAsync(id, proof, cancellationToken);
        if (SubscriptionRoutes.Answer(check) is { } notSetUp)
        {
            return notSetUp;
        }

        var given = new IdentityGiven(
            type, request.CustomerReferenceValue, request.CustomerReferenceDisplay, request.IdentitySessionId,
            request.PayerWallet.Trim(), KnowsPayment: request.PaymentId is not null);
        if (await NameAsync(id, request, given, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var setUp = check is RenewalCheck.Ready ready
            ? await renewals.SetUpAsync(ready.Payment, proof!, cancellationToken)
            : null;
        return await follow.HandleAsync(id, cancellationToken) is { } view
            ? TypedResults.Ok(PaymentWire.Confirmation(view, SubscriptionRoutes.Words(setUp)))
            : Refusal.NotFound(PaymentRoutes.NoPayment);
    }

    private async Task<Refusal?> NameAsync(
        PaymentId id, ConfirmRequest request, IdentityGiven given, CancellationToken cancellationToken)
    {
        try
        {
            await work.RunAsync(
                async _ =>
                {
                    var naming = await nameIdentity.HandleAsync(id, given, cancellationToken);
                    Demand(IdentityWire.Answer(naming));
                    var outcome = await nameSignature.HandleAsync(
                        id, request.TxSignature, request.PayerWallet, cancellationToken);
                    Demand(PaymentRoutes.Answer(outcome));
                },
                cancellationToken);
            return null;
        }
        catch (NotTakenException exception)
        {
            return exception.Refusal;
        }
    }

    private static void Demand(Refusal? refusal)
    {
        if (refusal is not null)
        {
            throw new NotTakenException(refusal);
        }
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

    // Takes the transaction back: of a refused confirmation nothing stays.
    private sealed class NotTakenException(Refusal refusal) : Exception
    {
        public Refusal Refusal => refusal;
    }
}
