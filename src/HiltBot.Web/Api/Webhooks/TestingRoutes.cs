using System.Text.Json;
using HiltBot.Contracts.Testing;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Engine.Webhooks;
using HiltBot.Engine.Webhooks.Testing;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api.Webhooks;

/// <summary>Scenarios for a merchant's own software to be tried with (contract section 9).</summary>
internal static class TestingRoutes
{
    private const int Limit = 20;

    public static void MapTesting(this IEndpointRouteBuilder routes)
    {
        var testing = routes.MapMerchant("/v1/testing", "Testing");
        testing.MapGet("/scenarios", List).WithName("list_testing_scenarios")
            .WithSummary("The scenarios, and the events that each sends.");
        testing.MapPost("/sessions", RunAsync).WithName("create_testing_session").Refuses(404)
            .WithSummary("Sends the signed events of a scenario about an invented purchase.");
        testing.MapGet("/sessions", SessionsAsync).WithName("list_testing_sessions")
            .WithSummary("Sessions that were run, newest first.");
        testing.MapGet("/sessions/{session_id}", SessionAsync).WithName("get_testing_session").Refuses(404)
            .WithSummary("One session, with what it did.");
    }

    private static Ok<ScenarioListResponse> List() =>
        TypedResults.Ok(new ScenarioListResponse(All(), Scenarios.All.Count));

    private static async Task<Results<Created<TestingSessionCreatedResponse>, Refusal>> RunAsync(
        CalledBy caller, Body<CreateTestingSessionRequest> body, RunScenario run,
        CancellationToken cancellationToken)
    {
        var wanted = body.Value;
        if (wanted.ProductId is not null && !Guid.TryParse(wanted.ProductId, out _))
        {
            return Refusal.Field("product_id", "Input should be a valid UUID");
        }

        var scenario = EnumText.Parse<Scenario>(wanted.Scenario.Trim().ToLowerInvariant());
        var outcome = await run.HandleAsync(
            caller.MerchantId,
            new ScenarioRequest(scenario, JsonSerializer.Serialize(wanted, WireJson.Options))
            {
                ProductId = wanted.ProductId is { } product ? new ProductId(Guid.Parse(product)) : null,
                AmountMinorUnits = wanted.AmountMinorUnits,
                PayerWallet = wanted.PayerWallet,
                IdentityDisplay = wanted.IdentityDisplay,
            },
            cancellationToken);
        return outcome switch
        {
            ScenarioOutcome.Ran ran => TypedResults.Created((string?)null, new TestingSessionCreatedResponse
            {
                Session = Session(ran.Session),
                Scenario = Text(Scenarios.Of(scenario)),
                EmittedEvents = [.. ran.Events.Select(WebhookWire.Event)],
                DeliveryResults = [.. ran.Events.SelectMany(one => one.Deliveries).Select(Result)],
                SupportedEvents = EventTypes.All,
            }),
            ScenarioOutcome.UnknownProduct => Refusal.Field("product_id", "This product is not known here."),
            _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
        };
    }

    private static async Task<Ok<TestingSessionListResponse>> SessionsAsync(
        CalledBy caller, Query<TestingSessionsQuery> query, ReadTestingSessions read, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var sessions = await read.HandleAsync(
            caller.MerchantId, null, query.Value.Limit ?? Limit, cancellationToken);
        return TypedResults.Ok(new TestingSessionListResponse
        {
            Sessions = [.. sessions.Select(Session)],
            Count = sessions.Count,
            GeneratedAt = time.Now(),
        });
    }

    private static async Task<Results<Ok<TestingSessionResponse>, Refusal>> SessionAsync(
        [FromRoute(Name = "session_id")] string sessionId, CalledBy caller, ReadTestingSessions read,
        CancellationToken cancellationToken) =>
        Id.TryParse<TestingSessionId>(sessionId, out var id) &&
            await read.HandleAsync(caller.MerchantId, id, 1, cancellationToken) is [var session]
            ? TypedResults.Ok(new TestingSessionResponse
            {
                Session = Session(session),
                SupportedScenarios = All()
            })
            : Refusal.NotFound("Testing session not found.");

    private static List<ScenarioPayload> All() => [.. Scenarios.All.Select(Text)];

    private static ScenarioPayload Text(ScenarioText one) => new()
    {
        Id = EnumText.Of(one.Id),
        Title = one.Title,
        Summary = one.Summary,
        Events = one.Events,
    };

    private static TestingSessionPayload Session(TestingSession row) => new()
    {
        Id = row.Id.Value,
        OwnerId = row.MerchantId.Value,
        ProductId = row.ProductId?.Value,
        Scenario = EnumText.Of(row.Scenario),
        Status = "completed",
        FakePaymentId = row.FakePaymentId?.ToString(),
        FakeMembershipId = row.FakeMembershipId?.ToString(),
        FakeReceiptId = row.FakeReceiptId?.ToString(),
        FakeSupportTicketId = row.FakeTicketId?.ToString(),
        EventCount = row.EventCount,
        DeliveryCount = row.DeliveryCount,
        Request = JsonSerializer.Deserialize<JsonElement>(row.RequestJson),
        Timeline =
        [
            .. Facts.Read<List<TimelineEntry>>(row.TimelineJson).Select(one => new TestingTimelineEntry
            {
                At = one.At,
                EventType = one.EventType,
                EventId = one.EventId,
                Summary = one.Summary,
            }),
        ],
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.CreatedAt,
    };

    private static TestingDeliveryResult Result(DeliveryView view) => new()
    {
        EndpointId = view.Delivery.EndpointId.Value,
        EventId = view.Delivery.EventId.Value,
        EventType = view.EventType,
        Delivered = view.Delivery.State == DeliveryState.Delivered,
        Status = EnumText.Of(view.Delivery.State),
        ResponseStatus = view.Delivery.ResponseStatus,
        Error = view.Delivery.LastError,
    };
}
