using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks.Testing;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Webhooks;

public abstract record EndpointTest
{
    private EndpointTest()
    {
    }

    public sealed record Sent(EventView Event, DeliveryResult Result) : EndpointTest;

    public sealed record Unknown : EndpointTest;

    public sealed record Disabled : EndpointTest;
}

/// <summary>
/// Sends one invented event to one endpoint, at once, and says what came of it (contract 8.5). It is stored,
/// signed and retried like any other, and never live.
/// </summary>
public sealed class TestEndpoint(
    Work work, Claims claims, DeliverWebhooks deliver, DeliveryFlights flights, BusinessTime businessTime,
    TimeProvider time, PublicAddress address)
{
    public async Task<EndpointTest> HandleAsync(
        MerchantId merchantId, EndpointId endpointId, string eventType, CancellationToken cancellationToken)
    {
        var (status, task) = await work.RunAsync(
            db => PrepareAsync(db, merchantId, endpointId, eventType, cancellationToken), cancellationToken);
        if (task is null)
        {
            return status is null ? new EndpointTest.Unknown() : new EndpointTest.Disabled();
        }

        var result = await flights.StartAsync(task).WaitAsync(cancellationToken);
        var view = await work.ReadAsync(
            async db =>
            {
                var one = await db.WebhookEvents.SingleAsync(row => row.Id == task.EventId,
                    cancellationToken);
                return (await DeliveryViews.OfEventsAsync(db, [one], cancellationToken))[0];
            },
            cancellationToken);
        return new EndpointTest.Sent(view, result);
    }

    private async Task<(EndpointStatus? Status, DeliveryTask? Task)> PrepareAsync(
        HiltDb db, MerchantId merchantId, EndpointId endpointId, string eventType,
        CancellationToken cancellationToken)
    {
        if (await EditEndpoint.FindAsync(db, merchantId, endpointId, cancellationToken) is not { } endpoint)
        {
            return (null, null);
        }

        if (endpoint.Status == EndpointStatus.Disabled)
        {
            return (endpoint.Status, null);
        }

        var (now, realNow) = (businessTime.Now(), time.Now());
        var one = SampleEvents.Row(merchantId, eventType, "test", null, Sample.New(null, now), now, realNow,
            address);
        db.WebhookEvents.Add(one);
        var delivery = OwedDeliveries.New(one, endpoint, realNow);
        db.WebhookDeliveries.Add(delivery);
        await db.SaveChangesAsync(cancellationToken);
        db.ChangeTracker.Clear();

        // Claimed before anybody else can see it; if this node dies, the claim runs out like any other.
        var mine = await claims.TakeAsync<WebhookDelivery>(
            db, realNow, 1, cancellationToken, $"and owed.id = {delivery.Id}");
        return (endpoint.Status, deliver.TaskOf(mine[0], endpoint, one.EventType, one.Payload!));
    }
}
