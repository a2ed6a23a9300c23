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
/// Sweep Checkouts: a session that ran out becomes FAILED, two minutes after its end and only when its
/// account is read through that instant (rule 12). Looks by reference are made on the way, outside the
/// transaction.
/// </summary>
public sealed partial class EndCheckouts(
    Work work, Claims claims, Batches batches, LookByReference look, IPaymentChain chain, TimeProvider time,
    BusinessTime business, Network network, ILogger<EndCheckouts> logger)
{
    private const int RowsMax = 100;

    /// <summary>
    /// So often a look that the ledger refuses is put off; then the session ends without it.
    /// </summary>
    private const int RefusalsMax = 3;

    // Rows whose account is not read through yet are passed over, so that they are not claimed again and
    // again.
    private const string Ready = """
        and (owed.status in ('CONFIRMED', 'FAILED') or exists (
            select 1 from receiving_accounts as account
            where account.address = owed.receiving_account and account.read_through_at >= owed.due_at))
        """;

    /// <returns>How many sessions were worked on.</returns>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        // One at a time: a look at the ledger may take as long as a claim lasts.
        for (var done = 0; done < RowsMax; done++)
        {
            using var turn = claims.StartTurn();
            var (taken, sessions) = await batches.TakeAsync<Payment, Payment>(
                business.Now, 1, (_, rows) => Task.FromResult(rows), cancellationToken, Ready);
            if (taken == 0)
            {
                return done;
            }

            foreach (var session in sessions)
            {
                await EndOrPutOffAsync(session, turn, cancellationToken);
            }
        }

        return RowsMax;
    }

    // One session that cannot be worked on holds up none of the others.
    private async Task EndOrPutOffAsync(Payment claimed, Turn turn, CancellationToken cancellationToken)
    {
        try
        {
            await EndOneAsync(claimed, turn, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var row = new Claimed(claimed.Id.Value, claimed.ClaimId!.Value);
            await batches.PutOffAsync<Payment>(row, business.Now(), exception, cancellationToken);
        }
    }

    private async Task EndOneAsync(Payment claimed, Turn turn, CancellationToken cancellationToken)
    {
        var readThroughAt = await work.ReadAsync(
            db => ReadThroughAsync(db, claimed, cancellationToken), cancellationToken);
        var step = SessionEnd.At(claimed, business.Now(), readThroughAt);
        var seen = new Seen(false, null);
        try
        {
            seen = await LookAsync(claimed, step, turn, cancellationToken);
        }
        catch (Exception exception) when (exception is ChainUnreadableException or TimeoutException)
        {
            Log.CannotLook(logger, claimed.Id, exception.Message);
        }

        await work.RunAsync(db => NoteAsync(db, claimed, seen, cancellationToken), cancellationToken);
    }

    private async Task<Seen> LookAsync(
        Payment claimed, SessionStep step, Turn turn, CancellationToken cancellationToken)
    {
        // What became of the name is asked before what it did is read: what was final then is recorded now.
        var fate = claimed.NamedSignature is { } named && step is (SessionStep.Look or SessionStep.Check)
            ? NamedFate.Of(
                await turn.AskAsync(token => chain.FindAsync(named, token), cancellationToken),
                claimed.NamedValidHeight)
            : null;
        if (step is SessionStep.Look or SessionStep.End or SessionStep.LastLook)
        {
            await look.HandleAsync(claimed, turn, cancellationToken);
        }
        else if (fate is NamedFate.Landed)
        {
            await look.ReadNamedAsync(claimed, turn, cancellationToken);
        }

        return new Seen(true, fate);
    }

    private async Task NoteAsync(HiltDb db, Payment claimed, Seen seen, CancellationToken cancellationToken)
    {
        var payment = await db.Payments.IgnoreQueryFilters()
            .SingleAsync(row => row.Id == claimed.Id, cancellationToken);
        if (!Claims.IsMine(payment, claimed.ClaimId))
        {
            Log.ClaimLost(logger, payment.Id);
            return;
        }

        var now = business.Now();
        var step = SessionEnd.At(payment, now, await ReadThroughAsync(db, payment, cancellationToken));
        var mustLook = step is not (SessionStep.Nothing or SessionStep.Wait);
        if (mustLook && !seen.IsDone && payment.Attempts < RefusalsMax)
        {
            payment.Attempts++;
            Claims.Release(payment, now + TimeSpan.FromSeconds(15 << payment.Attempts));
            return;
        }

        payment.Attempts = 0;
        payment.LookUps += mustLook && step != SessionStep.Check && seen.IsDone ? 1 : 0;
        switch (step)
        {
            case SessionStep.Look or SessionStep.Check:
                // The look counts although the ledger refused it, or it would be asked for without end.
                payment.LookUps = Math.Max(1, payment.LookUps);
                if (payment.NamedSignature == claimed.NamedSignature)
                {
                    await NoteFateAsync(db, payment, seen.Fate, now, cancellationToken);
                }

                Claims.Release(payment, SessionEnd.NextCheckAt(payment, now));
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

    // A name that leads nowhere is freed: the buyer may send another transaction, and the page says so.
    private static async Task NoteFateAsync(
        HiltDb db, Payment payment, NamedFate? fate, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (fate is null or NamedFate.Open)
        {
            payment.NamedValidHeight = fate is NamedFate.Open open ? open.ValidHeight : payment.NamedValidHeight;
            return;
        }

        var signature = payment.NamedSignature!;
        var isCounted = await db.Transfers.AnyAsync(
            row => row.Signature == signature && row.PaymentId == payment.Id, cancellationToken);
        payment.LostSignature = isCounted ? null : signature;
        payment.NamedSignature = null;
        payment.NamedValidHeight = null;
        payment.Status = payment.ReceivedMinorUnits > 0
            ? PaymentStatus.PendingConfirmation
            : PaymentStatus.PendingSignature;
        db.Remember(
            payment.MerchantId, Subject.Payment, payment.Id.Value, "signature_freed", Actor.System, now,
            new { signature, has_landed = fate is NamedFate.Landed, is_counted = isCounted }, payment.Id);
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

    // Part of a price that was never completed belongs to nothing now: the merchant settles it or sends it
    // back.
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
            part.ConcernsMerchantId = payment.MerchantId;
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

    /// <param name="IsDone">The ledger answered.</param>
    private sealed record Seen(bool IsDone, NamedFate? Fate);

    private static partial class Log
    {
        [LoggerMessage(4005, LogLevel.Information, "{PaymentId} ended unpaid: {Reason}.")]
        public static partial void Failed(ILogger logger, PaymentId paymentId, string reason);

        [LoggerMessage(4008, LogLevel.Information, "{PaymentId} was taken over by another node while it was looked at.")]
        public static partial void ClaimLost(ILogger logger, PaymentId paymentId);

        [LoggerMessage(4006, LogLevel.Debug, "The look for {PaymentId} by its reference has to wait: {Error}")]
        public static partial void CannotLook(ILogger logger, PaymentId paymentId, string error);
    }
}
