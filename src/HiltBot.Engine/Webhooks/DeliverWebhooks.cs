using System.Text;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Webhooks;

/// <summary>
/// Sends what endpoints are owed (road, step 7; contract 8.3): claims what is due and lets it fly, without
/// waiting for any answer (<see cref="DeliveryFlights"/>). Whoever has all the flights that it may have is
/// passed over, and looked at again when one of them lands.
/// </summary>
public sealed class DeliverWebhooks(
    Batches batches, DeliveryFlights flights, WebhookSecrets secrets, TimeProvider time)
{
    public const int BatchMax = 32;

    /// <returns>How many deliveries were taken; there may be more.</returns>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var (room, full) = flights.Look();
        if (room == 0)
        {
            return 0;
        }

        var (taken, tasks) = await batches.TakeAsync<WebhookDelivery, DeliveryTask>(
            time.Now, Math.Min(BatchMax, room), (db, due) => PlanAsync(db, due, cancellationToken),
            cancellationToken,
            Except(full));
        foreach (var task in tasks)
        {
            _ = flights.StartAsync(task);
        }

        return taken;
    }

    internal async Task<IReadOnlyList<DeliveryTask>> PlanAsync(
        HiltDb db, IReadOnlyList<WebhookDelivery> due, CancellationToken cancellationToken)
    {
        var endpointIds = due.Select(row => row.EndpointId).Distinct().ToList();
        var endpoints = await db.WebhookEndpoints.AsNoTracking().IgnoreQueryFilters()
            .Where(row => endpointIds.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellationToken);
        var eventIds = due.Select(row => row.EventId).Distinct().ToList();
        var events = await db.WebhookEvents.AsNoTracking().IgnoreQueryFilters()
            .Where(row => eventIds.Contains(row.Id))
            .Select(row => new { row.Id, row.EventType, row.Payload })
            .ToDictionaryAsync(row => row.Id, cancellationToken);
        var tasks = new List<DeliveryTask>();
        foreach (var row in due)
        {
            var endpoint = endpoints[row.EndpointId];
            if (endpoint.Status != EndpointStatus.Active)
            {
                await HoldAsync(db, row, cancellationToken);
                continue;
            }

            tasks.Add(TaskOf(row, endpoint, events[row.EventId].EventType, events[row.EventId].Payload!));
        }

        return tasks;
    }

    internal DeliveryTask TaskOf(
        WebhookDelivery row, WebhookEndpoint endpoint, string eventType, string payload) => new(
            row.Id, row.ClaimId!.Value, endpoint.Id, row.EventId, eventType, endpoint.Url,
            secrets.Open(endpoint.SecretSealed), Encoding.UTF8.GetBytes(payload));

    // Not attempted while the endpoint is paused. Whoever makes it active again makes its deliveries due in
    // the same transaction; so the endpoint is locked here first, by an update that changes nothing: else
    // that transaction could miss a row that is just being laid aside.
    private async Task HoldAsync(HiltDb db, WebhookDelivery row, CancellationToken cancellationToken)
    {
        var isHeld = await db.WebhookEndpoints.IgnoreQueryFilters()
            .Where(endpoint => endpoint.Id == row.EndpointId && endpoint.Status != EndpointStatus.Active)
            .ExecuteUpdateAsync(
                set => set.SetProperty(endpoint => endpoint.Label, endpoint => endpoint.Label),
                cancellationToken);
        Claims.Release(row, isHeld > 0 ? null : time.Now());
    }

    private static string Except(IReadOnlyCollection<EndpointId> full) => full.Count == 0
        ? string.Empty
        : $"and owed.endpoint_id not in ({Claims.KeysOf(full.Select(id => id.Value))})";
}
