using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Outbox;

public abstract record CallOutcome
{
    private CallOutcome()
    {
    }

    /// <summary>The caller does the work, then <see cref="IdempotentCalls.FinishAsync"/>.</summary>
    public sealed record Begun(ClaimId ClaimId) : CallOutcome;

    public sealed record Answered(int StatusCode, string? ContentType, byte[] Body) : CallOutcome;

    /// <summary>The key was used with another body.</summary>
    public sealed record OtherBody : CallOutcome;

    public sealed record StillRunning : CallOutcome;

    /// <summary>The work was done and the node died before it could tell: what was made stands.</summary>
    public sealed record AnswerLost : CallOutcome;
}

/// <param name="KeyHash">SHA-256 of method, path and key.</param>
/// <param name="Fingerprint">SHA-256 of the body.</param>
public sealed record CallKey(MerchantId MerchantId, string KeyHash, string Fingerprint);

/// <summary>
/// Does a named write once: the first statement is an insert that may lose (rule 3), the work's own transaction marks the
/// row, and the answer is kept for whoever asks again.
/// </summary>
public sealed class IdempotentCalls(Work work, TimeProvider time)
{
    public static readonly TimeSpan KeepTime = TimeSpan.FromDays(1);

    /// <summary>Longer than any answer takes.</summary>
    public static readonly TimeSpan RunTime = TimeSpan.FromSeconds(60);

    public async Task<CallOutcome> BeginAsync(CallKey key, CancellationToken cancellationToken)
    {
        var now = time.Now();
        var claimId = ClaimId.New(now);
        var outcome = await work.RunAsync(
            db => BeginAsync(db, key, claimId, now, cancellationToken), cancellationToken);
        if (outcome is CallOutcome.Begun)
        {
            work.Call = (key, claimId);
        }

        return outcome;
    }

    /// <summary>Keeps the answer, unless the call was taken over meanwhile.</summary>
    public Task FinishAsync(
        CallKey key, ClaimId claimId, int statusCode, string? contentType, byte[] body,
        CancellationToken cancellationToken)
    {
        work.Call = null;
        return work.RunAsync(
            db => Mine(db, key, claimId).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.StatusCode, statusCode)
                    .SetProperty(row => row.ContentType, contentType).SetProperty(row => row.Answer, body),
                cancellationToken),
            cancellationToken);
    }

    /// <summary>The call failed through our fault: the same key may try again at once, if nothing was done.</summary>
    public Task GiveUpAsync(CallKey key, ClaimId claimId, CancellationToken cancellationToken)
    {
        work.Call = null;
        return work.RunAsync(
            db => Mine(db, key, claimId).Where(row => !row.IsWorked).ExecuteDeleteAsync(cancellationToken),
            cancellationToken);
    }

    internal static IQueryable<IdempotentCall> Mine(HiltDb db, CallKey key, ClaimId claimId) =>
        db.IdempotentCalls.Where(row =>
            row.MerchantId == key.MerchantId && row.KeyHash == key.KeyHash && row.ClaimId == claimId);

    private static async Task<CallOutcome> BeginAsync(
        HiltDb db, CallKey key, ClaimId claimId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var until = now + RunTime;
        var inserted = await db.Database.ExecuteSqlAsync(
            $"""
            insert into idempotent_calls (merchant_id, key_hash, fingerprint, claim_id, running_until, is_worked, created_at)
            values ({key.MerchantId.Value}, {key.KeyHash}, {key.Fingerprint}, {claimId.Value},
                {db.Dialect.Parameter(until)}, {false}, {db.Dialect.Parameter(now)})
            on conflict do nothing
            """,
            cancellationToken);
        if (inserted == 1)
        {
            return new CallOutcome.Begun(claimId);
        }

        var standing = await db.IdempotentCalls.AsNoTracking().SingleOrDefaultAsync(
            row => row.MerchantId == key.MerchantId && row.KeyHash == key.KeyHash, cancellationToken);
        return standing switch
        {
            null => new CallOutcome.StillRunning(),
            _ when standing.CreatedAt <= now - KeepTime =>
                await TakeOverAsync(db, key, standing.ClaimId, claimId, now, cancellationToken),
            _ when standing.Fingerprint != key.Fingerprint => new CallOutcome.OtherBody(),
            { StatusCode: { } status, Answer: { } body } =>
                new CallOutcome.Answered(status, standing.ContentType, body),
            _ when standing.RunningUntil > now => new CallOutcome.StillRunning(),
            { IsWorked: true } => new CallOutcome.AnswerLost(),
            _ => await TakeOverAsync(db, key, standing.ClaimId, claimId, now, cancellationToken),
        };
    }

    private static async Task<CallOutcome> TakeOverAsync(
        HiltDb db, CallKey key, ClaimId theirs, ClaimId mine, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var until = now + RunTime;
        var taken = await Mine(db, key, theirs).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.ClaimId, mine).SetProperty(row => row.RunningUntil, until)
                .SetProperty(row => row.CreatedAt, now).SetProperty(row => row.Fingerprint, key.Fingerprint)
                .SetProperty(row => row.IsWorked, false)
                .SetProperty(row => row.StatusCode, (int?)null).SetProperty(row => row.Answer, (byte[]?)null),
            cancellationToken);
        return taken == 1 ? new CallOutcome.Begun(mine) : new CallOutcome.StillRunning();
    }
}
