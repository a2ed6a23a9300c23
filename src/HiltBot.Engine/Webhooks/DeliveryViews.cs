using HiltBot.Engine.Storage;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Webhooks;

/// <summary>A delivery with what its event and its endpoint say about it.</summary>
public sealed record DeliveryView(
    WebhookDelivery Delivery, string EventType, EventLinks Links, string EndpointLabel, string Url);

/// <summary>A rendered event with its deliveries, oldest first.</summary>
public sealed record EventView(WebhookEvent Event, IReadOnlyList<DeliveryView> Deliveries);

/// <summary>One page of a list, and how many there are on all of them.</summary>
public sealed record PageOf<T>(int Total, IReadOnlyList<T> Items);

/// <summary>Reads deliveries with what belongs to them: a query a table, whatever their number.</summary>
internal static class DeliveryViews
{
    public static async Task<List<DeliveryView>> LoadAsync(
        HiltDb db, IReadOnlyCollection<WebhookDelivery> rows, CancellationToken cancellationToken)
    {
        var eventIds = rows.Select(row => row.EventId).Distinct().ToList();
        var events = await db.WebhookEvents.Where(row => eventIds.Contains(row.Id))
            .Select(row => new
            {
                row.Id,
                row.EventType,
                row.ProductId,
                row.PaymentId,
                row.MembershipId,
                row.ReceiptId,
                row.TicketId,
            })
            .ToDictionaryAsync(row => row.Id, cancellationToken);
        var endpointIds = rows.Select(row => row.EndpointId).Distinct().ToList();
        var endpoints = await db.WebhookEndpoints.Where(row => endpointIds.Contains(row.Id))
            .Select(row => new { row.Id, row.Label, row.Url }).ToDictionaryAsync(row => row.Id,
                cancellationToken);
        return
        [
            .. rows.Select(row =>
            {
                var (one, endpoint) = (events[row.EventId], endpoints[row.EndpointId]);
                var links = new EventLinks
                {
                    ProductId = one.ProductId,
                    PaymentId = one.PaymentId,
                    MembershipId = one.MembershipId,
                    ReceiptId = one.ReceiptId,
                    TicketId = one.TicketId,
                };
                return new DeliveryView(row, one.EventType, links, endpoint.Label, endpoint.Url);
            }),
        ];
    }

    public static async Task<List<EventView>> OfEventsAsync(
        HiltDb db, IReadOnlyCollection<WebhookEvent> events, CancellationToken cancellationToken)
    {
        var merchants = events.Select(one => one.MerchantId).Distinct().ToList();
        var ids = events.Select(one => one.Id).ToList();
        var rows = await db.WebhookDeliveries.AsNoTracking()
            .Where(row => merchants.Contains(row.MerchantId) && ids.Contains(row.EventId))
            .OrderBy(row => row.Id).ToListAsync(cancellationToken);
        var views = (await LoadAsync(db, rows, cancellationToken)).ToLookup(view => view.Delivery.EventId);
        return [.. events.Select(one => new EventView(one, [.. views[one.Id]]))];
    }
}
