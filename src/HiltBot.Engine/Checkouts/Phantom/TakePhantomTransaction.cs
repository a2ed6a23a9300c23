using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;

namespace HiltBot.Engine.Checkouts.Phantom;

/// <summary>The wallet signed the transaction: opens it for the page, which sends it (contract 4.6).</summary>
public sealed class TakePhantomTransaction(Work work, PhantomTalk talk)
{
    public Task<PhantomOutcome> HandleAsync(
        PaymentId paymentId, string nonce, string data, CancellationToken cancellationToken) =>
        work.ReadAsync<PhantomOutcome>(
            async db =>
            {
                var (place, refusal) = await talk.FindConnectedAsync(db, paymentId, null, cancellationToken);
                if (place?.Session is not { } wallet)
                {
                    return refusal!;
                }

                return talk.Hear(wallet, nonce, data, "transaction") is not { } text ||
                    !Base58.TryDecode(text, out var bytes)
                        ? new PhantomOutcome.Unreadable("There is no transaction of the connected wallet in it.")
                        : AskPhantomForTransaction.Pays(place.Payment, bytes)
                            ? new PhantomOutcome.TransactionSigned(
                                wallet.WalletAddress, Convert.ToBase64String(bytes))
                            : new PhantomOutcome.OtherTransaction();
            },
            cancellationToken);
}
