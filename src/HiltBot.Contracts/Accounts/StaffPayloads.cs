using System.ComponentModel.DataAnnotations;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Accounts;

/// <summary>Extension: gives somebody a role at the workspace, or another one.</summary>
public sealed record SetStaffRequest
{
    [OneOf(Vocabulary.ChatPlatform)]
    public required string Platform { get; init; }

    /// <summary>The id of their account there.</summary>
    [StringLength(64, MinimumLength = 1)]
    public required string AccountId { get; init; }

    [StringLength(160, MinimumLength = 1)]
    public required string Display { get; init; }

    [OneOf(Vocabulary.StaffRole)]
    public required string Role { get; init; }
}

/// <summary>Extension: somebody who acts for the workspace in a chat.</summary>
public sealed record StaffPayload
{
    public required Guid Id { get; init; }

    [OneOf(Vocabulary.ChatPlatform)]
    public required string Platform { get; init; }

    public required string AccountId { get; init; }

    public required string Display { get; init; }

    [OneOf(Vocabulary.StaffRole)]
    public required string Role { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

public sealed record StaffListResponse(IReadOnlyList<StaffPayload> Staff, int Count);
