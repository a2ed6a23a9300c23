using System.ComponentModel.DataAnnotations;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Webhooks;

/// <summary>Registers where events are sent (contract 8.5).</summary>
public sealed record CreateEndpointRequest
{
    [StringLength(120, MinimumLength = 2)]
    public required string Label { get; init; }

    /// <summary>An https URL on the public internet, without user name and password.</summary>
    [StringLength(2048, MinimumLength = 1)]
    public required string Url { get; init; }

    /// <summary>Empty: every event.</summary>
    [NotNullWhenSent]
    [OneOf(Vocabulary.EventType)]
    public IReadOnlyList<string>? SubscribedEvents { get; init; }

    /// <summary>Empty: every product, and events without one.</summary>
    [NotNullWhenSent]
    public IReadOnlyList<string>? ProductIds { get; init; }
}

/// <summary>Changes an endpoint; what is null or left out stays as it is.</summary>
public sealed record UpdateEndpointRequest
{
    [StringLength(120, MinimumLength = 2)]
    public string? Label { get; init; }

    [StringLength(2048, MinimumLength = 1)]
    public string? Url { get; init; }

    [OneOf(Vocabulary.EndpointStatus)]
    public string? Status { get; init; }

    [OneOf(Vocabulary.EventType)]
    public IReadOnlyList<string>? SubscribedEvents { get; init; }

    public IReadOnlyList<string>? ProductIds { get; init; }

    /// <summary>A new secret signs from the next attempt on.</summary>
    [NotNullWhenSent]
    public bool? RotateSigningSecret { get; init; }
}

public sealed record TestEndpointRequest
{
    /// <summary><c>payment.confirmed</c> when it is left out.</summary>
    [NotNullWhenSent]
    [OneOf(Vocabulary.EventType)]
    public string? EventType { get; init; }
}

/// <summary>Where events are sent, and how it has been going.</summary>
public sealed record WebhookEndpointResponse
{
    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    public required string Label { get; init; }

    public required string Url { get; init; }

    [OneOf(Vocabulary.EndpointStatus)]
    public required string Status { get; init; }

    public required IReadOnlyList<string> SubscribedEvents { get; init; }

    public required IReadOnlyList<string> ProductIds { get; init; }

    /// <summary>The first and the last letters of the signing secret.</summary>
    public required string SigningSecretPreview { get; init; }

    /// <summary>Attempts that failed since one succeeded.</summary>
    public required int ConsecutiveFailures { get; init; }

    public required DateTimeOffset? LastSuccessAt { get; init; }

    public required DateTimeOffset? LastFailureAt { get; init; }

    public required string? LastError { get; init; }

    public required DateTimeOffset? ArchivedAt { get; init; }

    public required DateTimeOffset? CreatedAt { get; init; }

    public required DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>All endpoints of the workspace.</summary>
public sealed record EndpointListResponse(IReadOnlyList<WebhookEndpointResponse> Endpoints);

/// <summary>The endpoint, and its secret this once.</summary>
public sealed record EndpointCreatedResponse
{
    public required WebhookEndpointResponse Endpoint { get; init; }

    /// <summary>Shown this once.</summary>
    public required string SigningSecret { get; init; }

    [OneOf(Vocabulary.EventType)]
    public required IReadOnlyList<string>? SupportedEvents { get; init; }
}

/// <summary>The endpoint as it is now; the secret only when it was changed.</summary>
public sealed record EndpointChangedResponse
{
    public required WebhookEndpointResponse Endpoint { get; init; }

    /// <summary>The new secret after <c>rotate_signing_secret</c>, this once; null otherwise.</summary>
    public required string? SigningSecret { get; init; }
}

/// <summary>The test event, its delivery, and how it went.</summary>
public sealed record EndpointTestResponse
{
    public required WebhookEventResponse? Event { get; init; }

    public required WebhookDeliveryResponse? Delivery { get; init; }

    public required bool? Delivered { get; init; }

    public required EndpointTestResult? Result { get; init; }
}

/// <summary>How the attempt went.</summary>
public sealed record EndpointTestResult
{
    public required int? StatusCode { get; init; }

    public required long DurationMs { get; init; }

    public required string? Error { get; init; }
}
