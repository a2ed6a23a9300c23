using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using HiltBot.Contracts.Webhooks;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Testing;

/// <summary>Runs a scenario: real signed events about an invented purchase (contract section 9).</summary>
public sealed record CreateTestingSessionRequest
{
    [StringLength(80, MinimumLength = 2)]
    [OneOf(Vocabulary.Scenario)]
    public required string Scenario { get; init; }

    /// <summary>One of the merchant's own products, to be named in the events.</summary>
    public string? ProductId { get; init; }

    [Whole(1)]
    public long? AmountMinorUnits { get; init; }

    [StringLength(160)]
    public string? PayerWallet { get; init; }

    [StringLength(160)]
    public string? IdentityDisplay { get; init; }
}

public sealed record TestingSessionsQuery
{
    [Whole(1, 100)]
    public int? Limit { get; init; }
}

/// <summary>A rehearsal, and the events that it sends.</summary>
public sealed record ScenarioPayload
{
    [OneOf(Vocabulary.Scenario)]
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required string Summary { get; init; }

    [OneOf(Vocabulary.EventType)]
    public required IReadOnlyList<string> Events { get; init; }
}

/// <summary>All scenarios.</summary>
public sealed record ScenarioListResponse(IReadOnlyList<ScenarioPayload> Scenarios, int Count);

/// <summary>One rehearsal: its ids are invented and lead nowhere.</summary>
public sealed record TestingSessionPayload
{
    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    public required Guid? ProductId { get; init; }

    [OneOf(Vocabulary.Scenario)]
    public required string Scenario { get; init; }

    public required string Status { get; init; }

    /// <summary>Known to this session only.</summary>
    public required string? FakePaymentId { get; init; }

    public required string? FakeMembershipId { get; init; }

    public required string? FakeReceiptId { get; init; }

    public required string? FakeSupportTicketId { get; init; }

    public required int EventCount { get; init; }

    public required int DeliveryCount { get; init; }

    /// <summary>What was asked for.</summary>
    public required JsonElement Request { get; init; }

    public required IReadOnlyList<TestingTimelineEntry>? Timeline { get; init; }

    public required DateTimeOffset? CreatedAt { get; init; }

    public required DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>One event of a session.</summary>
public sealed record TestingTimelineEntry
{
    public required DateTimeOffset At { get; init; }

    [OneOf(Vocabulary.EventType)]
    public required string EventType { get; init; }

    public required Guid EventId { get; init; }

    public required string Summary { get; init; }
}

/// <summary>What one endpoint answered to one event within the time that this answer waited.</summary>
public sealed record TestingDeliveryResult
{
    public required Guid EndpointId { get; init; }

    public required Guid EventId { get; init; }

    [OneOf(Vocabulary.EventType)]
    public required string EventType { get; init; }

    public required bool Delivered { get; init; }

    /// <summary>Extension: <c>pending</c> for what has not answered yet.</summary>
    [OneOf(Vocabulary.DeliveryState)]
    public required string Status { get; init; }

    public required int? ResponseStatus { get; init; }

    public required string? Error { get; init; }
}

/// <summary>The session that ran, the events it sent, and what became of each.</summary>
public sealed record TestingSessionCreatedResponse
{
    public required TestingSessionPayload Session { get; init; }

    public required ScenarioPayload Scenario { get; init; }

    public required IReadOnlyList<WebhookEventResponse> EmittedEvents { get; init; }

    public required IReadOnlyList<TestingDeliveryResult> DeliveryResults { get; init; }

    [OneOf(Vocabulary.EventType)]
    public required IReadOnlyList<string> SupportedEvents { get; init; }
}

/// <summary>Sessions that were run, newest first.</summary>
public sealed record TestingSessionListResponse
{
    public required IReadOnlyList<TestingSessionPayload> Sessions { get; init; }

    public required int Count { get; init; }

    public required DateTimeOffset GeneratedAt { get; init; }
}

/// <summary>One session, beside all scenarios.</summary>
public sealed record TestingSessionResponse
{
    public required TestingSessionPayload Session { get; init; }

    public required IReadOnlyList<ScenarioPayload> SupportedScenarios { get; init; }
}
