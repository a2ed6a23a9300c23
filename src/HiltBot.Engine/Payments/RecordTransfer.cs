using HiltBot.Engine.Payments.Refunds;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Payments;

/// <summary>The account that a transaction is looked at for.</summary>
/// <param name="IsWatched">It has a cursor of its own, because products sell into it.</param>
public sealed record AccountFacts(string Address, string Wallet, string TokenMint, bool IsWatched = false)
{
    public static AccountFacts Of(ReceivingAccount account) =>
        new(account.Address, account.Wallet, account.TokenMint, IsWatched: true);
}

/// <summary>
/// Records what one finalized transaction did to one account, once, and allocates it: transfer, payment,
/// period, receipt and everything owed commit together (rules 1 to 3).
/// </summary>
public sealed class RecordTransfer(
    Work work, CountMoney count, CloseRefunds closeRefunds, SettleCollection settleCollection, BusinessTime business,
    TimeProvider time, IOptions<SolanaOptions> options)
{
    /// <param name="marked">Sessions whose marks the transaction carries (<see
    /// cref="Marks.FindAsync"/>).</param>
    /// <returns>What it became; null when it is recorded already.</returns>
    public Task<Allocated?> HandleAsync(
        ChainTransaction transaction, AccountFacts account, Marked marked, IReadOnlySet<MerchantId> merchants,
        CancellationToken cancellationToken)
    {
        var now = business.Now();
        var arrival = Arrival.Of(transaction, account, merchants);
        return work.RunAsync(
            db => RecordAsync(db, transaction, account, arrival, marked, now, cancellationToken), cancellationToken);
    }

    private async Task<Allocated?> RecordAsync(
        HiltDb db, ChainTransaction transaction, AccountFacts account, Arrival arrival, Marked marked,
        DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Money that goes out closes a refund, whichever of its accounts it is seen at, once.
        await closeRefunds.InAsync(db, marked.Refunds, transaction, cancellationToken);
        var dust = options.Value.DustMinorUnits;
        if (marked.Sessions.Count == 0 && Allocation.Of(arrival, [], dust) is Allocated.Ignored or Allocated.Dust)
        {
            return await CountAsync(db, transaction, arrival, dust, cancellationToken);
        }

        var id = TransferId.New(time.Now());
        if (!await TransferRows.InsertAsync(db, id, transaction, account, arrival, now, cancellationToken))
        {
            return null;
        }

        var payments = await db.Payments.IgnoreQueryFilters().Where(row => marked.Sessions.Contains(row.Id))
            .ToListAsync(cancellationToken);
        var sessions = new List<MarkedSession>();
        foreach (var payment in payments)
        {
            sessions.Add(await SessionAsync(db, payment, transaction, cancellationToken));
        }

        var transfer = await db.Transfers.SingleAsync(row => row.Id == id, cancellationToken);
        var allocated = Allocation.Of(arrival, sessions, dust);
        switch (allocated)
        {
            case Allocated.Counted counted:
                var payment = payments.Single(row => row.Id == counted.PaymentId);
                transfer.PayerSigned = HasSigned(transaction, arrival, payment);
                await count.InAsync(db, payment, transfer, counted, now, cancellationToken);
                break;
            case Allocated.SetAside aside:
                transfer.Verdict = aside.Verdict;
                if (aside.Verdict == Verdict.OtherIncome &&
                    await settleCollection.InAsync(db, transfer, transaction, now, cancellationToken))
                {
                    break;
                }

                transfer.ConcernsPaymentId = aside.ConcernsPaymentId;
                var concerned = payments.Find(row => row.Id == aside.ConcernsPaymentId);
                transfer.ConcernsMerchantId = concerned?.MerchantId;
                transfer.FeeMinorUnits = sessions.Find(session => session.Id == aside.ConcernsPaymentId) is { } meant
                    ? Math.Min(meant.FeeArrivedMinorUnits, meant.FeeMinorUnits)
                    : 0;
                transfer.PayerSigned = concerned is not null && HasSigned(transaction, arrival, concerned);
                await count.SetAsideAsync(db, transfer, concerned, arrival.Merchants, now, cancellationToken);
                break;
        }

        return allocated;
    }

    // An exchange can write a memo; a reference only comes with a transaction of ours or a Solana Pay link.
    private static bool HasSigned(ChainTransaction transaction, Arrival arrival, Payment payment) =>
        arrival.PayerWallet is { } payer && transaction.Signers.Contains(payer) &&
        transaction.Keys.Contains(payment.Reference);

    private static async Task<Allocated?> CountAsync(
        HiltDb db, ChainTransaction transaction, Arrival arrival, long dustMinorUnits,
        CancellationToken cancellationToken)
    {
        var added = await db.Database.ExecuteSqlAsync(
            $"""
            insert into account_sightings (account, signature, slot)
            values ({arrival.Account}, {transaction.Signature}, {transaction.Slot})
            on conflict do nothing
            """,
            cancellationToken);
        if (added == 0)
        {
            return null;
        }

        var allocated = Allocation.Of(arrival, [], dustMinorUnits);
        if (allocated is Allocated.Dust)
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                update receiving_accounts set dust_count = dust_count + 1,
                    dust_minor_units = dust_minor_units + {arrival.AmountMinorUnits}
                where address = {arrival.Account}
                """,
                cancellationToken);
        }

        return allocated;
    }

    private static async Task<MarkedSession> SessionAsync(
        HiltDb db, Payment payment, ChainTransaction transaction, CancellationToken cancellationToken)
    {
        if (payment.FeeMinorUnits == 0 || payment.FeeWallet == payment.MerchantWallet)
        {
            return MarkedSession.Of(payment, 0, 0);
        }

        var arrived = transaction.HasFailed
            ? 0
            : transaction.Changes
                .Where(change => change.Wallet == payment.FeeWallet && change.TokenMint == payment.TokenMint)
                .Sum(change => change.ChangeMinorUnits);

        // A fee that came in this transaction counts for one payment only, whatever accounts it touched.
        var spent = await db.Transfers.Where(row => row.Signature == transaction.Signature)
            .SumAsync(row => row.FeeMinorUnits, cancellationToken);
        var received = await db.Transfers.Where(row => row.PaymentId == payment.Id)
            .SumAsync(row => row.FeeMinorUnits, cancellationToken);
        return MarkedSession.Of(payment, received, Math.Max(0, arrived - spent));
    }
}
