using HiltBot.Engine.Memberships;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Renewals;

/// <summary>
/// Writes down what became of one due authorization, while the claim on it still stands: its row, its collection, its
/// membership and what they owe, together (rule 1).
/// </summary>
public sealed class RecordRenewal(Work work, BusinessTime business, TimeProvider time, Network network)
{
    private const int PutOffDoublings = 10;

    private static readonly TimeSpan AfterGrace = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PutOffMin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PutOffMax = TimeSpan.FromMinutes(15);

    /// <param name="isWell">Nothing stands in the way of a collection at present.</param>
    internal Task HandleAsync(DueRenewal one, RenewalStep step, bool isWell, CancellationToken cancellationToken) =>
        MineAsync(
            one,
            async (db, row) =>
            {
                row.Attempts = 0;
                if (isWell)
                {
                    row.Trouble = null;
                    row.Status = row.Status == AuthorizationStatus.RequiresReapproval
                        ? AuthorizationStatus.Active
                        : row.Status;
                }

                Claims.Release(row, await TakeStepAsync(db, row, one.Facts, step, cancellationToken));
            },
            cancellationToken);

    /// <summary>Looks at it again then; nothing was decided.</summary>
    internal Task WaitAsync(DueRenewal one, DateTimeOffset until, CancellationToken cancellationToken) => MineAsync(
        one,
        (_, row) =>
        {
            Claims.Release(row, until);
            return Task.CompletedTask;
        },
        cancellationToken);

    /// <summary>The ledger could not be asked: a little later each time.</summary>
    internal Task PutOffAsync(DueRenewal one, CancellationToken cancellationToken) => MineAsync(
        one,
        (_, row) =>
        {
            row.Attempts++;
            var rest = PutOffMin * Math.Pow(2, Math.Min(row.Attempts - 1, PutOffDoublings));
            Claims.Release(row, business.Now() + (rest < PutOffMax ? rest : PutOffMax));
            return Task.CompletedTask;
        },
        cancellationToken);

    /// <summary>Stores the attempt before it is sent.</summary>
    /// <returns>Null: this period is collected, or another attempt is under way; nothing may be sent.</returns>
    internal async Task<SentAttempt?> BeginAsync(
        DueRenewal one, RenewalStep.Pull pull, SignedPull signed, DateTimeOffset until,
        CancellationToken cancellationToken)
    {
        SentAttempt? attempt = null;
        await MineAsync(
            one,
            async (db, row) =>
            {
                attempt = null;
                Claims.Release(row, until);
                var collection = await FindOrMakeAsync(db, row, pull.StartAt, pull.EndAt, cancellationToken);
                if (collection.Status != CollectionStatus.Open)
                {
                    return;
                }

                collection.Status = CollectionStatus.Sent;
                collection.Signature = signed.Signature;
                collection.SignedTransaction = signed.TransactionBase64;
                collection.LastValidHeight = signed.LastValidHeight;
                collection.LastRefusal = null;
                attempt = new SentAttempt(
                    collection.Id, signed.Signature, signed.TransactionBase64, signed.LastValidHeight, null);
            },
            cancellationToken);
        return attempt;
    }

    internal Task NoteRefusalAsync(SentAttempt attempt, string why, CancellationToken cancellationToken) =>
        work.RunAsync(
            async db =>
            {
                var collection = await db.Collections.IgnoreQueryFilters()
                    .SingleAsync(row => row.Id == attempt.Id, cancellationToken);
                if (collection.Signature == attempt.Signature)
                {
                    collection.LastRefusal = why;
                }
            },
            cancellationToken);

    /// <summary>The attempt can never land any more, or landed as failed: the period may be tried again.</summary>
    /// <param name="trouble">Why it failed; null: it was lost on the way, which is nobody's fault.</param>
    internal Task GiveUpAttemptAsync(
        DueRenewal one, CollectionTrouble? trouble, CancellationToken cancellationToken) =>
        MineAsync(
            one,
            async (db, row) =>
            {
                var collection = await db.Collections.IgnoreQueryFilters()
                    .SingleAsync(known => known.Id == one.Sent!.Id, cancellationToken);
                if (collection.Status == CollectionStatus.Sent)
                {
                    collection.Status = CollectionStatus.Open;
                    collection.Signature = null;
                    collection.SignedTransaction = null;
                }

                var now = business.Now();
                Claims.Release(row, now);
                if (trouble is { } why && one.Facts.Membership is { } member && !row.IsOver &&
                    row.Status != AuthorizationStatus.CancelPending)
                {
                    var fail = RenewalRule.Failed(one.Facts, member, collection.PeriodStartAt, why);
                    Claims.Release(row, await TakeStepAsync(db, row, one.Facts, fail, cancellationToken));
                }
            },
            cancellationToken);

    private async Task<DateTimeOffset?> TakeStepAsync(
        HiltDb db, RenewalAuthorization row, RenewalFacts facts, RenewalStep step, CancellationToken cancellationToken)
    {
        var now = business.Now();
        row.UpdatedAt = now;
        switch (step)
        {
            case RenewalStep.Wait wait:
                return wait.UntilAt;
            case RenewalStep.Activate activate:
                row.Status = AuthorizationStatus.Active;
                row.MembershipId ??= await MembershipOfAsync(db, row, cancellationToken);
                await ReplaceOthersAsync(db, row, now, cancellationToken);
                await TellAsync(
                    db, row, new MembershipFact.CollectionAwaited(activate.EndAt, activate.EndAt + facts.CollectTime), now,
                    cancellationToken);
                return now;
            case RenewalStep.Await awaited:
                row.PaidThroughAt = awaited.EndAt;
                await TellAsync(
                    db, row, new MembershipFact.CollectionAwaited(awaited.EndAt, awaited.EndAt + facts.CollectTime), now,
                    cancellationToken);
                return now;
            case RenewalStep.LookedAhead ahead:
                row.WarnedForAt = ahead.EndAt;
                row.Trouble = ahead.Trouble;
                await WarnAsync(db, row, ahead.Trouble, now, cancellationToken);
                return ahead.EndAt + RenewalRule.PullDelay;
            case RenewalStep.Fail fail:
                await FailAsync(db, row, fail, now, cancellationToken);
                return fail.NextAt ?? (facts.Membership?.GraceEndsAt ?? now) + AfterGrace;
            case RenewalStep.End end:
                row.Status = end.Status;
                row.CancelReason ??= end.Why;
                row.CancelledAt ??= end.Status == AuthorizationStatus.Cancelled ? now : null;
                await TellAsync(db, row, new MembershipFact.CollectionsEnded(end.Why), now, cancellationToken);
                return null;
            default:
                throw new InvalidOperationException($"{step.GetType().Name} is not recorded here.");
        }
    }

    private async Task WarnAsync(
        HiltDb db, RenewalAuthorization row, CollectionTrouble? trouble, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (trouble is not { } why)
        {
            return;
        }

        if (why.NeedsApproval())
        {
            await NeedApprovalAsync(db, row, why, now, cancellationToken);
            return;
        }

        await TellAsync(db, row, new MembershipFact.CollectionAtRisk(why.Problem(), why.Mend()), now, cancellationToken);
    }

    private async Task FailAsync(
        HiltDb db, RenewalAuthorization row, RenewalStep.Fail fail, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var collection = await FindOrMakeAsync(db, row, fail.StartAt, fail.EndAt, cancellationToken);
        var isNews = collection.Failures == 0 || collection.LastTrouble != fail.Trouble;
        collection.Failures++;
        collection.LastTrouble = fail.Trouble;
        row.Trouble = fail.Trouble;
        if (!isNews)
        {
            return;
        }

        if (fail.Trouble.NeedsApproval() && row.Status != AuthorizationStatus.RequiresReapproval)
        {
            await NeedApprovalAsync(db, row, fail.Trouble, now, cancellationToken);
        }
        else
        {
            var fact = new MembershipFact.CollectionFailed(fail.Trouble.Problem(), fail.Trouble.Mend());
            await TellAsync(db, row, fact, now, cancellationToken);
        }
    }

    private async Task NeedApprovalAsync(
        HiltDb db, RenewalAuthorization row, CollectionTrouble why, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        row.Status = AuthorizationStatus.RequiresReapproval;
        if (await TellAsync(
                db, row, new MembershipFact.ReapprovalNeeded(why.Problem(), why.Mend()), now, cancellationToken) is
            not { } membership)
        {
            return;
        }

        db.OweEvent(
            row.MerchantId, EventTypes.MembershipReapprovalRequired, "authorization", $"{row.Id}:{row.Version}",
            EventLinks.Of(membership), network.IsLive, now, time.Now(),
            EventFacts.Of(membership, why.Problem()) with
            {
                AuthorizationId = row.Id.ToString(),
                AuthorizationStatus = EnumText.Of(row.Status),
                AuthorizationPeriodHours = row.PeriodHours,
                NextCollectionDueAt = row.NextCollectionDueAt,
            });
    }

    private async Task<Membership?> TellAsync(
        HiltDb db, RenewalAuthorization row, MembershipFact fact, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (row.MembershipId is not { } id)
        {
            return null;
        }

        var membership = await db.Memberships.IgnoreQueryFilters()
            .SingleOrDefaultAsync(known => known.Id == id, cancellationToken);
        if (membership is null)
        {
            return null;
        }

        var occasion = new Occasion(Actor.System, now, time.Now(), network.IsLive);
        await MembershipOrder.CarryOutAsync(
            db, membership, isNew: false, fact, occasion, null, null, cancellationToken);
        return membership;
    }

    // One permission collects for a membership: a new one takes the place of the old.
    private static Task<int> ReplaceOthersAsync(
        HiltDb db, RenewalAuthorization row, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.RenewalAuthorizations.IgnoreQueryFilters()
            .Where(other => other.MerchantId == row.MerchantId && other.MembershipId == row.MembershipId &&
                other.Id != row.Id && (other.Status == AuthorizationStatus.Active ||
                    other.Status == AuthorizationStatus.RequiresReapproval ||
                    other.Status == AuthorizationStatus.CancelPending))
            .ExecuteUpdateAsync(
                set => set.SetProperty(other => other.Status, AuthorizationStatus.Expired)
                    .SetProperty(other => other.CancelReason, "Another permission took its place.")
                    .SetProperty(other => other.UpdatedAt, now)
                    .SetProperty(other => other.DueAt, (DateTimeOffset?)null),
                cancellationToken);

    private static Task<MembershipId?> MembershipOfAsync(
        HiltDb db, RenewalAuthorization row, CancellationToken cancellationToken) =>
        db.Payments.IgnoreQueryFilters().Where(payment => payment.Id == row.InitialPaymentId)
            .Select(payment => payment.MembershipId).SingleAsync(cancellationToken);

    private Task<Collection> FindOrMakeAsync(
        HiltDb db, RenewalAuthorization row, DateTimeOffset startAt, DateTimeOffset endAt,
        CancellationToken cancellationToken) =>
        CollectionRows.FindOrMakeAsync(db, row, startAt, endAt, business.Now(), time.Now(), cancellationToken);

    // A claim that ran out is somebody else's by now: what was found out is found out again.
    private Task MineAsync(
        DueRenewal one, Func<HiltDb, RenewalAuthorization, Task> record, CancellationToken cancellationToken) =>
        work.RunAsync(
            async db =>
            {
                var row = await db.RenewalAuthorizations.IgnoreQueryFilters()
                    .SingleOrDefaultAsync(known => known.Id == one.Id, cancellationToken);
                if (row is not null && Claims.IsMine(row, one.ClaimId))
                {
                    await record(db, row);
                }
            },
            cancellationToken);
}
