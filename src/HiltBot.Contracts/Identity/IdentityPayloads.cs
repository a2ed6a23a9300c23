using System.ComponentModel.DataAnnotations;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Identity;

/// <summary>Asks for the text by whose signature a wallet says whom it pays for (contract 4.4).</summary>
public sealed record IdentityStartRequest
{
    public required string Slug { get; init; }

    public required string WalletAddress { get; init; }

    /// <summary>For example <c>phantom</c>; answered as <c>unknown</c> when it is not said.</summary>
    [StringLength(64)]
    public string? WalletSource { get; init; }

    /// <summary>Left out: what the product names its members by.</summary>
    public string? CustomerReferenceType { get; init; }

    [StringLength(160, MinimumLength = 1)]
    public required string CustomerReferenceValue { get; init; }

    [StringLength(160)]
    public string? CustomerReferenceDisplay { get; init; }
}

/// <summary>What the wallet signs, and until when.</summary>
public sealed record IdentityStartResponse
{
    public required string SessionId { get; init; }

    /// <summary><c>PENDING</c>, then <c>VERIFIED</c>.</summary>
    public required string Status { get; init; }

    public required string WalletAddress { get; init; }

    public required string WalletSource { get; init; }

    [OneOf(Vocabulary.IdentityType)]
    public required string IdentityType { get; init; }

    public required string IdentityValue { get; init; }

    public required string? IdentityDisplay { get; init; }

    /// <summary>The exact text to sign: its UTF-8 bytes, nothing before or after them.</summary>
    public required string ChallengeMessage { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>The wallet's signature of the challenge message.</summary>
public sealed record IdentityCompleteRequest
{
    public required string SessionId { get; init; }

    public required string WalletAddress { get; init; }

    /// <summary>Base64 of the 64 bytes of the Ed25519 signature.</summary>
    [Opaque]
    public required string SignedMessageB64 { get; init; }
}

/// <summary>The wallet has signed; the session can be named when a checkout is opened or confirmed.</summary>
public sealed record IdentityCompleteResponse
{
    public required string SessionId { get; init; }

    public required string Status { get; init; }

    public required string WalletAddress { get; init; }

    public required string WalletSource { get; init; }

    [OneOf(Vocabulary.IdentityType)]
    public required string IdentityType { get; init; }

    public required string IdentityValue { get; init; }

    public required string? IdentityDisplay { get; init; }

    public required DateTimeOffset VerifiedAt { get; init; }

    /// <summary>Until when it can be used.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
