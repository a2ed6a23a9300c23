using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Memberships;

/// <summary>Whether a member's access can be delivered, and what is in the way.</summary>
public sealed record DeliveryDiagnosticsResponse
{
    public required Guid MembershipId { get; init; }

    public required Guid OwnerId { get; init; }

    public required Guid ProductId { get; init; }

    public required string? ProductTitle { get; init; }

    public required string? ProductSlug { get; init; }

    [OneOf(Vocabulary.Platform)]
    public required string Platform { get; init; }

    public required string? PlatformUserId { get; init; }

    public required string? PlatformDisplay { get; init; }

    [OneOf(Vocabulary.MembershipStatus)]
    public required string? MembershipStatus { get; init; }

    [OneOf(Vocabulary.DeliveryStatus)]
    public required string? DeliveryStatus { get; init; }

    public required string? DeliveryLastError { get; init; }

    public required Guid? LatestPaymentId { get; init; }

    public required string? LatestTxSignature { get; init; }

    /// <summary>Whether the bot can open every place of the product by itself.</summary>
    public required bool AutomationReady { get; init; }

    /// <summary>Whether the product has a fixed invite or address to fall back to.</summary>
    public required bool FallbackReady { get; init; }

    public required string? FallbackValue { get; init; }

    /// <summary>ok, warning or blocked.</summary>
    public required string OverallStatus { get; init; }

    public required string Summary { get; init; }

    public required ProviderStatePayload ProviderState { get; init; }

    public required IReadOnlyList<DiagnosticCheckPayload> Checks { get; init; }

    public required DeliveryActionsPayload Actions { get; init; }

    public required DateTimeOffset GeneratedAt { get; init; }
}

/// <summary>One thing that was looked at, and what was found.</summary>
public sealed record DiagnosticCheckPayload
{
    public required string Id { get; init; }

    public required string Label { get; init; }

    /// <summary>ok, warning or blocked.</summary>
    public required string Status { get; init; }

    public required string Detail { get; init; }
}

/// <summary>What can be done about it now.</summary>
public sealed record DeliveryActionsPayload(bool RetryDelivery, bool OpenSupportTicket, bool ResendInvite);

/// <summary>What is known of the places that the product opens.</summary>
public sealed record ProviderStatePayload(IReadOnlyList<ProviderPlacePayload> Places);

/// <summary>One place that a product opens, and how the platform shows it.</summary>
public sealed record ProviderPlacePayload
{
    [OneOf(Vocabulary.Platform)]
    public required string Platform { get; init; }

    /// <summary>The role or chat as the platform names it.</summary>
    public required string TargetId { get; init; }

    public required string Label { get; init; }

    public required string CommunityTitle { get; init; }

    /// <summary>Whether this server speaks to the platform.</summary>
    public required bool IsAvailable { get; init; }

    public required bool BotIsPresent { get; init; }

    /// <summary>What the bot lacks there; null when all is well.</summary>
    public required string? RightsProblem { get; init; }

    /// <summary>The buyer's account there; null while none is connected.</summary>
    public required string? AccountId { get; init; }

    /// <summary>What the platform last showed: OPEN or CLOSED; null while nobody knows.</summary>
    public required string? Shown { get; init; }

    [OneOf(Vocabulary.DeliveryStatus)]
    public required string? DeliveryStatus { get; init; }

    public required string? LastError { get; init; }

    public required DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>Null when nothing is to be tried before there is news.</summary>
    public required DateTimeOffset? NextAttemptAt { get; init; }
}
