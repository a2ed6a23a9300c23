using System.ComponentModel.DataAnnotations;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Checkout;

/// <summary>Asks what a handoff token says (contract 4.2).</summary>
public sealed record ResolveHandoffRequest
{
    [Opaque]
    [StringLength(int.MaxValue, MinimumLength = 1)]
    public required string HandoffToken { get; init; }
}

/// <summary>A handoff link, made or resolved. Resolved ones do not repeat the token.</summary>
public sealed record HandoffResponse
{
    public required DateTimeOffset ExpiresAt { get; init; }

    public required string? HandoffToken { get; init; }

    [OneOf(Vocabulary.IdentityType)]
    public required string? IdentityType { get; init; }

    public required string? IdentityValue { get; init; }

    public required string? IdentityDisplay { get; init; }

    public required string? ReturnUrl { get; init; }

    public required string? CheckoutUrl { get; init; }

    public required Guid? ProductId { get; init; }

    public required string? Slug { get; init; }
}
