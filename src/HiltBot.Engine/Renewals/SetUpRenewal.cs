using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Renewals;

public abstract record RenewalTermsOutcome
{
    private RenewalTermsOutcome()
    {
    }

    /// <param name="Offer">Null where no program is configured.</param>
    public sealed record Offered(Payment Payment, Mandate Mandate, RenewalOffer? Offer) : RenewalTermsOutcome;

    public sealed record UnknownPayment : RenewalTermsOutcome;

    public sealed record NotAutomatic : RenewalTermsOutcome;

    public sealed record SessionExpired : RenewalTermsOutcome;
}

/// <summary>Says what a wallet signs so that a membership renews by itself (contract 10.1). Changes nothing.</summary>
public sealed class SetUpRenewal(Work work, IRenewalProgram program, Mandates mandates, BusinessTime businessTime)
{
    public async Task<RenewalTermsOutcome> HandleAsync(PaymentId paymentId, CancellationToken cancellationToken)
    {
        var found = await work.ReadAsync(
            db => db.Payments.Where(row => row.Id == paymentId)
                .Join(db.Products, row => row.ProductId, product => product.Id, (payment, product) => new { payment, product })
                .SingleOrDefaultAsync(cancellationToken),
            cancellationToken);
        RenewalTermsOutcome? refusal = found switch
        {
            null => new RenewalTermsOutcome.UnknownPayment(),
            { product.RenewalMode: not RenewalMode.Automatic } => new RenewalTermsOutcome.NotAutomatic(),
            { payment.Status: PaymentStatus.Failed } => new RenewalTermsOutcome.SessionExpired(),
            _ when found.payment.IsOpen && businessTime.Now() > found.payment.ExpiresAt =>
                new RenewalTermsOutcome.SessionExpired(),
            _ => null,
        };
        if (refusal is not null)
        {
            return refusal;
        }

        var offer = await program.OfferAsync(found!.payment, found.payment.PayerWallet, cancellationToken);
        var mandate = mandates.Of(found.payment, found.product.Title, offer is not null);
        return new RenewalTermsOutcome.Offered(found.payment, mandate, offer);
    }
}
