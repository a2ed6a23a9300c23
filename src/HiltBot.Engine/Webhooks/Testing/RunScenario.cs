using System.Globalization;
using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Products;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Webhooks.Testing;

/// <param name="RequestJson">What was asked for, to be told back.</param>
public sealed record ScenarioRequest(Scenario Scenario, string RequestJson)
{
    public ProductId? ProductId { get; init; }

    public long? AmountMinorUnits { get; init; }

    public string? PayerWallet { get; init; }

    public string? IdentityDisplay { get; init; }
}

public abstract record ScenarioOutcome
{
    private ScenarioOutcome()
    {
    }

    /// <param name="Events">With the deliveries as they stand; one without an answer yet is pending.</param>
    public sealed record Ran(TestingSession Session, IReadOnlyList<EventView> Events) : ScenarioOutcome;

    /// <summary>No such product of this merchant.</summary>
    public sealed record UnknownProduct : ScenarioOutcome;
}

/// <summary>
/// Runs a scenario (contract section 9): real signed events about an invented purchase, to the endpoints that
/// want them. One attempt each is made at once, all side by side, and waited for a little; what has not
/// answered by then goes on by itself. No table of the business is touched.
/// </summary>
public sealed class RunScenario(
    Work work, Claims claims, DeliverWebhooks deliver, DeliveryFlights flights, BusinessTime businessTime,
    TimeProvider time, PublicAddress address)
{
    /// <summary>Leaves a second of the eight in which a caller has the answer.</summary>
    public static readonly TimeSpan WaitTime = TimeSpan.FromSeconds(7);

    public async Task<ScenarioOutcome> HandleAsync(
        MerchantId merchantId, ScenarioRequest wanted, CancellationToken cancellationToken)
    {
        var (session, events, tasks) = await work.RunAsync(
            db => PrepareAsync(db, merchantId, wanted, cancellationToken), cancellationToken);
        if (session is null)
        {
            return new ScenarioOutcome.UnknownProduct();
        }

        var all = Task.WhenAll(tasks.Select(flights.StartAsync));
        try
        {
            await all.WaitAsync(WaitTime, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // What is still in the air records itself when it lands.
        }

        var views = await work.ReadAsync(
            db => DeliveryViews.OfEventsAsync(db, events, cancellationToken), cancellationToken);
        return new ScenarioOutcome.Ran(session, views);
    }

    private async Task<(
        TestingSession? Session, IReadOnlyList<WebhookEvent> Events, IReadOnlyList<DeliveryTask> Tasks)>
        PrepareAsync(HiltDb db, MerchantId merchantId, ScenarioRequest wanted,
            CancellationToken cancellationToken)
    {
        Product? product = null;
        if (wanted.ProductId is { } productId)
        {
            product = await db.Products.AsNoTracking().SingleOrDefaultAsync(
                row => row.Id == productId && row.MerchantId == merchantId, cancellationToken);
            if (product is null)
            {
                return (null, [], []);
            }
        }

        var (now, realNow) = (businessTime.Now(), time.Now());
        var sample = Sample.New(product, now);
        sample = sample with
        {
            AmountMinorUnits = wanted.AmountMinorUnits ?? sample.AmountMinorUnits,
            PayerWallet = wanted.PayerWallet ?? sample.PayerWallet,
            IdentityDisplay = wanted.IdentityDisplay ?? sample.IdentityDisplay,
        };
        var sessionId = TestingSessionId.New(realNow);

        // A millisecond apart, so that they are read in the order in which they would happen.
        var events = Scenarios.Of(wanted.Scenario).Events.Select((eventType, place) => SampleEvents.Row(
            merchantId, eventType, "testing_session", sessionId.ToString(), sample,
            now.AddMilliseconds(place),
            realNow.AddMilliseconds(place), address)).ToList();
        db.WebhookEvents.AddRange(events);
        var deliveries = await db.OweDeliveriesAsync(events, realNow, cancellationToken);
        var session = SessionOf(sessionId, merchantId, wanted, sample, events, deliveries.Count);
        db.TestingSessions.Add(session);
        await db.SaveChangesAsync(cancellationToken);
        db.ChangeTracker.Clear();
        return (session, events, await ClaimAsync(db, deliveries, realNow, cancellationToken));
    }

    // Claimed before anybody else can see them; if this node dies, the claims run out like any other.
    private async Task<IReadOnlyList<DeliveryTask>> ClaimAsync(
        HiltDb db, IReadOnlyList<WebhookDelivery> deliveries, DateTimeOffset realNow,
        CancellationToken cancellationToken)
    {
        if (deliveries.Count == 0)
        {
            return [];
        }

        var ids = string.Join(", ", deliveries.Select(row => row.Id.ToString(CultureInfo.InvariantCulture)));
        var mine = await claims.TakeAsync<WebhookDelivery>(
            db, realNow, deliveries.Count, cancellationToken, $"and owed.id in ({ids})");
        return await deliver.PlanAsync(db, mine, cancellationToken);
    }

    private static TestingSession SessionOf(
        TestingSessionId id, MerchantId merchantId, ScenarioRequest wanted, Sample sample,
        List<WebhookEvent> events, int deliveryCount) => new()
        {
            Id = id,
            MerchantId = merchantId,
            ProductId = wanted.ProductId,
            Scenario = wanted.Scenario,
            FakePaymentId = events.Select(one => one.PaymentId).FirstOrDefault(known => known is not null),
            FakeMembershipId = events.Select(one => one.MembershipId).FirstOrDefault(known =>
                known is not null),
            FakeReceiptId = events.Select(one => one.ReceiptId).FirstOrDefault(known => known is not null),
            FakeTicketId = events.Select(one => one.TicketId).FirstOrDefault(known => known is not null),
            EventCount = events.Count,
            DeliveryCount = deliveryCount,
            RequestJson = wanted.RequestJson,
            TimelineJson = Facts.Write(events.Select(one => new TimelineEntry(
                one.CreatedAt, one.EventType, one.Id.Value, Scenarios.SummaryOf(one.EventType))).ToList()),
            CreatedAt = sample.Now,
        };
}
