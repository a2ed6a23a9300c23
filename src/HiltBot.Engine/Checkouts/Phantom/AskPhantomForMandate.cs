using HiltBot.Engine.Renewals;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Checkouts.Phantom;

/// <summary>The link by which the wallet signs the mandate of an automatic renewal (contract 10.1, 4.6).</summary>
public sealed class AskPhantomForMandate(Work work, PhantomTalk talk, PhantomLinks links, SetUpRenewal setUp)
{
    public async Task<PhantomOutcome> HandleAsync(
        PaymentId paymentId, string setupKey, string? handoffToken, CancellationToken cancellationToken)
    {
        var (place, refusal) = await work.ReadAsync(
            db => talk.FindConnectedAsync(db, paymentId, handoffToken, cancellationToken), cancellationToken);
        if (place?.Session is not { } wallet)
        {
            return refusal!;
        }

        var terms = await setUp.HandleAsync(paymentId, cancellationToken);
        return terms is RenewalTermsOutcome.Offered { Mandate: var mandate } && mandate.SetupKey == setupKey
            ? new PhantomOutcome.Linked(links.Ask(
                "signMessage", place, $"mandate/{setupKey}",
                AskPhantomForMessage.ContentOf(mandate.Message, talk.TokenOf(wallet))))
            : RefusalOf(terms);
    }

    internal static PhantomOutcome RefusalOf(RenewalTermsOutcome terms) => terms switch
    {
        RenewalTermsOutcome.Offered => new PhantomOutcome.WrongSetupKey(),
        RenewalTermsOutcome.NotAutomatic => new PhantomOutcome.NotAutomatic(),
        RenewalTermsOutcome.SessionExpired => new PhantomOutcome.SessionExpired(),
        _ => new PhantomOutcome.UnknownPayment(),
    };
}
