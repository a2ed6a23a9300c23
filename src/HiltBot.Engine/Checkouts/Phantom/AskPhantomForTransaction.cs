using System.Text;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Transactions;

namespace HiltBot.Engine.Checkouts.Phantom;

/// <summary>The link by which the wallet signs the transaction that pays this session (contract 4.6).</summary>
public sealed class AskPhantomForTransaction(Work work, PhantomTalk talk, PhantomLinks links)
{
    public Task<PhantomOutcome> HandleAsync(
        PaymentId paymentId, string transactionBase58, string? handoffToken, CancellationToken cancellationToken) =>
        work.ReadAsync<PhantomOutcome>(
            async db =>
            {
                var (place, refusal) = await talk.FindConnectedAsync(db, paymentId, handoffToken, cancellationToken);
                if (place?.Session is not { } wallet)
                {
                    return refusal!;
                }

                return Base58.TryDecode(transactionBase58, out var bytes) && Pays(place.Payment, bytes)
                    ? new PhantomOutcome.Linked(links.Ask(
                        "signTransaction", place, "signed",
                        new Dictionary<string, string>
                        {
                            ["transaction"] = transactionBase58,
                            ["session"] = talk.TokenOf(wallet),
                        }))
                    : new PhantomOutcome.OtherTransaction();
            },
            cancellationToken);

    /// <summary>Whether these bytes are a transaction that carries the marks of this session.</summary>
    internal static bool Pays(Payment payment, byte[] bytes) =>
        TransactionDecoder.TryDecode(bytes, out _) &&
        bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Marks.MemoOf(payment.Nonce))) >= 0;
}
