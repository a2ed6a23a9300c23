using HiltBot.Contracts.Webhooks;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api.Webhooks;

/// <summary>Where a merchant's software listens, and what it was told (contract 8.5). For signed-in people
/// only.</summary>
internal static class WebhookRoutes
{
    public const string NoEndpoint = "Webhook endpoint not found.";

    private const string NoDelivery = "Webhook delivery not found.";
    private const string IsDisabled = "This endpoint is disabled; make it active first.";
    private const int PerPage = 20;
    private const int TimelineLimit = 40;

    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        var webhooks = routes.MapSession("/v1/webhooks", "Webhooks");
        webhooks.MapGet("/endpoints", ListAsync).WithName("list_webhook_endpoints")
            .WithSummary("Endpoints, newest first, without the deleted ones.");
        webhooks.MapPost("/endpoints", CreateAsync).WithName("create_webhook_endpoint")
            .WithSummary("Registers an endpoint; its signing secret is shown this once.");
        webhooks.MapPatch("/endpoints/{endpoint_id}",
            EditAsync).WithName("update_webhook_endpoint").Refuses(404)
            .WithSummary("Changes an endpoint, pauses it, or gives it a new signing secret.");
        webhooks.MapDelete("/endpoints/{endpoint_id}",
            DeleteAsync).WithName("delete_webhook_endpoint").Refuses(404)
            .WithSummary("Ends an endpoint for good; its deliveries stay readable.");
        webhooks.MapPost("/endpoints/{endpoint_id}/test",
            TestAsync).WithName("test_webhook_endpoint").Refuses(404, 409)
            .WithSummary("Sends one invented event to this endpoint at once, and says what came of it.");
        webhooks.MapGet("/deliveries", DeliveriesAsync).WithName("list_webhook_deliveries")
            .WithSummary("Deliveries, newest first.");
        webhooks.MapPost("/deliveries/{delivery_id}/replay", ReplayAsync).WithName("replay_webhook_delivery")
            .Refuses(
                404, 409).WithSummary("Sends a delivery again: the same event and bytes, a fresh signature.");
        webhooks.MapGet("/timeline", TimelineAsync).WithName("get_webhook_timeline").Refuses(404)
            .WithSummary("What was told about one payment or membership, oldest first.");
        webhooks.MapGet("/events", EventsAsync).WithName("list_webhook_events")
            .WithSummary("Events with their deliveries, newest first.");
    }

    private static async Task<Ok<EndpointListResponse>> ListAsync(
        CalledBy caller, ListEndpoints list, CancellationToken cancellationToken) =>
        TypedResults.Ok(new EndpointListResponse(
            [.. (await list.HandleAsync(caller.MerchantId,
                cancellationToken)).Select(WebhookWire.Endpoint)]));

    private static async Task<Results<Created<EndpointCreatedResponse>, Refusal>> CreateAsync(
        CalledBy caller, Body<CreateEndpointRequest> body, CreateEndpoint create,
        CancellationToken cancellationToken)
    {
        var wanted = body.Value;
        var outcome = await create.HandleAsync(
            caller.MerchantId,
            new EndpointEdit
            {
                Label = wanted.Label,
                Url = wanted.Url.Trim(),
                SubscribedEvents = wanted.SubscribedEvents,
                ProductIds = wanted.ProductIds,
            },
            caller.Actor, cancellationToken);
        return outcome is EndpointOutcome.Saved { Secret: { } secret } saved
            ? TypedResults.Created((string?)null, new EndpointCreatedResponse
            {
                Endpoint = WebhookWire.Endpoint(saved.Endpoint),
                SigningSecret = secret,
                SupportedEvents = EventTypes.All,
            })
            : Answer(outcome);
    }

    private static async Task<Results<Ok<EndpointChangedResponse>, Refusal>> EditAsync(
        PathId<EndpointId> endpointId, CalledBy caller, Body<UpdateEndpointRequest> body, EditEndpoint edit,
        CancellationToken cancellationToken)
    {
        var wanted = body.Value;
        var outcome = await edit.HandleAsync(
            caller.MerchantId, endpointId.Value,
            new EndpointEdit
            {
                Label = wanted.Label,
                Url = wanted.Url?.Trim(),
                Status = wanted.Status is { } status
                    ? EnumText.Parse<EndpointStatus>(status.Trim().ToLowerInvariant())
                    : null,
                SubscribedEvents = wanted.SubscribedEvents,
                ProductIds = wanted.ProductIds,
                RotateSecret = wanted.RotateSigningSecret == true,
            },
            caller.Actor, cancellationToken);
        return Changed(outcome);
    }

    private static async Task<Results<Ok<EndpointChangedResponse>, Refusal>> DeleteAsync(
        PathId<EndpointId> endpointId, CalledBy caller, DeleteEndpoint delete,
        CancellationToken cancellationToken) =>
        Changed(await delete.HandleAsync(
            caller.MerchantId, endpointId.Value, onlyHooks: false, caller.Actor, cancellationToken));

    private static async Task<Results<Ok<EndpointTestResponse>, Refusal>> TestAsync(
        PathId<EndpointId> endpointId, CalledBy caller, Body<TestEndpointRequest> body, TestEndpoint test,
        CancellationToken cancellationToken)
    {
        var eventType = body.Value.EventType?.Trim().ToLowerInvariant() ?? EventTypes.PaymentConfirmed;
        return await test.HandleAsync(caller.MerchantId, endpointId.Value, eventType,
            cancellationToken) switch
        {
            EndpointTest.Sent sent => TypedResults.Ok(new EndpointTestResponse
            {
                Event = WebhookWire.Event(sent.Event),
                Delivery = WebhookWire.Delivery(sent.Event.Deliveries[0]),
                Delivered = sent.Result.IsDelivered,
                Result = new EndpointTestResult
                {
                    StatusCode = (sent.Result.Answer as WebhookAnswer.Answered)?.StatusCode,
                    DurationMs = (long)sent.Result.Took.TotalMilliseconds,
                    Error = (sent.Result.Answer as WebhookAnswer.Unreachable)?.Why ??
                        sent.Event.Deliveries[0].Delivery.LastError,
                },
            }),
            EndpointTest.Disabled => Refusal.Conflict(IsDisabled),
            EndpointTest.Unknown => Refusal.NotFound(NoEndpoint),
            var other => throw new InvalidOperationException($"No answer for {other.GetType().Name}."),
        };
    }

    private static async Task<Results<Ok<DeliveryListResponse>, Refusal>> DeliveriesAsync(
        CalledBy caller, Query<DeliveriesQuery> query, ListDeliveries list,
        CancellationToken cancellationToken)
    {
        var wanted = query.Value;
        EndpointId? endpointId = null;
        if (wanted.EndpointId is { } text)
        {
            if (!Guid.TryParse(text, out var id))
            {
                return NoUuid("endpoint_id", text);
            }

            endpointId = new EndpointId(id);
        }

        DeliveryState? state = wanted.Status is { } status
            ? EnumText.Parse<DeliveryState>(status.Trim().ToLowerInvariant())
            : null;
        var page = wanted.Page ?? 1;
        var found = await list.HandleAsync(
            caller.MerchantId, endpointId, state, page, wanted.PerPage ?? PerPage, cancellationToken);
        return TypedResults.Ok(new DeliveryListResponse(
            found.Total, page, [.. found.Items.Select(WebhookWire.Delivery)]));
    }

    private static async Task<Results<Ok<DeliveryReplayResponse>, Refusal>> ReplayAsync(
        PathNumber deliveryId, CalledBy caller, ReplayDelivery replay, CancellationToken cancellationToken) =>
        await replay.HandleAsync(caller.MerchantId, deliveryId.Value, cancellationToken) switch
        {
            ReplayOutcome.Replayed replayed =>
                TypedResults.Ok(new DeliveryReplayResponse(WebhookWire.Delivery(replayed.Delivery))),
            ReplayOutcome.EndpointDisabled => Refusal.Conflict(IsDisabled),
            ReplayOutcome.Unknown => Refusal.NotFound(NoDelivery),
            var other => throw new InvalidOperationException($"No answer for {other.GetType().Name}."),
        };

    private static async Task<Results<Ok<TimelineResponse>, Refusal>> TimelineAsync(
        CalledBy caller, Query<TimelineQuery> query, ReadTimeline read, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var wanted = query.Value;
        if (wanted is { PaymentId: null, MembershipId: null })
        {
            return Refusal.Invalid(new FieldProblem(
                ["query", "payment_id"], "Name a payment_id or a membership_id", "missing", null));
        }

        var (payment, membership) = (Guid.Empty, Guid.Empty);
        if (wanted.PaymentId is not null && !Guid.TryParse(wanted.PaymentId, out payment))
        {
            return NoUuid("payment_id", wanted.PaymentId);
        }

        if (wanted.MembershipId is not null && !Guid.TryParse(wanted.MembershipId, out membership))
        {
            return NoUuid("membership_id", wanted.MembershipId);
        }

        var events = await read.HandleAsync(
            caller.MerchantId, wanted.PaymentId is null ? null : new PaymentId(payment),
            wanted.MembershipId is null ? null : new MembershipId(membership), wanted.Limit ?? TimelineLimit,
            cancellationToken);
        return events is null
            ? Refusal.NotFound("Payment or membership not found.")
            : TypedResults.Ok(new TimelineResponse
            {
                PaymentId = wanted.PaymentId is null ? null : payment,
                MembershipId = wanted.MembershipId is null ? null : membership,
                Timeline = [.. events.Select(WebhookWire.Event)],
                Count = events.Count,
                GeneratedAt = time.Now(),
            });
    }

    private static async Task<Ok<EventListResponse>> EventsAsync(
        CalledBy caller, Query<EventsQuery> query, ListEvents list, CancellationToken cancellationToken)
    {
        var wanted = query.Value;
        var page = wanted.Page ?? 1;
        var found = await list.HandleAsync(
            caller.MerchantId, wanted.EventType?.Trim().ToLowerInvariant(), page, wanted.PerPage ?? PerPage,
            cancellationToken);
        return TypedResults.Ok(new EventListResponse
        {
            Total = found.Total,
            Page = page,
            Events = [.. found.Items.Select(WebhookWire.Event)],
            SupportedEvents = EventTypes.All,
        });
    }

    private static Results<Ok<EndpointChangedResponse>, Refusal> Changed(EndpointOutcome outcome) =>
        outcome is EndpointOutcome.Saved saved
            ? TypedResults.Ok(new EndpointChangedResponse
            {
                Endpoint = WebhookWire.Endpoint(saved.Endpoint),
                SigningSecret = saved.Secret,
            })
            : Answer(outcome);

    private static Refusal Answer(EndpointOutcome outcome) => outcome switch
    {
        EndpointOutcome.Unknown => Refusal.NotFound(NoEndpoint),
        EndpointOutcome.Refused refused => Refusal.Field(refused.Field, refused.Why),
        _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
    };

    private static Refusal NoUuid(string name, string text) => Refusal.Invalid(new FieldProblem(
        ["query", name], "Input should be a valid UUID", "uuid_parsing", text.Length <= 100 ? text : null));
}
