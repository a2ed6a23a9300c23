using System.Text.Json;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Accounts;

/// <summary>The account that calls (contract 11.2).</summary>
public sealed record AccountResponse
{
    public required Guid UserId { get; init; }

    public required string? Email { get; init; }

    public required string? WalletAddress { get; init; }

    public required string? DisplayName { get; init; }

    [OneOf(Vocabulary.Tier)]
    public required string Tier { get; init; }

    [OneOf(Vocabulary.AccountStatus)]
    public required string Status { get; init; }

    public required bool EmailVerified { get; init; }

    public required string Timezone { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The key that called; null for somebody who signed in.</summary>
    public required Guid? KeyId { get; init; }

    /// <summary>Whether a sandbox key called.</summary>
    public required bool Sandbox { get; init; }

    public required JsonElement NotificationPrefs { get; init; }

    public required JsonElement MerchantSettings { get; init; }

    public required ClaimsPayload Claims { get; init; }

    public required bool HasPassword { get; init; }

    /// <summary>password, wallet.</summary>
    public required IReadOnlyList<string> AuthProviders { get; init; }
}

/// <summary>What a change changed.</summary>
public sealed record UpdatedResponse
{
    public required string Detail { get; init; }

    public required IReadOnlyList<string> UpdatedFields { get; init; }
}
