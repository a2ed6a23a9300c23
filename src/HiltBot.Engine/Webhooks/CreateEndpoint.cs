using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.Extensions.Options;

namespace HiltBot.Engine.Webhooks;

/// <summary>Registers where a merchant's software listens; its signing secret is shown this once.</summary>
public sealed class CreateEndpoint(
    Work work, WebhookSecrets secrets, TimeProvider time, IOptions<WebhookOptions> options)
{
    public Task<EndpointOutcome> HandleAsync(
        MerchantId merchantId, EndpointEdit wanted, Actor actor, CancellationToken cancellationToken) =>
        work.RunAsync(db => InAsync(db, merchantId, wanted, isHook: false, actor, cancellationToken),
            cancellationToken);

    internal async Task<EndpointOutcome> InAsync(
        HiltDb db, MerchantId merchantId, EndpointEdit wanted, bool isHook, Actor actor,
        CancellationToken cancellationToken)
    {
        if (await EndpointEdits.ProblemAsync(
                db, merchantId, wanted, options.Value.AllowPrivateAddresses,
                cancellationToken) is { } refused)
        {
            return refused;
        }

        var now = time.Now();
        var secret = WebhookSecrets.Make();
        var endpoint = new WebhookEndpoint
        {
            Id = EndpointId.New(now),
            MerchantId = merchantId,
            Label = string.Empty,
            Url = string.Empty,
            SecretSealed = secrets.Seal(secret),
            SecretPreview = WebhookSecrets.PreviewOf(secret),
            Status = EndpointStatus.Active,
            SubscribedEvents = string.Empty,
            ProductIds = string.Empty,
            IsHook = isHook,
            CreatedAt = now,
            UpdatedAt = now,
        };
        EndpointEdits.Apply(endpoint, wanted, now);
        db.WebhookEndpoints.Add(endpoint);
        db.Remember(
            merchantId, Subject.Endpoint, endpoint.Id.Value, "created", actor, now,
            new { url = endpoint.Url, is_hook = isHook });
        return new EndpointOutcome.Saved(endpoint, secret);
    }
}
