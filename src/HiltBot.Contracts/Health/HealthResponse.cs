using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiltBot.Contracts.Health;

/// <summary>How the server is (contract 12.3).</summary>
public sealed record HealthResponse
{
    /// <summary>ok or degraded.</summary>
    public required string Status { get; init; }

    public required string Service { get; init; }

    public required string Version { get; init; }

    /// <summary>Extension: sandbox, localnet, devnet or mainnet-beta.</summary>
    public required string Network { get; init; }

    public required HealthChecksPayload Checks { get; init; }
}

/// <summary>What was looked at; checks beside these two are ours.</summary>
public sealed record HealthChecksPayload
{
    public required HealthCheckPayload Database { get; init; }

    /// <summary>Always <c>disabled</c>: there is no cache beside the database.</summary>
    public required HealthCheckPayload Redis { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? More { get; init; }
}

/// <summary>One thing that was looked at.</summary>
public sealed record HealthCheckPayload
{
    public required string Status { get; init; }

    /// <summary>What is wrong, in words without secrets; null when nothing is.</summary>
    public required string? Detail { get; init; }
}
