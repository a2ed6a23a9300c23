using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;

namespace HiltBot.Engine.Checkouts.Phantom;

/// <param name="WalletKey">The wallet's half of the box; like nonce and data as the wallet put it into the redirect.</param>
public sealed record PhantomAnswer(string WalletKey, string Nonce, string Data);

/// <summary>The wallet connected: keeps who it says it is and its token, for this payment (contract 4.6).</summary>
public sealed class KeepPhantomWallet(Work work, PhantomTalk talk, PhantomKey key, TimeProvider time)
{
    /// <summary>Longer than any token that the wallet gives out.</summary>
    private const int TokenMax = 2048;

    public Task<PhantomOutcome> HandleAsync(
        PaymentId paymentId, PhantomAnswer answer, CancellationToken cancellationToken) =>
        work.RunAsync(db => KeepAsync(db, paymentId, answer, cancellationToken), cancellationToken);

    private async Task<PhantomOutcome> KeepAsync(
        HiltDb db, PaymentId paymentId, PhantomAnswer answer, CancellationToken cancellationToken)
    {
        var (place, refusal) = await talk.FindAsync(db, paymentId, null, cancellationToken);
        if (place is null)
        {
            return refusal!;
        }

        if (!key.TryOpen(answer.WalletKey, answer.Nonce, answer.Data, out var content))
        {
            return new PhantomOutcome.Unreadable("This was not sealed for this server by that key.");
        }

        var wallet = PhantomTalk.TextOf(content, "public_key");
        var token = PhantomTalk.TextOf(content, "session");
        if (!Address.TryParse(wallet, out _) || token is not { Length: > 0 and <= TokenMax })
        {
            return new PhantomOutcome.Unreadable("The wallet said neither its address nor its session.");
        }

        if (place.Session is { } known)
        {
            known.WalletAddress = wallet!;
            known.WalletKey = answer.WalletKey;
            known.SealedToken = talk.Seal(token);
        }
        else
        {
            db.PhantomSessions.Add(new PhantomSession
            {
                PaymentId = paymentId,
                MerchantId = place.Payment.MerchantId,
                WalletAddress = wallet!,
                WalletKey = answer.WalletKey,
                SealedToken = talk.Seal(token),
                CreatedAt = time.Now(),
            });
        }

        return new PhantomOutcome.Connected(wallet!);
    }
}
