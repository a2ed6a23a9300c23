using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HiltBot.Engine.Payments;

/// <summary>
/// Sweep: signed payments that the ledger does not know yet are sent again, the same bytes, every two seconds,
/// until they have landed or their blockhash is dead. One question for all of them; then the buyer may sign anew.
/// Two nodes at once do no harm: the same bytes land once.
/// </summary>
public sealed partial class ResendPayments(
    Work work, IPaymentChain chain, IOutgoingChain outgoing, BusinessTime business, TimeProvider time,
    ILogger<ResendPayments> logger)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>What has landed is looked at until it is final.</summary>
    private static readonly TimeSpan LandedInterval = TimeSpan.FromSeconds(10);

    private const int RowsMax = 100;
    private const int SendsMax = 20;

    /// <returns>How many were looked at.</returns>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var now = time.Now();
        var due = await work.ReadAsync(
            db => db.SentPayments.IgnoreQueryFilters().AsNoTracking().Where(row => row.NextAt <= now)
                .OrderBy(row => row.NextAt).Take(RowsMax).ToListAsync(cancellationToken),
            cancellationToken);
        if (due.Count == 0)
        {
            return 0;
        }

        try
        {
            var seen = await outgoing.FindAllAsync([.. due.Select(row => row.Signature)], cancellationToken);
            var again = new List<SentPayment>();
            var steps = due.Select((row, place) => (Row: row, Step: StepOf(seen.Fates[place], row, seen.FinalHeight)))
                .ToList();
            foreach (var (row, _) in steps.Where(one => one.Step == ResendStep.SendAgain).Take(SendsMax))
            {
                again.Add(row);
                await SendAsync(row, cancellationToken);
            }

            await work.RunAsync(db => NoteAsync(db, steps, again, cancellationToken), cancellationToken);
            return due.Count;
        }
        catch (ChainUnreadableException exception)
        {
            // The reading of accounts says so once per change of state; here it only has to wait.
            Log.CannotAsk(logger, due.Count, exception.Message);
            return 0;
        }
    }

    /// <summary>What is to be done with a signed payment. Pure.</summary>
    internal static ResendStep StepOf(SentFate fate, SentPayment row, long finalHeight) => fate switch
    {
        SentFate.Final => ResendStep.Done,
        SentFate.Landed => ResendStep.LookLater,
        _ when finalHeight > row.ValidHeight => ResendStep.GiveUp,
        _ => ResendStep.SendAgain,
    };

    private async Task SendAsync(SentPayment row, CancellationToken cancellationToken)
    {
        // The answer decides nothing: a lost one, a refused one and "already processed" are all asked for again.
        if (await chain.SendAsync(row.Bytes, cancellationToken) is SendAnswer.Refused refused)
        {
            Log.Refused(logger, row.Signature, refused.Why);
        }
    }

    private async Task NoteAsync(
        HiltDb db, List<(SentPayment Row, ResendStep Step)> steps, List<SentPayment> again,
        CancellationToken cancellationToken)
    {
        var ids = steps.ConvertAll(one => one.Row.Id);
        var rows = await db.SentPayments.IgnoreQueryFilters().Where(row => ids.Contains(row.Id))
            .ToDictionaryAsync(row => row.Id, cancellationToken);
        var sent = again.Select(row => row.Id).ToHashSet();
        var now = time.Now();
        foreach (var (known, step) in steps)
        {
            if (!rows.TryGetValue(known.Id, out var row) || row.NextAt is null)
            {
                continue;
            }

            row.Sends += sent.Contains(row.Id) ? 1 : 0;
            row.NextAt = step switch
            {
                ResendStep.SendAgain => now + Interval,
                ResendStep.LookLater => now + LandedInterval,
                _ => null,
            };
            row.State = step switch
            {
                ResendStep.Done => SentState.Landed,
                ResendStep.GiveUp => SentState.Dead,
                _ => row.State,
            };
            if (step == ResendStep.GiveUp)
            {
                await FreeAsync(db, row, cancellationToken);
                Log.Dead(logger, row.Signature, row.PaymentId, row.Sends);
            }
        }
    }

    // The checkout's own look frees the name, and the page says that the buyer may sign again.
    private Task<int> FreeAsync(HiltDb db, SentPayment row, CancellationToken cancellationToken)
    {
        var (signature, now) = (row.Signature, business.Now());
        db.Wake(Outbox.Sweep.Checkouts);
        return db.Payments.IgnoreQueryFilters()
            .Where(payment => payment.Id == row.PaymentId && payment.NamedSignature == signature &&
                payment.Status == PaymentStatus.PendingConfirmation)
            .ExecuteUpdateAsync(
                set => set.SetProperty(payment => payment.DueAt, now)
                    .SetProperty(payment => payment.NamedValidHeight, row.ValidHeight)
                    .SetProperty(payment => payment.Version, payment => payment.Version + 1),
                cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(4302, LogLevel.Debug, "{Count} signed payments have to wait: {Error}")]
        public static partial void CannotAsk(ILogger logger, int count, string error);

        [LoggerMessage(4303, LogLevel.Debug, "{Signature} was sent again and not taken: {Why}")]
        public static partial void Refused(ILogger logger, string signature, string why);

        [LoggerMessage(4304, LogLevel.Information, "{Signature} of {PaymentId} never landed, sent {Sends} times; it cannot any more.")]
        public static partial void Dead(ILogger logger, string signature, PaymentId paymentId, int sends);
    }
}

internal enum ResendStep
{
    SendAgain,
    LookLater,
    Done,
    GiveUp,
}
