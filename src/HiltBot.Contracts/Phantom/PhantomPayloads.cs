using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Phantom;

/// <summary>
/// What the Phantom wallet put into its redirect after it connected (contract 4.6); all base58, like every
/// <c>nonce</c> and <c>data</c> below.
/// </summary>
public sealed record PhantomConnectCallbackRequest
{
    public required string PaymentId { get; init; }

    /// <summary>The wallet's half of the box for this connection.</summary>
    [Opaque]
    public required string PhantomEncryptionPublicKey { get; init; }

    [Opaque]
    public required string Nonce { get; init; }

    [Opaque]
    public required string Data { get; init; }
}

/// <summary>The wallet that connected; it can be asked to sign from now on.</summary>
public sealed record PhantomConnectCallbackResponse
{
    public required Guid PaymentId { get; init; }

    public required string WalletAddress { get; init; }

    public required string WalletSource { get; init; }

    /// <summary>Whether the wallet's session is kept, so that it can be asked to sign.</summary>
    public required bool SessionStored { get; init; }
}

/// <summary>Asks for a link by which the connected wallet signs an identity session's text.</summary>
public sealed record PhantomMessageUrlRequest
{
    public required string PaymentId { get; init; }

    public required string IdentitySessionId { get; init; }

    [Opaque]
    public string? HandoffToken { get; init; }
}

/// <summary>Asks for a link by which the connected wallet signs the mandate of an automatic renewal.</summary>
public sealed record PhantomRenewalMessageUrlRequest
{
    public required string PaymentId { get; init; }

    [Opaque]
    public required string AutomaticRenewSetupKey { get; init; }

    [Opaque]
    public string? HandoffToken { get; init; }
}

/// <summary>Asks for a link by which the connected wallet signs the transaction of this payment.</summary>
public sealed record PhantomTransactionUrlRequest
{
    public required string PaymentId { get; init; }

    /// <summary>The unsigned transaction of this payment.</summary>
    [Opaque]
    public required string SerializedTransactionB58 { get; init; }

    [Opaque]
    public string? HandoffToken { get; init; }
}

/// <summary>Opens the wallet; it returns to this server's own page.</summary>
public sealed record PhantomUrlResponse
{
    public required Guid PaymentId { get; init; }

    public required string DeeplinkUrl { get; init; }
}

/// <summary>What the wallet put into its redirect after it signed an identity session's text.</summary>
public sealed record PhantomMessageCallbackRequest
{
    public required string PaymentId { get; init; }

    public required string IdentitySessionId { get; init; }

    [Opaque]
    public required string Nonce { get; init; }

    [Opaque]
    public required string Data { get; init; }
}

/// <summary>The identity session is verified and can be named at checkout.</summary>
public sealed record PhantomMessageCallbackResponse
{
    public required Guid PaymentId { get; init; }

    public required string IdentitySessionId { get; init; }

    public required string WalletAddress { get; init; }

    public required DateTimeOffset VerifiedAt { get; init; }
}

/// <summary>What the wallet put into its redirect after it signed the mandate.</summary>
public sealed record PhantomRenewalMessageCallbackRequest
{
    public required string PaymentId { get; init; }

    [Opaque]
    public required string AutomaticRenewSetupKey { get; init; }

    [Opaque]
    public required string Nonce { get; init; }

    [Opaque]
    public required string Data { get; init; }
}

/// <summary>The wallet's signature of the mandate, for the confirmation of the payment.</summary>
public sealed record PhantomRenewalMessageCallbackResponse
{
    public required Guid PaymentId { get; init; }

    public required string AutomaticRenewSetupKey { get; init; }

    public required string WalletAddress { get; init; }

    public required string SignedMessageB64 { get; init; }
}

/// <summary>What the wallet put into its redirect after it signed the transaction.</summary>
public sealed record PhantomTransactionCallbackRequest
{
    public required string PaymentId { get; init; }

    [Opaque]
    public required string Nonce { get; init; }

    [Opaque]
    public required string Data { get; init; }
}

/// <summary>The signed transaction, for the page to send.</summary>
public sealed record PhantomTransactionCallbackResponse
{
    public required Guid PaymentId { get; init; }

    public required string WalletAddress { get; init; }

    /// <summary>Signed, and not sent yet.</summary>
    public required string SerializedTransactionB64 { get; init; }
}
