using HiltBot.Engine.Payments;
using HiltBot.Engine.Renewals;

namespace HiltBot.Engine.Checkouts;

/// <summary>
/// Makes the transaction that a wallet signs: the payment, and for an offer that renews by itself the permission to collect
/// its renewals, in one signature. Nothing is promised by it.
/// </summary>
public sealed class PreparePayment(IPaymentChain chain, IRenewalProgram renewals)
{
    /// <exception cref="ChainUnreadableException">The ledger cannot be asked now.</exception>
    public async Task<PreparedPayment> HandleAsync(
        CheckoutView view, string payerWallet, CancellationToken cancellationToken)
    {
        var offer = view.Product.RenewalMode == Products.RenewalMode.Automatic
            ? await renewals.OfferAsync(view.Payment, payerWallet, cancellationToken)
            : null;
        return await chain.PrepareAsync(view.Payment, payerWallet, offer?.Instructions ?? [], cancellationToken);
    }

    /// <summary>What the same signature agrees to for later; null: nothing.</summary>
    public async Task<LaterCharges?> LaterAsync(CheckoutView view, CancellationToken cancellationToken) =>
        view.Product.RenewalMode == Products.RenewalMode.Automatic &&
        await renewals.OfferAsync(view.Payment, null, cancellationToken) is { Accounts.PlanPda: { } plan }
            ? LaterCharges.Of(view.Payment, plan)
            : null;
}
