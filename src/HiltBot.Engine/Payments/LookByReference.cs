using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Payments;

/// <summary>
/// Looks for what a session's account cannot show: a failed transaction, another asset, another owner's
/// account. It is recorded with its verdict and never counted; money that the account does show is recorded
/// as reading it would.
/// </summary>
public sealed class LookByReference(
    Work work, IPaymentChain chain, TransactionReader reader, RecordTransfer record)
{
    private const int SightingsMax = 1_000;

    /// <summary>
    /// References are public once used, so anybody may hang worthless transactions on them.
    /// </summary>
    private const int ReadsMax = 50;

    /// <exception cref="ChainUnreadableException">The look has to be made again.</exception>
    /// <exception cref="TimeoutException">The same; what was seen so far is recorded.</exception>
    public async Task HandleAsync(Payment payment, Turn turn, CancellationToken cancellationToken)
    {
        var sightings = await turn.AskAsync(
            token => chain.ListAsync(payment.Reference, null, SightingsMax, token), cancellationToken);
        var signatures = sightings.Reverse().Select(sighting => sighting.Signature);
        if (payment.NamedSignature is { } named)
        {
            signatures = signatures.Prepend(named).Distinct();
        }

        var unknown = await UnknownAsync(payment, [.. signatures], cancellationToken);
        foreach (var batch in unknown.Take(ReadsMax).Chunk(TransactionReader.BatchMax))
        {
            if (turn.IsUsedUp)
            {
                throw new TimeoutException("There is more under this reference than fits into one turn.");
            }

            // What nobody can read hides nothing else: anybody may hang it on a reference.
            var read = await reader.ReadAsync(batch, turn, cancellationToken);
            await KeepAsync(payment, read.Transactions, cancellationToken);
            if (read.Trouble is { } trouble)
            {
                throw trouble;
            }
        }
    }

    /// <summary>
    /// Reads what was named and nothing else: it may have become final since the account was read.
    /// </summary>
    /// <exception cref="ChainUnreadableException">It has to be asked again.</exception>
    /// <exception cref="TimeoutException">The same.</exception>
    public async Task ReadNamedAsync(Payment payment, Turn turn, CancellationToken cancellationToken)
    {
        var read = await reader.ReadAsync([payment.NamedSignature!], turn, cancellationToken);
        if (read.Trouble is { } trouble)
        {
            throw trouble;
        }

        await KeepAsync(payment, read.Transactions, cancellationToken);
    }

    private async Task KeepAsync(
        Payment payment, IReadOnlyList<ChainTransaction> transactions, CancellationToken cancellationToken)
    {
        var marks = await work.ReadAsync(db => Marks.FindAsync(db, transactions, cancellationToken), cancellationToken);
        foreach (var transaction in transactions)
        {
            // Somebody may name any transaction; only what carries this session's marks concerns it.
            if (marks[transaction.Signature].Sessions.Contains(payment.Id))
            {
                await RecordAsync(payment, transaction, marks[transaction.Signature], cancellationToken);
            }
        }
    }

    private async Task RecordAsync(
        Payment payment, ChainTransaction transaction, Marked marked, CancellationToken cancellationToken)
    {
        var strays = Strays.Of(transaction, payment);
        var accounts = strays.Select(stray => stray.Address).ToList();
        var watched = await work.ReadAsync(
            db => db.ReceivingAccounts.Where(row => accounts.Contains(row.Address)).Select(row => row.Address)
                .ToListAsync(cancellationToken),
            cancellationToken);
        var merchants = new HashSet<MerchantId> { payment.MerchantId };

        // An account that is watched itself is read by its own cursor, with its own sessions in view.
        foreach (var stray in strays.Where(
                     stray => stray.Address == payment.ReceivingAccount || !watched.Contains(stray.Address)))
        {
            await record.HandleAsync(transaction, stray, marked, merchants, cancellationToken);
        }
    }

    private Task<List<string>> UnknownAsync(
        Payment payment, List<string> signatures, CancellationToken cancellationToken) => work.ReadAsync(
        async db =>
        {
            var known = await db.Transfers
                .Where(row => (row.PaymentId == payment.Id || row.ConcernsPaymentId == payment.Id) &&
                    signatures.Contains(row.Signature))
                .Select(row => row.Signature).ToListAsync(cancellationToken);
            return signatures.Except(known).ToList();
        },
        cancellationToken);
}

/// <summary>
/// Where the money of a transaction with a session's marks went, as far as it concerns the session. Pure.
/// </summary>
public static class Strays
{
    public static IReadOnlyList<AccountFacts> Of(ChainTransaction transaction, Payment payment)
    {
        var own = new AccountFacts(payment.ReceivingAccount, payment.MerchantWallet, payment.TokenMint);
        if (transaction.HasFailed)
        {
            return [own];
        }

        var hasArrived = transaction.Changes.Any(change => change.Account == own.Address &&
            change.TokenMint == own.TokenMint && change.ChangeMinorUnits > 0);
        if (hasArrived)
        {
            return [own];
        }

        var payers = transaction.Changes.Where(change => change.ChangeMinorUnits < 0)
            .Select(change => change.Wallet).ToHashSet();
        var strays = transaction.Changes
            .Where(change => change.ChangeMinorUnits > 0 && !payers.Contains(change.Wallet) &&
                (change.Wallet == payment.MerchantWallet ||
                    (change.TokenMint == payment.TokenMint && change.Wallet != payment.FeeWallet)))
            .Select(change => new AccountFacts(change.Account, change.Wallet, change.TokenMint)).ToList();
        return transaction.Keys.Contains(own.Address) && strays.Count == 0 ? [own] : strays;
    }
}
