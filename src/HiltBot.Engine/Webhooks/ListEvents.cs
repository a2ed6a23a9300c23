using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Webhooks;

/// <summary>A merchant's events with their deliveries, newest first; one that is not rendered yet is not
/// shown.</summary>
public sealed class ListEvents(Work work)
{
    /// <param name="page">From 1.</param>
    public Task<PageOf<EventView>> HandleAsync(
        MerchantId merchantId, string? eventType, int page, int perPage,
        CancellationToken cancellationToken) =>
        work.ReadAsync(
            async db =>
            {
                var rows = db.WebhookEvents.Where(row => row.MerchantId == merchantId && row.Payload != null);
                rows = eventType is null ? rows : rows.Where(row => row.EventType == eventType);
                var total = await rows.CountAsync(cancellationToken);
                var items = await rows.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id)
                    .Skip(Pages.Before(page, perPage)).Take(perPage).ToListAsync(cancellationToken);
                return new PageOf<EventView>(total,
                    await DeliveryViews.OfEventsAsync(db, items, cancellationToken));
            },
            cancellationToken);
}
