using HiltBot.Contracts.Integrations;
using HiltBot.Contracts.Webhooks;
using HiltBot.Contracts.Wire;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace HiltBot.Web.Api.Webhooks;

/// <summary>For automation services that hold a key (contract 12.1): what they may, what happened, and their
/// own hooks.</summary>
internal static class IntegrationRoutes
{
    private const int PerPage = 20;
    private const string LabelWhenSilent = "Integration hook";

    public static void MapIntegrations(this IEndpointRouteBuilder routes)
    {
        var integrations = routes.MapMerchant("/v1/integrations", "Integrations");
        integrations.MapGet("/health", Health).WithName("get_integration_health")
            .WithSummary("Who calls, what they may, and how events are signed.");
        integrations.MapGet("/events", EventsAsync).WithName("list_integration_events")
            .WithSummary("Events with their deliveries, newest first.");
        integrations.MapPost("/zapier/hooks", SubscribeAsync).WithName("create_zapier_hook").Refuses(409)
            .WithSummary("Subscribes a hook; the same one is made once.");
        integrations.MapDelete("/zapier/hooks/{endpoint_id}", UnsubscribeAsync).WithName("delete_zapier_hook")
            .Refuses(404).WithSummary("Ends a hook that was subscribed here.");
    }

    private static Ok<IntegrationHealthResponse> Health(CalledBy caller, IOptions<RateLimitOptions> limits) =>
        TypedResults.Ok(new IntegrationHealthResponse
        {
            Ok = true,
            ApiVersion = WebhookEnvelopePayload.Version,
            Workspace = new IntegrationWorkspace
            {
                UserId = caller.MerchantId.Value,
                Tier = EnumText.Of(caller.Caller.Tier),
                Sandbox = caller.Caller.IsSandboxKey,
                HiltPay = true,
            },
            ApiKey = new IntegrationKey
            {
                KeyId = caller.Caller.KeyId?.Value,
                Permissions = caller.Caller.IsSession
                    ? Vocabularies.Of(Vocabulary.KeyPermission)
                    : caller.Caller.Permissions,
                HasRead = caller.Caller.May("read"),
                HasExecute = caller.Caller.May("execute"),
                MinimumScopes = ["read", "execute"],
            },
            RateLimit = new IntegrationRateLimit
            {
                RequestsPerMinute = limits.Value.Of(caller.Caller.Tier),
                Headers = ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"],
            },
            Webhooks = new IntegrationWebhooks
            {
                SupportedEvents = EventTypes.All,
                EventIdHeader = WebhookSignature.EventIdHeader,
                SignatureHeader = WebhookSignature.Header,
                TimestampHeader = WebhookSignature.TimestampHeader,
                ZapierActiveHookLimit = EndpointRules.ActiveHooksMax,
            },
        });

    private static async Task<Ok<IntegrationEventsResponse>> EventsAsync(
        CalledBy caller, Query<IntegrationEventsQuery> query, ListEvents list,
        CancellationToken cancellationToken)
    {
        var wanted = query.Value;
        var page = wanted.Page ?? 1;
        var perPage = wanted.Limit ?? wanted.PerPage ?? PerPage;
        var found = await list.HandleAsync(
            caller.MerchantId, wanted.EventType?.Trim().ToLowerInvariant(), page, perPage, cancellationToken);
        return TypedResults.Ok(new IntegrationEventsResponse
        {
            Total = found.Total,
            Page = page,
            PerPage = perPage,
            Events = [.. found.Items.Select(WebhookWire.Event)],
            SupportedEvents = EventTypes.All,
        });
    }

    private static async Task<Results<Created<ZapierHookResponse>, Refusal>> SubscribeAsync(
        CalledBy caller, Body<ZapierHookRequest> body, SubscribeHook subscribe,
        CancellationToken cancellationToken)
    {
        var wanted = body.Value;
        if ((wanted.TargetUrl ?? wanted.TargetUrlAlias)?.Trim() is not { Length: > 0 } url)
        {
            return Refusal.Field("target_url", "Field required");
        }

        var one = wanted.EventType ?? wanted.EventTypeAlias;
        var several = wanted.SubscribedEvents ?? wanted.SubscribedEventsAlias ?? [];
        if (one is null && several.Count == 0)
        {
            return Refusal.Field("event_type", "Name an event_type or subscribed_events");
        }

        var outcome = await subscribe.HandleAsync(
            caller.MerchantId,
            new EndpointEdit
            {
                Label = wanted.Label?.Trim() is { Length: > 0 } label ? label : LabelWhenSilent,
                Url = url,
                SubscribedEvents = several.Count > 0 ? several : [one!],
                ProductIds = wanted.ProductIds ?? wanted.ProductIdsAlias,
            },
            caller.Actor, cancellationToken);
        return outcome switch
        {
            HookOutcome.Made made => Created(Hook(made.Endpoint, false, made.Secret)),
            HookOutcome.Reused reused => Created(Hook(reused.Endpoint, true, null)),
            HookOutcome.TooMany many =>
            Refusal.Conflict($"There are {many.Most} active hooks, and no more are taken."),
            HookOutcome.Refused refused =>
                Refusal.Field(refused.Field == "url" ? "target_url" : refused.Field, refused.Why),
            _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
        };
    }

    private static async Task<Results<Ok<ZapierHookResponse>, Refusal>> UnsubscribeAsync(
        PathId<EndpointId> endpointId, CalledBy caller, DeleteEndpoint delete,
        CancellationToken cancellationToken) =>
        await delete.HandleAsync(
            caller.MerchantId, endpointId.Value, onlyHooks: true, caller.Actor, cancellationToken) is
            EndpointOutcome.Saved saved
            ? TypedResults.Ok(Hook(saved.Endpoint, null, null))
            : Refusal.NotFound(WebhookRoutes.NoEndpoint);

    private static Created<ZapierHookResponse> Created(ZapierHookResponse hook) =>
        TypedResults.Created((string?)null, hook);

    private static ZapierHookResponse Hook(WebhookEndpoint endpoint, bool? isReused, string? secret) => new()
    {
        Id = endpoint.Id.Value,
        HookId = endpoint.Id.Value,
        EndpointId = endpoint.Id.Value,
        Endpoint = WebhookWire.Endpoint(endpoint),
        SupportedEvents = EventTypes.All,
        Reused = isReused,
        SigningSecret = secret,
    };
}
