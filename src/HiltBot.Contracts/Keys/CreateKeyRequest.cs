using System.ComponentModel.DataAnnotations;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Keys;

/// <summary>Makes an API key (contract 11.3).</summary>
public sealed record CreateKeyRequest
{
    [StringLength(100, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>Same data, same rules; what the key causes is marked as not live.</summary>
    public bool SandboxMode { get; init; }

    [OneOf(Vocabulary.KeyPermission)]
    [MaxLength(20)]
    public IReadOnlyList<string> Permissions { get; init; } = ["read", "execute"];
}
