using System.Linq.Expressions;
using HiltBot.Engine.Buyers;
using HiltBot.Engine.Chat;
using HiltBot.Engine.Checkouts.Phantom;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Storage;

/// <summary>
/// Deletes what only grows and nobody needs any more: a bounded number of rows a pass, found by index. Books,
/// histories and whatever makes something happen only once for ever are never pruned.
/// </summary>
public sealed class PruneRows(Work work, TimeProvider time)
{
    /// <summary>Of each table, in one pass.</summary>
    public const int RowsMax = 1000;

    /// <summary>
    /// Platforms repeat an update for a day or so; far longer than that it is refused as done already.
    /// </summary>
    public static readonly TimeSpan UpdateRetention = TimeSpan.FromDays(30);

    /// <summary>
    /// After its end a code still answers that it has run out, or was used, instead of being unknown.
    /// </summary>
    public static readonly TimeSpan CodeRetention = TimeSpan.FromDays(30);

    /// <summary>What arrived at a merchant's software can be looked up, and sent again, for so long.</summary>
    public static readonly TimeSpan DeliveryRetention = TimeSpan.FromDays(90);

    /// <summary>What never arrived waits longer for somebody who sends it again.</summary>
    public static readonly TimeSpan DeadLetterRetention = TimeSpan.FromDays(365);

    /// <returns>How many rows went; there may be more.</returns>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var now = time.Now();
        return await PruneAsync<InboundUpdate>(row => row.ReceivedAt, now - UpdateRetention, cancellationToken) +
            await PruneAsync<TypedForm>(row => row.AskedAt, now - TypedForm.KeepTime, cancellationToken) +
            await PruneAsync<OneTimeCode>(row => row.ExpiresAt, now - CodeRetention, cancellationToken) +
            await PruneAsync<IdempotentCall>(row => row.CreatedAt, now - IdempotentCalls.KeepTime, cancellationToken) +
            await PruneAsync<IdentitySession>(row => row.CreatedAt, now - IdentitySession.KeepTime, cancellationToken) +
            await PruneAsync<PhantomSession>(row => row.CreatedAt, now - PhantomSession.KeepTime, cancellationToken) +
            await PruneAsync<VisitorState>(row => row.CreatedAt, now - VisitorState.KeepTime, cancellationToken) +
            await PruneAsync<UsedNonce>(row => row.UsedAt, now - SignInByWallet.KeepTime, cancellationToken) +
            await PruneAsync<MoneyProof>(row => row.CreatedAt, now - MoneyProof.KeepTime, cancellationToken) +
            await PruneAsync<SentPayment>(row => row.SentAt, now - SentPayment.KeepTime, cancellationToken) +
            await PruneWebhooksAsync(now, cancellationToken);
    }

    // What is still owed is never old. An event goes when none of its deliveries is left.
    private async Task<int> PruneWebhooksAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        await PruneAsync(
            db => db.WebhookDeliveries.Where(row => row.State == DeliveryState.Delivered), row => row.UpdatedAt,
            now - DeliveryRetention, cancellationToken) +
        await PruneAsync(
            db => db.WebhookDeliveries.Where(row => row.State == DeliveryState.DeadLetter && row.DueAt == null),
            row => row.UpdatedAt, now - DeadLetterRetention, cancellationToken) +
        await PruneAsync(
            db => db.WebhookEvents.Where(row => row.Payload != null && row.DueAt == null &&
                !db.WebhookDeliveries.Any(one => one.MerchantId == row.MerchantId && one.EventId == row.Id)),
            row => row.RenderDueAt, now - DeliveryRetention, cancellationToken);

    private Task<int> PruneAsync<TRow>(
        Expression<Func<TRow, DateTimeOffset>> at, DateTimeOffset before, CancellationToken cancellationToken)
        where TRow : class =>
        PruneAsync(db => db.Set<TRow>(), at, before, cancellationToken);

    private Task<int> PruneAsync<TRow>(
        Func<HiltDb, IQueryable<TRow>> rows, Expression<Func<TRow, DateTimeOffset>> at, DateTimeOffset before,
        CancellationToken cancellationToken)
        where TRow : class =>
        work.RunAsync(
            async db =>
            {
                // The last instant of this pass is asked for first, so that what goes is a known stretch of
                // the index.
                var old = rows(db).OrderBy(at).Select(at).Where(instant => instant <= before);
                var last = await old.Skip(RowsMax - 1).Take(1).ToListAsync(cancellationToken);
                var until = last is [var bound] ? bound : before;
                var isOld = Expression.Lambda<Func<TRow, bool>>(
                    Expression.LessThanOrEqual(at.Body, Expression.Constant(until)), at.Parameters);
                return last.Count == 0 && !await old.AnyAsync(cancellationToken)
                    ? 0
                    : await rows(db).Where(isOld).ExecuteDeleteAsync(cancellationToken);
            },
            cancellationToken);
}
