using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Solana.Transactions;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Payments;

public abstract record SendPaymentOutcome
{
    private SendPaymentOutcome()
    {
    }

    /// <param name="IsTaken">False: nobody knows yet; the same bytes are sent again.</param>
    public sealed record Sent(string? Signature, bool IsTaken) : SendPaymentOutcome;

    /// <summary>An earlier one may land yet; a second would charge twice.</summary>
    /// <param name="Left">How long it can at most.</param>
    public sealed record OnItsWay(TimeSpan Left) : SendPaymentOutcome;

    /// <summary>The ledger said no, in words a buyer understands.</summary>
    public sealed record Refused(string Why) : SendPaymentOutcome;

    public sealed record UnknownPayment : SendPaymentOutcome;
}

/// <summary>
/// Sends what a wallet signed for a session. Signature, bytes and last height stand in the database before the
/// first send; <see cref="ResendPayments"/> goes on from there.
/// </summary>
public sealed class SendPayment(
    Work work, NameSignature name, IPaymentChain chain, IOutgoingChain outgoing, TimeProvider time)
{
    /// <summary>A blockhash is good for so many blocks, of about 0.4 s.</summary>
    public const int BlockhashBlocks = 150;

    private static readonly TimeSpan BlockTime = TimeSpan.FromMilliseconds(400);

    /// <summary>How long an earlier transaction of this session may land; null when none can.</summary>
    public Task<TimeSpan?> HoldAsync(PaymentId paymentId, CancellationToken cancellationToken) => work.ReadAsync(
        async db =>
        {
            var open = await db.SentPayments.AsNoTracking()
                .Where(row => row.PaymentId == paymentId && row.State == SentState.Open)
                .OrderByDescending(row => row.SentAt).FirstOrDefaultAsync(cancellationToken);
            return open is null ? (TimeSpan?)null : LeftOf(open);
        },
        cancellationToken);

    /// <exception cref="ChainUnreadableException">Nothing was sent.</exception>
    public async Task<SendPaymentOutcome> HandleAsync(
        PaymentId paymentId, string wallet, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        // What is no transaction is refused by the ledger's adapter, in its words.
        var signature = TransactionDecoder.TryDecode(bytes, out var transaction) ? transaction.Id.ToString() : null;
        if (signature is not null)
        {
            var height = (await outgoing.FindAllAsync([], cancellationToken)).Height;
            if (await KeepAsync(paymentId, wallet, bytes, signature, height, cancellationToken) is { } refusal)
            {
                return refusal;
            }
        }

        switch (await chain.SendAsync(bytes, cancellationToken))
        {
            case SendAnswer.Refused refused:
                await ForgetAsync(signature, cancellationToken);
                return new SendPaymentOutcome.Refused(refused.Why);
            case SendAnswer.Taken taken:
                await name.HandleAsync(paymentId, taken.Signature, wallet, cancellationToken);
                return new SendPaymentOutcome.Sent(taken.Signature, IsTaken: true);
            case SendAnswer.Unknown unknown:
                if (unknown.Signature is { } maybe)
                {
                    await name.HandleAsync(paymentId, maybe, wallet, cancellationToken);
                }

                return new SendPaymentOutcome.Sent(unknown.Signature, IsTaken: false);
            case var other:
                throw new InvalidOperationException($"No case for {other.GetType().Name}.");
        }
    }

    private Task<SendPaymentOutcome?> KeepAsync(
        PaymentId paymentId, string wallet, ReadOnlyMemory<byte> bytes, string signature, long height,
        CancellationToken cancellationToken) => work.RunAsync<SendPaymentOutcome?>(
        async db =>
        {
            // Of two presses at the same moment one is first.
            await db.Database.ExecuteSqlAsync(
                $"update payments set version = version where id = {paymentId.Value}", cancellationToken);
            var payment = await db.Payments.AsNoTracking()
                .SingleOrDefaultAsync(row => row.Id == paymentId, cancellationToken);
            if (payment is null)
            {
                return new SendPaymentOutcome.UnknownPayment();
            }

            var before = await db.SentPayments.AsNoTracking()
                .Where(row => row.PaymentId == paymentId || row.Signature == signature).ToListAsync(cancellationToken);
            if (before.Exists(row => row.Signature == signature))
            {
                return null;
            }

            if (before.Find(row => row.State == SentState.Open) is { } open)
            {
                return new SendPaymentOutcome.OnItsWay(LeftOf(open));
            }

            var now = time.Now();
            db.SentPayments.Add(new SentPayment
            {
                Id = SentPaymentId.New(now),
                MerchantId = payment.MerchantId,
                PaymentId = paymentId,
                Signature = signature,
                Bytes = bytes.ToArray(),
                ValidHeight = checked(height + BlockhashBlocks),
                Wallet = wallet,
                State = SentState.Open,
                Sends = 1,
                SentAt = now,
                NextAt = now + ResendPayments.Interval,
            });
            return null;
        },
        cancellationToken);

    // Refused before it was passed on: nothing of it can land.
    private Task ForgetAsync(string? signature, CancellationToken cancellationToken) => signature is null
        ? Task.CompletedTask
        : work.RunAsync(
            db => db.SentPayments.Where(row => row.Signature == signature && row.Sends == 1)
                .ExecuteDeleteAsync(cancellationToken),
            cancellationToken);

    // Finality comes some 13 s after the last block in which it could land.
    private TimeSpan LeftOf(SentPayment open)
    {
        var end = open.SentAt + (BlockTime * BlockhashBlocks) + TimeSpan.FromSeconds(15);
        var left = end - time.Now();
        return left > TimeSpan.FromSeconds(5) ? left : TimeSpan.FromSeconds(5);
    }
}
