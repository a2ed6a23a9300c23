using HiltBot.Contracts.Wire;

namespace HiltBot.Contracts.Checkout;

/// <summary>An open session, with everything a wallet needs to pay it (contract 4.3).</summary>
public sealed record CheckoutSessionResponse
{
    public required Guid PaymentId { get; init; }

    public required string Nonce { get; init; }

    public required long AmountMinorUnits { get; init; }

    public required long MerchantAmountMinorUnits { get; init; }

    public required long FeeMinorUnits { get; init; }

    public required string FeeWallet { get; init; }

    public required string TokenMint { get; init; }

    public required string AssetSymbol { get; init; }

    public required int AssetDecimals { get; init; }

    public required string MerchantWallet { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    [OneOf(Vocabulary.PaymentStatus)]
    public required string Status { get; init; }

    /// <summary>Null where this server has no key for the wallet's deep links.</summary>
    public required PhantomMobilePayload? PhantomMobile { get; init; }

    /// <summary>Extension: base58 key that a transfer may carry instead of the memo.</summary>
    public required string Reference { get; init; }

    /// <summary>Extension: the memo in full, <c>HILT:{nonce}</c>.</summary>
    public required string Memo { get; init; }
}

/// <summary>Deep link of the Phantom wallet.</summary>
public sealed record PhantomMobilePayload(string ConnectUrl);
