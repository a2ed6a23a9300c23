using HiltBot.Engine.Outbox;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Renewals;

/// <summary>
/// Collects what payers allowed, once per paid-through period (road, step 8). Due authorizations are looked at many in one
/// question; a pull is a row with its signature stored before it is sent, and after a crash that signature is resolved
/// before another is made. The money itself is settled where all money is: by who reads the merchant's account.
/// </summary>
public sealed partial class CollectRenewals(
    Batches batches, RecordRenewal record, IEnumerable<IRenewalChain> chains, IPaymentChain ledger, BusinessTime business,
    IOptions<RenewalOptions> options, ILogger<CollectRenewals> logger)
{
    private static readonly TimeSpan InFlightTime = TimeSpan.FromSeconds(5);

    private readonly IRenewalChain? chain = chains.FirstOrDefault();

    /// <returns>How many authorizations were looked at; none where no collector is configured.</returns>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        if (chain is null)
        {
            return 0;
        }

        var collectTime = TimeSpan.FromHours(options.Value.CollectionHours);
        var (taken, due) = await batches.TakeAsync<RenewalAuthorization, DueRenewal>(
            business.Now, chain.LooksMax,
            (db, rows) => RenewalBooks.LoadAsync(db, rows, collectTime, business.Now(), cancellationToken),
            cancellationToken);
        if (due.Count == 0)
        {
            return taken;
        }

        IReadOnlyList<RenewalSighting> seen;
        try
        {
            seen = await chain.LookAsync([.. due.Select(one => one.Order.Addresses)], cancellationToken);
        }
        catch (ChainUnreadableException exception)
        {
            Log.CannotLook(logger, due.Count, exception.Message);
            foreach (var one in due)
            {
                await record.PutOffAsync(one, cancellationToken);
            }

            return taken;
        }

        foreach (var (one, sighting) in due.Zip(seen))
        {
            await CarryOutAsync(one, sighting, cancellationToken);
        }

        return taken;
    }

    private async Task CarryOutAsync(DueRenewal one, RenewalSighting seen, CancellationToken cancellationToken)
    {
        try
        {
            switch (RenewalRule.Decide(one.Facts, seen))
            {
                case RenewalStep.Pull pull:
                    await PullAsync(one, pull, cancellationToken);
                    break;
                case RenewalStep.Resolve:
                    await ResolveAsync(one, seen, cancellationToken);
                    break;
                case var step:
                    var isWell = RenewalRule.TroubleAt(one.Facts, seen, one.Facts.Now) is null;
                    await record.HandleAsync(one, step, isWell, cancellationToken);
                    break;
            }
        }
        catch (ChainUnreadableException exception)
        {
            Log.CannotLook(logger, 1, exception.Message);
            await record.PutOffAsync(one, cancellationToken);
        }
    }

    private async Task PullAsync(DueRenewal one, RenewalStep.Pull pull, CancellationToken cancellationToken)
    {
        var signed = await chain!.SignPullAsync(one.Order, cancellationToken);
        var attempt = await record.BeginAsync(one, pull, signed, business.Now() + InFlightTime, cancellationToken);
        if (attempt is not null)
        {
            await SendAsync(attempt, cancellationToken);
        }
    }

    // Nothing is concluded from a refusal but words: the bytes may have landed all the same, and only the ledger says.
    private async Task SendAsync(SentAttempt attempt, CancellationToken cancellationToken)
    {
        if (await ledger.SendAsync(Convert.FromBase64String(attempt.TransactionBase64), cancellationToken) is
            SendAnswer.Refused refused)
        {
            Log.Refused(logger, attempt.Id, refused.Why);
            await record.NoteRefusalAsync(attempt, refused.Why, cancellationToken);
        }
    }

    private async Task ResolveAsync(DueRenewal one, RenewalSighting seen, CancellationToken cancellationToken)
    {
        var sent = one.Sent!;
        var fate = await ledger.FindAsync(sent.Signature, cancellationToken);
        var until = business.Now() + InFlightTime;
        var trouble = RenewalRule.TroubleAt(one.Facts, seen, one.Facts.Now);
        if (fate.IsFinal)
        {
            // What landed well is money, and settlement writes it down; until then nothing else is done.
            var landed = (await ledger.ReadAsync([sent.Signature], cancellationToken))[0];
            await (landed is { HasFailed: true }
                ? record.GiveUpAttemptAsync(one, trouble ?? CollectionTrouble.Refused, cancellationToken)
                : record.WaitAsync(one, until, cancellationToken));
        }
        else if (!fate.IsKnown && fate.FinalHeight > sent.LastValidHeight)
        {
            // What a node would not take, although nothing stands in its way, was lost like any other: it is made anew.
            await record.GiveUpAttemptAsync(one, sent.Refusal is null ? null : trouble, cancellationToken);
        }
        else
        {
            if (!fate.IsKnown)
            {
                await SendAsync(sent, cancellationToken);
            }

            await record.WaitAsync(one, until, cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4400, LogLevel.Warning, "{Count} renewals cannot be looked at: {Error} They are tried again; nobody loses anything.")]
        public static partial void CannotLook(ILogger logger, int count, string error);

        [LoggerMessage(4401, LogLevel.Warning, "The network refused collection {CollectionId}: {Why}")]
        public static partial void Refused(ILogger logger, CollectionId collectionId, string why);
    }
}
