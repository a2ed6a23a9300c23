using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Webhooks;

public abstract record ReplayOutcome
{
    private ReplayOutcome()
    {
    }

    public sealed record Replayed(DeliveryView Delivery) : ReplayOutcome;

    public sealed record Unknown : ReplayOutcome;

    public sealed record EndpointDisabled : ReplayOutcome;
}

/// <summary>
/// Sends a delivery again, whatever became of it (contract 8.5): the same id, event and bytes, a fresh
/// signature, the schedule from its beginning. An attempt that is in the air meanwhile loses its claim.
/// </summary>
public sealed class ReplayDelivery(Work work, TimeProvider time)
{
    public Task<ReplayOutcome> HandleAsync(
        MerchantId merchantId, long deliveryId, CancellationToken cancellationToken) =>
        work.RunAsync<ReplayOutcome>(
            async db =>
            {
                var row = await db.WebhookDeliveries.SingleOrDefaultAsync(
                    one => one.Id == deliveryId && one.MerchantId == merchantId, cancellationToken);
                if (row is null)
                {
                    return new ReplayOutcome.Unknown();
                }

                var status = await db.WebhookEndpoints.Where(one => one.Id == row.EndpointId)
                    .Select(one => one.Status).SingleAsync(cancellationToken);
                if (status == EndpointStatus.Disabled)
                {
                    return new ReplayOutcome.EndpointDisabled();
                }

                var now = time.Now();
                row.State = DeliveryState.Pending;
                row.Tries = 0;
                row.DeadAt = null;
                row.DeliveredAt = null;
                row.UpdatedAt = now;
                Claims.Release(row, now);
                await db.SaveChangesAsync(cancellationToken);
                return new ReplayOutcome.Replayed((await DeliveryViews.LoadAsync(db, [row],
                    cancellationToken))[0]);
            },
            cancellationToken);
}
