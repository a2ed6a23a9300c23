using System.ComponentModel.DataAnnotations;
using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Accounts;

/// <summary>Opens an account (contract 11.1).</summary>
public sealed record RegisterRequest
{
    [StringLength(254, MinimumLength = 1)]
    public required string Email { get; init; }

    /// <summary>8 to 256 characters.</summary>
    [Opaque]
    [StringLength(256, MinimumLength = 8)]
    public required string Password { get; init; }

    /// <summary>Also the name of the workspace that is made.</summary>
    [StringLength(120)]
    public string? DisplayName { get; init; }

    /// <summary>Taken and passed over.</summary>
    [StringLength(160)]
    public string? ReferralCode { get; init; }

    /// <summary>
    /// Extension: the one-time code of a workspace that exists. It is needed where registration is closed.
    /// </summary>
    [StringLength(64)]
    public string? SetupCode { get; init; }
}

/// <summary>Signs in with e-mail and password.</summary>
public sealed record LoginRequest
{
    [StringLength(254, MinimumLength = 1)]
    public required string Email { get; init; }

    [Opaque]
    [StringLength(256)]
    public required string Password { get; init; }
}

/// <summary>Signs in with a wallet; the first time makes its account.</summary>
public sealed record WalletAuthRequest
{
    /// <summary>Base58, 32 bytes.</summary>
    [StringLength(44, MinimumLength = 1)]
    public required string WalletAddress { get; init; }

    /// <summary>The wallet's Ed25519 signature over the UTF-8 bytes of the nonce, in base58.</summary>
    [Opaque]
    [StringLength(128, MinimumLength = 1)]
    public required string SignedMessage { get; init; }

    /// <summary>The text that was signed; it counts once.</summary>
    [Opaque]
    [StringLength(512, MinimumLength = 8)]
    public required string MessageNonce { get; init; }

    /// <summary>Extension: as with registering.</summary>
    [StringLength(64)]
    public string? SetupCode { get; init; }
}

/// <summary>Extension: asks for a text to sign.</summary>
public sealed record WalletNonceRequest
{
    [StringLength(44, MinimumLength = 1)]
    public required string WalletAddress { get; init; }
}

/// <summary>Changes a token that is still good for a fresh one.</summary>
public sealed record RefreshRequest
{
    [Opaque]
    [StringLength(4096, MinimumLength = 1)]
    public required string Token { get; init; }
}
