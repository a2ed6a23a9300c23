using System.Text.Json;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Webhooks;

public sealed record DeliveriesQuery
{
    public string? EndpointId { get; init; }

    [OneOf(Vocabulary.DeliveryState)]
    public string? Status { get; init; }

    [Whole(1)]
    public int? Page { get; init; }

    [Whole(1, 100)]
    public int? PerPage { get; init; }
}

public sealed record EventsQuery
{
    [OneOf(Vocabulary.EventType)]
    public string? EventType { get; init; }

    [Whole(1)]
    public int? Page { get; init; }

    [Whole(1, 100)]
    public int? PerPage { get; init; }
}

/// <summary>One of the two ids is needed; with both, events that carry both.</summary>
public sealed record TimelineQuery
{
    public string? PaymentId { get; init; }

    public string? MembershipId { get; init; }

    [Whole(1, 120)]
    public int? Limit { get; init; }
}

/// <summary>One event on its way to one endpoint.</summary>
public sealed record WebhookDeliveryResponse
{
    public required long Id { get; init; }

    public required Guid EventId { get; init; }

    public required Guid EndpointId { get; init; }

    public required Guid OwnerId { get; init; }

    [OneOf(Vocabulary.DeliveryState)]
    public required string Status { get; init; }

    /// <summary>Attempts that were made.</summary>
    public required int AttemptCount { get; init; }

    public required DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>Null when none is planned.</summary>
    public required DateTimeOffset? NextAttemptAt { get; init; }

    public required DateTimeOffset? DeliveredAt { get; init; }

    public required int? ResponseStatus { get; init; }

    /// <summary>At most 2 KB of it.</summary>
    public required string? ResponseBody { get; init; }

    public required string? LastError { get; init; }

    public required DateTimeOffset? CreatedAt { get; init; }

    public required DateTimeOffset? UpdatedAt { get; init; }

    public required string? EventType { get; init; }

    public required string? EndpointLabel { get; init; }

    public required string? Url { get; init; }

    public required Guid? ProductId { get; init; }

    public required Guid? PaymentId { get; init; }

    public required Guid? MembershipId { get; init; }

    public required Guid? ReceiptId { get; init; }

    public required string? SupportTicketId { get; init; }
}

/// <summary>An event as it is stored; <c>payload</c> is the whole envelope.</summary>
public sealed record WebhookEventResponse
{
    public required Guid Id { get; init; }

    [OneOf(Vocabulary.EventType)]
    public required string EventType { get; init; }

    public required string EventVersion { get; init; }

    public required string SourceType { get; init; }

    public required string SourceId { get; init; }

    public required Guid? ProductId { get; init; }

    public required Guid? PaymentId { get; init; }

    public required Guid? MembershipId { get; init; }

    public required Guid? ReceiptId { get; init; }

    public required string? SupportTicketId { get; init; }

    public required DateTimeOffset? CreatedAt { get; init; }

    public required JsonElement Payload { get; init; }

    public required IReadOnlyList<WebhookDeliveryResponse>? Deliveries { get; init; }
}

/// <summary>One page of deliveries, newest first.</summary>
public sealed record DeliveryListResponse(int Total, int Page,
    IReadOnlyList<WebhookDeliveryResponse> Deliveries);

/// <summary>The delivery that goes out again.</summary>
public sealed record DeliveryReplayResponse(WebhookDeliveryResponse Delivery);

/// <summary>One page of events, newest first.</summary>
public sealed record EventListResponse
{
    public required int Total { get; init; }

    public required int Page { get; init; }

    public required IReadOnlyList<WebhookEventResponse> Events { get; init; }

    [OneOf(Vocabulary.EventType)]
    public required IReadOnlyList<string> SupportedEvents { get; init; }
}

/// <summary>Oldest first.</summary>
public sealed record TimelineResponse
{
    public required Guid? PaymentId { get; init; }

    public required Guid? MembershipId { get; init; }

    public required IReadOnlyList<WebhookEventResponse> Timeline { get; init; }

    public required int Count { get; init; }

    public required DateTimeOffset GeneratedAt { get; init; }
}
