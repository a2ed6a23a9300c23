using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HiltBot.Engine.Payments;

/// <summary>
/// Looks again, ever more rarely, at transactions that were set aside because nobody could read them. What
/// can be read now is recorded as if it had been read then: by its block time, late money included.
/// </summary>
public sealed partial class RetryUnreadable(
    Work work, Claims claims, TransactionReader reader, RecordTransfer record, TimeProvider time, BusinessTime business,
    ILogger<RetryUnreadable> logger)
{
    private const int RowsMax = 20;

    /// <summary>
    /// A ledger that is down says nothing of the transaction: the look is put off and not counted.
    /// </summary>
    private static readonly TimeSpan PutOff = TimeSpan.FromHours(1);

    /// <returns>How many were looked at.</returns>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        for (var done = 0; done < RowsMax; done++)
        {
            using var turn = claims.StartTurn();
            var taken = await work.RunAsync(
                db => claims.TakeAsync<UnreadableTransaction>(db, time.Now(), 1, cancellationToken),
                cancellationToken);
            if (taken.Count == 0)
            {
                return done;
            }

            await LookAsync(taken[0], turn, cancellationToken);
        }

        return RowsMax;
    }

    private async Task LookAsync(UnreadableTransaction claimed, Turn turn, CancellationToken cancellationToken)
    {
        TransactionsRead read;
        try
        {
            read = await reader.ReadAsync([claimed.Signature], turn, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            read = new TransactionsRead([], [], new ChainUnreadableException(exception.Message, exception));
        }

        if (read.Transactions.Count == 1)
        {
            await work.RunAsync(
                db => RecordAsync(db, claimed, read.Transactions[0], cancellationToken), cancellationToken);
            return;
        }

        await work.RunAsync(
            async db =>
            {
                var row = await db.Unreadable.SingleOrDefaultAsync(
                    one => one.Id == claimed.Id, cancellationToken);
                if (row is null || !Claims.IsMine(row, claimed.ClaimId))
                {
                    return;
                }

                row.Attempts += read.Trouble is null ? 1 : 0;
                Claims.Release(
                    row,
                    read.Trouble is null ? UnreadableRule.NextLookAt(row.Attempts, time.Now()) : time.Now() + PutOff);
            },
            cancellationToken);
    }

    private async Task RecordAsync(
        HiltDb db, UnreadableTransaction claimed, ChainTransaction transaction, CancellationToken cancellationToken)
    {
        var account = await db.ReceivingAccounts.SingleOrDefaultAsync(
            row => row.Address == claimed.Account, cancellationToken);
        if (account is not null)
        {
            var marks = await Marks.FindAsync(db, [transaction], cancellationToken);
            var merchants = await Watches.MerchantsAsync(db, claimed.Account, business.Now(), cancellationToken);
            await record.HandleAsync(
                transaction, AccountFacts.Of(account), marks[transaction.Signature], merchants, cancellationToken);
        }

        await db.Unreadable.Where(row => row.Id == claimed.Id).ExecuteDeleteAsync(cancellationToken);
        Log.ReadAfterAll(logger, claimed.Signature, claimed.Account);
    }

    private static partial class Log
    {
        [LoggerMessage(4007, LogLevel.Information, "{Signature} of account {Account} could be read after all.")]
        public static partial void ReadAfterAll(ILogger logger, string signature, string account);
    }
}
