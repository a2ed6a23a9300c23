using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Keys;

/// <summary>An API key, without the key itself.</summary>
public sealed record KeyResponse
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Its first 16 characters, so that people know it again.</summary>
    public required string KeyPrefix { get; init; }

    [OneOf(Vocabulary.KeyPermission)]
    public required IReadOnlyList<string> Permissions { get; init; }

    public required bool SandboxMode { get; init; }

    public required DateTimeOffset? LastUsedAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? RevokedAt { get; init; }

    public required KeyUsagePayload UsageSummary { get; init; }

    /// <summary>The last 20 calls, newest first; a few seconds late.</summary>
    public required IReadOnlyList<KeyActivityPayload> RecentActivity { get; init; }
}

/// <summary>How often a key was used.</summary>
public sealed record KeyUsagePayload
{
    public required long TotalCalls { get; init; }

    public required long SuccessCalls { get; init; }

    public required long ErrorCalls { get; init; }

    /// <summary>Always 0: calls cost nothing here.</summary>
    public required long CreditsBurned { get; init; }

    public required DateTimeOffset? LatestActivityAt { get; init; }

    public required string? LatestEndpoint { get; init; }
}

/// <summary>One call by a key.</summary>
public sealed record KeyActivityPayload
{
    public required string Endpoint { get; init; }

    public required string HttpMethod { get; init; }

    public required int StatusCode { get; init; }

    public required int CreditsBurned { get; init; }

    public required int? DurationMs { get; init; }

    /// <summary>What the status says; null when the call succeeded.</summary>
    public required string? ErrorMessage { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A key that was just made.</summary>
public sealed record CreatedKeyResponse
{
    public required KeyResponse Key { get; init; }

    /// <summary>Shown this once.</summary>
    public required string RawKey { get; init; }
}
