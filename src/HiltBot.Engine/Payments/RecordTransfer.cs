using HiltBot.Engine.Notices;
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
    Work work, ConfirmPayment confirm, SettleLate settleLate, SettleCollection settleCollection, BusinessTime business, TimeProvider time,
    IOptions<SolanaOptions> options)
{
    /// <param name="marked">Sessions whose marks the transaction carries (<see
    /// cref="Marks.FindAsync"/>).</param>
    /// <returns>What it became; null when it is recorded already.</returns>
    public Task<Allocated?> HandleAsync(
        ChainTransaction transaction, AccountFacts account, IReadOnlyList<PaymentId> marked,
        IReadOnlySet<MerchantId> merchants, CancellationToken cancellationToken)
    {
        var now = business.Now();
        var arrival = Arrival.Of(transaction, account, merchants);
        return work.RunAsync(
            db => RecordAsync(db, transaction, account, arrival, marked, now, cancellationToken), cancellationToken);
    }

    private async Task<Allocated?> RecordAsync(
        HiltDb db, ChainTransaction transaction, AccountFacts account, Arrival arrival,
        IReadOnlyList<PaymentId> marked, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var dust = options.Value.DustMinorUnits;
        if (marked.Count == 0 && Allocation.Of(arrival, [], dust) is Allocated.Ignored or Allocated.Dust)
        {
            return await CountAsync(db, transaction, arrival, dust, cancellationToken);
        }

        var id = TransferId.New(time.Now());
        if (!await TransferRows.InsertAsync(db, id, transaction, account, arrival, now, cancellationToken))
        {
            return null;
        }

        var payments = await db.Payments.IgnoreQueryFilters().Where(row => marked.Contains(row.Id))
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
                await CountForAsync(db, payment, transfer, counted, now, cancellationToken);
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
                await SetAsideAsync(db, transfer, concerned, arrival, now, cancellationToken);
                break;
        }

        return allocated;
    }

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

    private async Task CountForAsync(
        HiltDb db, Payment payment, Transfer transfer, Allocated.Counted counted, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        transfer.Verdict = counted.Verdict;
        transfer.PaymentId = payment.Id;
        transfer.AllocatedAt = now;
        transfer.ExcessMinorUnits = counted.ExcessMinorUnits;
        transfer.FeeMinorUnits = counted.FeeMinorUnits;
        payment.ReceivedMinorUnits = checked(payment.ReceivedMinorUnits + transfer.AmountMinorUnits);
        if (!counted.Completes)
        {
            payment.Status = PaymentStatus.PendingConfirmation;
            await TellShortAsync(db, payment, transfer, now, cancellationToken);
            return;
        }

        payment.FeeOwedMinorUnits = counted.FeeOwedMinorUnits;
        await confirm.InAsync(db, payment, transfer, now, cancellationToken);
        if (counted.ExcessMinorUnits >= options.Value.DustMinorUnits)
        {
            var facts = await db.FactsOfAsync(payment, payment.ReceivedMinorUnits, cancellationToken) with
            {
                Difference = new Money(counted.ExcessMinorUnits, payment.Asset).ToString(),
                Problem = "More came than the price.",
                Mend = "Keep it, or send the difference back from your wallet.",
            };
            await db.TellStaffAsync(
                payment.MerchantId, payment.ProductId, NoticeKind.PaymentOver, $"payment_over:{transfer.Id}", facts, now,
                time.Now(), cancellationToken);
        }
    }

    private async Task TellShortAsync(
        HiltDb db, Payment payment, Transfer transfer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var missing = new Money(payment.MerchantAmountMinorUnits - payment.ReceivedMinorUnits, payment.Asset);
        db.Remember(
            payment.MerchantId, Subject.Payment, payment.Id.Value, "paid_short", Actor.System, now,
            new { signature = transfer.Signature, missing_minor_units = missing.MinorUnits }, payment.Id);
        if (transfer.AmountMinorUnits < options.Value.DustMinorUnits)
        {
            return;
        }

        var facts = await db.FactsOfAsync(payment, transfer.AmountMinorUnits, cancellationToken) with
        {
            Difference = missing.ToString(),
            Problem = "Less came than the price.",
            Mend = "The checkout stays open: sending the rest from the same page completes it.",
        };
        var key = $"payment_short:{transfer.Id}";
        if (payment.BuyerId is { } buyer)
        {
            var notice = new NewNotice($"{key}:buyer", NoticeAudience.Buyer, NoticeKind.PaymentShort, facts)
            { BuyerId = buyer };
            await db.OweAsync(payment.MerchantId, notice, now, time.Now(), cancellationToken);
        }

        await db.TellStaffAsync(
            payment.MerchantId, payment.ProductId, NoticeKind.PaymentShort, key, facts, now, time.Now(),
            cancellationToken);
    }

    private async Task SetAsideAsync(
        HiltDb db, Transfer transfer, Payment? concerned, Arrival arrival, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (concerned is not null && arrival.Merchants.Contains(concerned.MerchantId))
        {
            db.Remember(
                concerned.MerchantId, Subject.Payment, concerned.Id.Value, "transfer_set_aside", Actor.System, now,
                new
                {
                    signature = transfer.Signature,
                    verdict = EnumText.Of(transfer.Verdict),
                    amount_minor_units = transfer.AmountMinorUnits,
                },
                concerned.Id);
            if (transfer.Verdict == Verdict.Late &&
                await settleLate.InAsync(db, transfer, concerned, now, cancellationToken))
            {
                return;
            }
        }

        // Nothing arrived, or it is other income, or dust that somebody put a mark on: there is nothing to
        // decide, so nobody is called.
        if (transfer.Verdict is Verdict.OtherIncome or Verdict.TransactionFailed or Verdict.NothingArrived ||
            transfer.AmountMinorUnits < options.Value.DustMinorUnits)
        {
            return;
        }

        foreach (var merchant in arrival.Merchants)
        {
            var own = concerned?.MerchantId == merchant ? concerned : null;
            var facts = own is null
                ? new NoticeFacts { Amount = await AmountAsync(db, transfer, cancellationToken) }
                : await db.FactsOfAsync(own, transfer.AmountMinorUnits, cancellationToken) with
                {
                    Amount = await AmountAsync(db, transfer, cancellationToken),
                };
            await db.TellStaffAsync(
                merchant, own?.ProductId, NoticeKind.PaymentUnmatched, $"payment_unmatched:{transfer.Id}",
                facts with
                {
                    Problem = PaymentNotices.Problem(transfer.Verdict),
                    Mend = PaymentNotices.Mend(transfer.Verdict),
                },
                now, time.Now(), cancellationToken);
        }
    }

    // Of an asset that nobody sells in here only the base units are known for certain.
    private static async Task<string> AmountAsync(
        HiltDb db, Transfer transfer, CancellationToken cancellationToken)
    {
        var asset = await db.ReceivingAccounts.Where(row => row.TokenMint == transfer.TokenMint)
            .Select(row => new { row.AssetSymbol, row.AssetDecimals }).FirstOrDefaultAsync(cancellationToken);
        return asset is null
            ? $"{transfer.AmountMinorUnits} base units of {transfer.TokenMint}"
            : new Money(transfer.AmountMinorUnits, new Asset(transfer.TokenMint, asset.AssetSymbol, asset.AssetDecimals))
                .ToString();
    }
}
