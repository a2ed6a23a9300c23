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

public sealed record EndpointListResponse(IReadOnlyList<WebhookEndpointResponse> Endpoints);

public sealed record EndpointCreatedResponse
{
    public required WebhookEndpointResponse Endpoint { get; init; }

    /// <summary>Shown this once.</summary>
    public required string SigningSecret { get; init; }

    [OneOf(Vocabulary.EventType)]
    public required IReadOnlyList<string>? SupportedEvents { get; init; }
}

public sealed record EndpointChangedResponse
{
    public required WebhookEndpointResponse Endpoint { get; init; }

    /// <summary>The new secret after <c>rotate_signing_secret</c>, this once; null otherwise.</summary>
    public required string? SigningSecret { get; init; }
}

public sealed record EndpointTestResponse
{
    public required WebhookEventResponse? Event { get; init; }

    public required WebhookDeliveryResponse? Delivery { get; init; }

    public required bool? Delivered { get; init; }

    public required EndpointTestResult? Result { get; init; }
}

public sealed record EndpointTestResult
{
    public required int? StatusCode { get; init; }

    public required long DurationMs { get; init; }

    public required string? Error { get; init; }
}
