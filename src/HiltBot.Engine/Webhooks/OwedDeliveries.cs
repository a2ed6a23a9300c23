using HiltBot.Engine.Storage;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Webhooks;

/// <summary>Owes rendered events to the endpoints that want them: one row for each event and
/// endpoint.</summary>
internal static class OwedDeliveries
{
    extension(HiltDb db)
    {
        /// <param name="events">Rendered in this transaction.</param>
        /// <param name="now">Real time: the first attempt is due at once.</param>
        public async Task<IReadOnlyList<WebhookDelivery>> OweDeliveriesAsync(
            IReadOnlyCollection<WebhookEvent> events, DateTimeOffset now, CancellationToken cancellationToken)
        {
            if (events.Count == 0)
            {
                return [];
            }

            var merchants = events.Select(one => one.MerchantId).Distinct().ToList();
            var endpoints = await db.WebhookEndpoints.AsNoTracking().IgnoreQueryFilters()
                .Where(row => merchants.Contains(row.MerchantId) && row.Status == EndpointStatus.Active)
                .ToListAsync(cancellationToken);
            var owed = new List<WebhookDelivery>();
            foreach (var one in events)
            {
                owed.AddRange(endpoints.Where(endpoint => endpoint.Wants(one))
                    .Select(endpoint => New(one, endpoint, now)));
            }

            db.WebhookDeliveries.AddRange(owed);
            return owed;
        }
    }

    public static WebhookDelivery New(WebhookEvent one, WebhookEndpoint endpoint, DateTimeOffset now) => new()
    {
        MerchantId = one.MerchantId,
        EventId = one.Id,
        EndpointId = endpoint.Id,
        State = DeliveryState.Pending,
        CreatedAt = now,
        UpdatedAt = now,
        DueAt = now,
    };
}
