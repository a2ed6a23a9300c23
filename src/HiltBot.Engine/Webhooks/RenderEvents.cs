using HiltBot.Engine.Checkouts;
using HiltBot.Engine.Outbox;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Webhooks;

/// <summary>
/// Renders each due event once, into the bytes that every endpoint, retry and replay will carry. An event waits a few
/// seconds for its delivery to be decided (contract 8.4); whoever decides it earlier sets its due time to now.
/// </summary>
public sealed class RenderEvents(Work work, Claims claims, TimeProvider time, PublicAddress address)
{
    public const int BatchMax = 100;

    /// <returns>How many events were rendered; a full batch means that more may be due.</returns>
    public Task<int> HandleAsync(CancellationToken cancellationToken) =>
        work.RunAsync(
            async db =>
            {
                var due = await claims.TakeAsync<WebhookEvent>(db, time.Now(), BatchMax, cancellationToken);
                var sources = await EventSources.LoadAsync(db, due, cancellationToken);
                foreach (var row in due)
                {
                    row.Payload ??= EventJson.Write(EventBlocks.Envelope(row, sources, address));
                    Claims.Release(row, null);
                }

                return due.Count;
            },
            cancellationToken);
}
