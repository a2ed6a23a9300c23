using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Webhooks;

/// <summary>Ends an endpoint for good. Its row stays for the sake of its deliveries, and no list shows
/// it.</summary>
public sealed class DeleteEndpoint(Work work, TimeProvider time)
{
    /// <param name="onlyHooks">Whether only what an integration made may be deleted (contract 12.1).</param>
    public Task<EndpointOutcome> HandleAsync(
        MerchantId merchantId, EndpointId endpointId, bool onlyHooks, Actor actor,
        CancellationToken cancellationToken) =>
        work.RunAsync<EndpointOutcome>(
            async db =>
            {
                if (await EditEndpoint.FindAsync(db, merchantId, endpointId,
                    cancellationToken) is not { } endpoint ||
                    (onlyHooks && !endpoint.IsHook))
                {
                    return new EndpointOutcome.Unknown();
                }

                var now = time.Now();
                endpoint.Status = EndpointStatus.Disabled;
                endpoint.ArchivedAt = now;
                endpoint.UpdatedAt = now;
                db.Remember(merchantId, Subject.Endpoint, endpoint.Id.Value, "deleted", actor, now);
                return new EndpointOutcome.Saved(endpoint, null);
            },
            cancellationToken);
}
