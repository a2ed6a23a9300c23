using HiltBot.Engine.Notices;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HiltBot.Engine.Payments;

/// <summary>
/// Sweep Checkouts: a session that ran out becomes FAILED, two minutes after its end and only when its account is read
/// through that instant (rule 12). Looks by reference are made on the way, outside the transaction.
/// </summary>
public sealed partial class EndCheckouts(
    Work work, Claims claims, LookByReference look, TimeProvider time, BusinessTime business, Network network,
    ILogger<EndCheckouts> logger)
{
    private const int BatchMax = 20;
    private const int RowsMax = 100;

    /// <summary>So often a look that the ledger refuses is put off; then the session ends without it.</summary>
    private const int RefusalsMax = 3;

    // Rows whose account is not read through yet are passed over, so that they are not claimed again and again.
    private const string Ready = """
        and (owed.status in ('CONFIRMED', 'FAILED') or exists (
            select 1 from receiving_accounts as account
            where account.address = owed.receiving_account and account.read_through_at >= owed.due_at))
        """;

    /// <returns>How many sessions were worked on.</returns>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        for (var done = 0; ;)
        {
            var taken = await work.RunAsync(
                db => claims.TakeAsync<Payment>(db, business.Now(), BatchMax, cancellationToken, Ready),
                cancellationToken);
            foreach (var payment in taken)
            {
                await EndOneAsync(payment, cancellationToken);
            }

            done += taken.Count;
            if (taken.Count < BatchMax || done >= RowsMax)
            {
                return done;
            }
        }
    }

    private async Task EndOneAsync(Payment claimed, CancellationToken cancellationToken)
    {
        var readThroughAt = await work.ReadAsync(
            db => ReadThroughAsync(db, claimed, cancellationToken), cancellationToken);
        var step = SessionEnd.At(claimed, business.Now(), readThroughAt);
        var hasLooked = false;
        if (step is SessionStep.Look or SessionStep.End or SessionStep.LastLook)
        {
            try
            {
                await look.HandleAsync(claimed, cancellationToken);
                hasLooked = true;
            }
            catch (ChainUnreadableException exception)
            {
                Log.CannotLook(logger, claimed.Id, exception.Message);
            }
        }

        await work.RunAsync(db => NoteAsync(db, claimed, hasLooked, cancellationToken), cancellationToken);
    }

    private async Task NoteAsync(
        HiltDb db, Payment claimed, bool hasLooked, CancellationToken cancellationToken)
    {
        var payment = await db.Payments.IgnoreQueryFilters()
            .SingleAsync(row => row.Id == claimed.Id, cancellationToken);
        if (!Claims.IsMine(payment, claimed.ClaimId))
        {
            return;
        }

        var now = business.Now();
        var step = SessionEnd.At(payment, now, await ReadThroughAsync(db, payment, cancellationToken));
        var mustLook = step is SessionStep.Look or SessionStep.End or SessionStep.LastLook;
        if (mustLook && !hasLooked && payment.Attempts < RefusalsMax)
        {
            payment.Attempts++;
            Claims.Release(payment, now + TimeSpan.FromSeconds(15 << payment.Attempts));
            return;
        }

        payment.Attempts = 0;
        payment.LookUps += mustLook && hasLooked ? 1 : 0;
        switch (step)
        {
            case SessionStep.Look:
                // The look counts although the ledger refused it, or it would be asked for without end.
                payment.LookUps = Math.Max(1, payment.LookUps);
                Claims.Release(payment, SessionEnd.EndOf(payment));
                break;
            case SessionStep.Wait:
                Claims.Release(payment, SessionEnd.EndOf(payment));
                break;
            case SessionStep.End:
                await FailAsync(db, payment, now, cancellationToken);
                Claims.Release(
                    payment, payment.LookUps < SessionEnd.LooksMax ? now + SessionEnd.LastLookTime : null);
                break;
            default:
                Claims.Release(payment, null);
                break;
        }
    }

    private async Task FailAsync(
        HiltDb db, Payment payment, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var seen = await db.Transfers
            .Where(row => row.PaymentId == payment.Id || row.ConcernsPaymentId == payment.Id)
            .Select(row => row.Verdict).ToListAsync(cancellationToken);
        payment.Status = PaymentStatus.Failed;
        payment.FailedAt = now;
        payment.FailureReason = SessionEnd.ReasonOf(payment, seen);
        await Places.ReleaseAsync(db, payment.ProductId, cancellationToken);
        await FreeAsync(db, payment, now, cancellationToken);
        db.OweEvent(
            payment.MerchantId, EventTypes.PaymentFailed, "payment", payment.Id.ToString(), EventLinks.Of(payment),
            network.IsLive, now, time.Now(), new { failure_reason = payment.FailureReason });
        db.Remember(
            payment.MerchantId, Subject.Payment, payment.Id.Value, "failed", Actor.System, now,
            new { reason = payment.FailureReason }, payment.Id);
        Log.Failed(logger, payment.Id, payment.FailureReason);
    }

    // Part of a price that was never completed belongs to nothing now: the merchant settles it or sends it back.
    private async Task FreeAsync(HiltDb db, Payment payment, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var parts = await db.Transfers.Where(row => row.PaymentId == payment.Id).ToListAsync(cancellationToken);
        if (parts.Count == 0)
        {
            return;
        }

        var received = payment.ReceivedMinorUnits;
        foreach (var part in parts)
        {
            part.PaymentId = null;
            part.AllocatedAt = null;
            part.ConcernsPaymentId = payment.Id;
        }

        payment.ReceivedMinorUnits = 0;
        var facts = await db.FactsOfAsync(payment, received, cancellationToken) with
        {
            Problem = PaymentNotices.Problem(Verdict.Short),
            Mend = PaymentNotices.Mend(Verdict.Short),
        };
        await db.TellStaffAsync(
            payment.MerchantId, payment.ProductId, NoticeKind.PaymentUnmatched, $"payment_unmatched:{payment.Id}", facts,
            now, time.Now(), cancellationToken);
    }

    private static Task<DateTimeOffset?> ReadThroughAsync(
        HiltDb db, Payment payment, CancellationToken cancellationToken) =>
        db.ReceivingAccounts.Where(row => row.Address == payment.ReceivingAccount)
            .Select(row => row.ReadThroughAt).SingleOrDefaultAsync(cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(4005, LogLevel.Information, "{PaymentId} ended unpaid: {Reason}.")]
        public static partial void Failed(ILogger logger, PaymentId paymentId, string reason);

        [LoggerMessage(4006, LogLevel.Debug, "The look for {PaymentId} by its reference has to wait: {Error}")]
        public static partial void CannotLook(ILogger logger, PaymentId paymentId, string error);
    }
}
