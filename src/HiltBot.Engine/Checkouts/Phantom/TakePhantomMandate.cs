using System.Text;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;

namespace HiltBot.Engine.Checkouts.Phantom;

/// <summary>The wallet signed the mandate: checks it and hands the signature on to the page (contract 4.6).</summary>
public sealed class TakePhantomMandate(Work work, PhantomTalk talk, SetUpRenewal setUp)
{
    public async Task<PhantomOutcome> HandleAsync(
        PaymentId paymentId, string setupKey, string nonce, string data, CancellationToken cancellationToken)
    {
        var (place, refusal) = await work.ReadAsync(
            db => talk.FindConnectedAsync(db, paymentId, null, cancellationToken), cancellationToken);
        if (place?.Session is not { } wallet)
        {
            return refusal!;
        }

        var terms = await setUp.HandleAsync(paymentId, cancellationToken);
        if (terms is not RenewalTermsOutcome.Offered { Mandate: var mandate } || mandate.SetupKey != setupKey)
        {
            return AskPhantomForMandate.RefusalOf(terms);
        }

        return talk.Hear(wallet, nonce, data, "signature") is { } text &&
            Base58.TryDecode(text, out var signature) && Address.TryParse(wallet.WalletAddress, out var address) &&
            Signatures.Verify(address.ToArray(), Encoding.UTF8.GetBytes(mandate.Message), signature)
                ? new PhantomOutcome.MandateSigned(wallet.WalletAddress, Convert.ToBase64String(signature))
                : new PhantomOutcome.Unreadable("There is no signature of the mandate by the connected wallet in it.");
    }
}
