using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using HiltBot.Contracts.Webhooks;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Integrations;

/// <summary>What an integration has to know before it begins (contract 12.1).</summary>
public sealed record IntegrationHealthResponse
{
    public required bool Ok { get; init; }

    public required string ApiVersion { get; init; }

    public required IntegrationWorkspace Workspace { get; init; }

    public required IntegrationKey ApiKey { get; init; }

    public required IntegrationRateLimit RateLimit { get; init; }

    public required IntegrationWebhooks Webhooks { get; init; }
}

/// <summary>The workspace of the key.</summary>
public sealed record IntegrationWorkspace
{
    public required Guid UserId { get; init; }

    [OneOf(Vocabulary.Tier)]
    public required string Tier { get; init; }

    /// <summary>Whether a sandbox key asks.</summary>
    public required bool Sandbox { get; init; }

    public required bool HiltPay { get; init; }
}

/// <summary>The key that asks, and what it may do.</summary>
public sealed record IntegrationKey
{
    /// <summary>Null for somebody who signed in.</summary>
    public required Guid? KeyId { get; init; }

    public required IReadOnlyList<string> Permissions { get; init; }

    public required bool HasRead { get; init; }

    public required bool HasExecute { get; init; }

    public required IReadOnlyList<string> MinimumScopes { get; init; }
}

/// <summary>How much a minute takes, and which headers count it.</summary>
public sealed record IntegrationRateLimit
{
    public required int RequestsPerMinute { get; init; }

    /// <summary>Headers of every answer that say how much of it is left.</summary>
    public required IReadOnlyList<string> Headers { get; init; }
}

/// <summary>What a connector has to know to subscribe and to verify.</summary>
public sealed record IntegrationWebhooks
{
    [OneOf(Vocabulary.EventType)]
    public required IReadOnlyList<string> SupportedEvents { get; init; }

    public required string EventIdHeader { get; init; }

    public required string SignatureHeader { get; init; }

    public required string TimestampHeader { get; init; }

    public required int ZapierActiveHookLimit { get; init; }
}

public sealed record IntegrationEventsQuery
{
    [OneOf(Vocabulary.EventType)]
    public string? EventType { get; init; }

    [Whole(1)]
    public int? Page { get; init; }

    [Whole(1, 100)]
    public int? PerPage { get; init; }

    /// <summary>The same as <c>per_page</c>, and wins over it.</summary>
    [Whole(1, 100)]
    public int? Limit { get; init; }
}

/// <summary>One page of events, for connectors.</summary>
public sealed record IntegrationEventsResponse
{
    public required int Total { get; init; }

    public required int Page { get; init; }

    public required int PerPage { get; init; }

    public required IReadOnlyList<WebhookEventResponse> Events { get; init; }

    [OneOf(Vocabulary.EventType)]
    public required IReadOnlyList<string> SupportedEvents { get; init; }
}

/// <summary>
/// Subscribes a hook. Where a key has two spellings, the one in snake case wins; a URL and an event are
/// needed.
/// </summary>
public sealed record ZapierHookRequest
{
    [StringLength(2048)]
    public string? TargetUrl { get; init; }

    [StringLength(2048)]
    [JsonPropertyName("targetUrl")]
    public string? TargetUrlAlias { get; init; }

    /// <summary>One event.</summary>
    [OneOf(Vocabulary.EventType)]
    public string? EventType { get; init; }

    [OneOf(Vocabulary.EventType)]
    [JsonPropertyName("eventType")]
    public string? EventTypeAlias { get; init; }

    /// <summary>Several events.</summary>
    [OneOf(Vocabulary.EventType)]
    public IReadOnlyList<string>? SubscribedEvents { get; init; }

    [OneOf(Vocabulary.EventType)]
    [JsonPropertyName("subscribedEvents")]
    public IReadOnlyList<string>? SubscribedEventsAlias { get; init; }

    /// <summary>Empty: every product, and events without one.</summary>
    [NotNullWhenSent]
    public IReadOnlyList<string>? ProductIds { get; init; }

    [NotNullWhenSent]
    [JsonPropertyName("productIds")]
    public IReadOnlyList<string>? ProductIdsAlias { get; init; }

    [StringLength(120)]
    public string? Label { get; init; }
}

/// <summary>A hook that a connector subscribed.</summary>
public sealed record ZapierHookResponse
{
    public required Guid Id { get; init; }

    public required Guid HookId { get; init; }

    public required Guid? EndpointId { get; init; }

    public required WebhookEndpointResponse Endpoint { get; init; }

    [OneOf(Vocabulary.EventType)]
    public required IReadOnlyList<string>? SupportedEvents { get; init; }

    /// <summary>Whether the same hook was active already.</summary>
    public required bool? Reused { get; init; }

    /// <summary>Extension: what the hook's deliveries are signed with, this once; null otherwise.</summary>
    public required string? SigningSecret { get; init; }
}
