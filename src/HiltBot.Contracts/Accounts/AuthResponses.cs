using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Accounts;

/// <summary>Somebody is signed in.</summary>
public sealed record AuthResponse
{
    /// <summary>Goes into <c>Authorization: Bearer</c>; good for 24 hours.</summary>
    public required string Token { get; init; }

    public required Guid UserId { get; init; }

    [OneOf(Vocabulary.Tier)]
    public required string Tier { get; init; }

    public required string? Email { get; init; }

    public required ClaimsPayload Claims { get; init; }
}

/// <summary>Which parts of the product an account may use.</summary>
public sealed record ClaimsPayload
{
    public required bool HiltScore { get; init; }

    public required bool HiltPay { get; init; }

    public required bool HiltOps { get; init; }

    public required bool MerchantAnalytics { get; init; }

    public required bool BuyNotifications { get; init; }

    public required bool ReceiptExports { get; init; }

    public required bool TaxExports { get; init; }

    public required bool CustomCheckoutDomains { get; init; }

    public required bool IsStaff { get; init; }
}

/// <summary>Extension: a text for a wallet to sign.</summary>
public sealed record WalletNonceResponse
{
    public required string MessageNonce { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>Done, in words.</summary>
public sealed record DoneResponse
{
    public required string Detail { get; init; }
}
