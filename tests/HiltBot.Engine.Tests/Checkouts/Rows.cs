using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;
using HiltBot.TestKit;

namespace HiltBot.Engine.Tests.Checkouts;

/// <summary>Rows for rules that need some.</summary>
internal static class Rows
{
    public static Product Product(
        ProductStatus status = ProductStatus.Active, int? paymentsMax = null, int placesHeld = 0, bool isEnabled = true,
        RenewalMode renewal = RenewalMode.OneOff) => new()
        {
            Id = ProductId.New(ManualTime.Start),
            MerchantId = MerchantId.New(ManualTime.Start),
            Slug = "vip-abc123",
            ProductType = ProductType.PaymentLink,
            Status = status,
            Title = "VIP",
            AmountMinorUnits = 29_000_000,
            TokenMint = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v",
            AssetSymbol = "USDC",
            AssetDecimals = 6,
            MerchantWallet = FakeChain.Wallet("merchant"),
            ReceivingAccount = FakeChain.Wallet("account"),
            PaymentsMax = paymentsMax,
            PlacesHeld = placesHeld,
            MembershipEnabled = isEnabled,
            RenewalMode = renewal,
            CreatedAt = ManualTime.Start,
            UpdatedAt = ManualTime.Start,
        };

    public static Payment Payment(PaymentStatus status, long received = 0, string? reason = null, string? named = null) => new()
    {
        Id = PaymentId.New(ManualTime.Start),
        MerchantId = MerchantId.New(ManualTime.Start),
        ProductId = ProductId.New(ManualTime.Start),
        Origin = PaymentOrigin.Checkout,
        Status = status,
        FailureReason = reason,
        Nonce = "nonce",
        Reference = FakeChain.Wallet("reference"),
        AmountMinorUnits = 29_000_000,
        MerchantAmountMinorUnits = 28_710_000,
        FeeMinorUnits = 290_000,
        TokenMint = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v",
        AssetSymbol = "USDC",
        AssetDecimals = 6,
        MerchantWallet = FakeChain.Wallet("merchant"),
        ReceivingAccount = FakeChain.Wallet("account"),
        FeeWallet = FakeChain.Wallet("operator"),
        NamedSignature = named,
        ReceivedMinorUnits = received,
        CreatedAt = ManualTime.Start,
        ExpiresAt = ManualTime.Start.AddMinutes(30),
    };
}
