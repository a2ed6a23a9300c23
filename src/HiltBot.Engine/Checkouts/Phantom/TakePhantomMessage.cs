using HiltBot.Engine.Buyers;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;

namespace HiltBot.Engine.Checkouts.Phantom;

/// <summary>The wallet signed an identity session's text: checks it, as if it had come from a page (contract 4.6).</summary>
public sealed class TakePhantomMessage(Work work, PhantomTalk talk, CompleteIdentity complete)
{
    public Task<PhantomOutcome> HandleAsync(
        PaymentId paymentId, string identitySessionId, string nonce, string data, CancellationToken cancellationToken) =>
        work.RunAsync<PhantomOutcome>(
            async db =>
            {
                var (place, refusal) = await talk.FindConnectedAsync(db, paymentId, null, cancellationToken);
                if (place?.Session is not { } wallet)
                {
                    return refusal!;
                }

                if (talk.Hear(wallet, nonce, data, "signature") is not { } text ||
                    !Base58.TryDecode(text, out var signature))
                {
                    return new PhantomOutcome.Unreadable("There is no signature of the connected wallet in it.");
                }

                var outcome = await complete.HandleAsync(
                    identitySessionId, wallet.WalletAddress, signature, cancellationToken);
                return outcome switch
                {
                    IdentityCompleteOutcome.Verified { Session: var session } when
                        session.ProductId != place.Product.Id =>
                        new PhantomOutcome.NotProven(new IdentityUse.ForOtherProduct()),
                    IdentityCompleteOutcome.Verified verified => new PhantomOutcome.MessageSigned(verified.Session),
                    IdentityCompleteOutcome.Unknown => new PhantomOutcome.NotProven(new IdentityUse.Unknown()),
                    IdentityCompleteOutcome.Expired expired =>
                        new PhantomOutcome.NotProven(new IdentityUse.Expired(expired.Session)),
                    IdentityCompleteOutcome.OtherWallet => new PhantomOutcome.NotProven(new IdentityUse.ForOtherWallet()),
                    IdentityCompleteOutcome.WrongSignature =>
                        new PhantomOutcome.Unreadable("This is not the wallet's signature of the challenge message."),
                    _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
                };
            },
            cancellationToken);
}
