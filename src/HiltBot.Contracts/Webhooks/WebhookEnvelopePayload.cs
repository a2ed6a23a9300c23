namespace HiltBot.Contracts.Webhooks;

/// <summary>What a merchant's endpoint receives (contract 8.2). Keys are snake case, instants whole seconds UTC.</summary>
public sealed record WebhookEnvelopePayload
{
    /// <summary>The dated version of this form.</summary>
    public const string Version = "2026-05-04";

    /// <summary>The same for all endpoints, retries and replays.</summary>
    public required Guid Id { get; init; }

    public required string Type { get; init; }

    public required string ApiVersion { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    public required bool Livemode { get; init; }

    public required WebhookDataPayload Data { get; init; }
}
