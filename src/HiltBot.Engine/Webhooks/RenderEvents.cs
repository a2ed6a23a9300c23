using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Webhooks;

/// <summary>
/// Renders each event once, into the bytes that every endpoint, retry and replay will carry: when its
/// delivery is decided, or five seconds after it happened, whichever is first (contract 8.4); at once where
/// there is nothing to deliver. The same transaction owes it to every endpoint that wants it.
/// </summary>
public sealed class RenderEvents(Batches batches, TimeProvider time, PublicAddress address)
{
    public const int BatchMax = 100;

    /// <returns>How many events were looked at; a full batch means that more may be due.</returns>
    public Task<int> HandleAsync(CancellationToken cancellationToken) => batches.RunAsync<WebhookEvent>(
        time.Now, BatchMax,
        async (db, due) =>
        {
            var now = time.Now();
            var sources = await EventSources.LoadAsync(db, due, cancellationToken);
            var rendered = new List<WebhookEvent>();
            foreach (var row in due)
            {
                if (row.Payload is null && now < row.RenderDueAt && IsUndecided(row, sources))
                {
                    Claims.Release(row, row.RenderDueAt);
                    continue;
                }

                if (row.Render(() => EventJson.Write(EventBlocks.Envelope(row, sources, address))))
                {
                    rendered.Add(row);
                }

                Claims.Release(row, null);
            }

            await db.OweDeliveriesAsync(rendered, now, cancellationToken);
        },
        cancellationToken);

    // Only what tells of something bought tells of its delivery; whoever decides it makes the event due
    // (RenderNowAsync).
    private static bool IsUndecided(WebhookEvent row, EventSources sources) =>
        row.EventType is EventTypes.PaymentConfirmed or EventTypes.ReceiptCreated or EventTypes.MembershipActivated
            or EventTypes.MembershipRenewed &&
        sources.MembershipOf(row) is { DeliveryStatus: DeliveryStatus.Pending };
}
