using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Webhooks;

/// <summary>
/// Changes an endpoint. A new secret signs from the next attempt on; what waited while it was paused is due
/// at once when it is active again.
/// </summary>
public sealed class EditEndpoint(
    Work work, WebhookSecrets secrets, TimeProvider time, IOptions<WebhookOptions> options)
{
    public Task<EndpointOutcome> HandleAsync(
        MerchantId merchantId, EndpointId endpointId, EndpointEdit edit, Actor actor,
        CancellationToken cancellationToken) =>
        work.RunAsync(db => EditAsync(db, merchantId, endpointId, edit, actor, cancellationToken),
            cancellationToken);

    /// <summary>The ways in: a deleted endpoint is not there any more.</summary>
    internal static Task<WebhookEndpoint?> FindAsync(
        HiltDb db, MerchantId merchantId, EndpointId endpointId, CancellationToken cancellationToken) =>
        db.WebhookEndpoints.SingleOrDefaultAsync(
            row => row.Id == endpointId && row.MerchantId == merchantId && row.ArchivedAt == null,
            cancellationToken);

    private async Task<EndpointOutcome> EditAsync(
        HiltDb db, MerchantId merchantId, EndpointId endpointId, EndpointEdit edit, Actor actor,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(db, merchantId, endpointId, cancellationToken) is not { } endpoint)
        {
            return new EndpointOutcome.Unknown();
        }

        if (await EndpointEdits.ProblemAsync(
                db, merchantId, edit, options.Value.AllowPrivateAddresses, cancellationToken) is { } refused)
        {
            return refused;
        }

        var now = time.Now();
        var before = endpoint.Status;
        EndpointEdits.Apply(endpoint, edit, now);
        string? secret = null;
        if (edit.RotateSecret)
        {
            secret = WebhookSecrets.Make();
            endpoint.SecretSealed = secrets.Seal(secret);
            endpoint.SecretPreview = WebhookSecrets.PreviewOf(secret);
        }

        db.Remember(
            merchantId, Subject.Endpoint, endpoint.Id.Value, "edited", actor, now,
            new
            {
                url = endpoint.Url,
                status = EnumText.Of(endpoint.Status),
                is_secret_new = secret is not null
            });

        // The endpoint's own row first: whoever lays deliveries aside waits for it (DeliverWebhooks).
        await db.SaveChangesAsync(cancellationToken);
        if (before != EndpointStatus.Active && endpoint.Status == EndpointStatus.Active)
        {
            await db.WebhookDeliveries
                .Where(row => row.EndpointId == endpointId && row.DueAt == null &&
                    (row.State == DeliveryState.Pending || row.State == DeliveryState.Retrying))
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.DueAt, now), cancellationToken);
            db.Wake(Outbox.Sweep.Deliveries);
        }

        return new EndpointOutcome.Saved(endpoint, secret);
    }
}
